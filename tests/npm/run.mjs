// Installs the packed package as others do, a fresh folder for each of them, and runs what they run.
//
//   node run.mjs foreplan.tgz
//
// A folder here is a consumer; its `main` file is run by Node, except that `typescript` is only compiled. The
// examples of the package's README are one more. publint and attw read the package itself.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examples } from './readme.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const gallery = join(root, 'www/gallery');
const tarball = resolve(process.argv[2]);
const tools = join(root, 'tests/node_modules/.bin');
const work = join(dirname(tarball), 'consumers');

let failed = 0;
rmSync(work, { recursive: true, force: true });

check('publint', () => run(join(tools, 'publint'), ['run', tarball, '--strict'], root));
// What is no code has no types, and the subpaths are modules only: CommonJS has the main entry.
const data = ['engine.wasm', 'engine-hcl1.wasm', 'schema.json', 'api-schema.json', 'openapi.json'];
const attw = ['--format', 'ascii', '--no-color', '--exclude-entrypoints', ...data, '--ignore-rules', 'cjs-resolves-to-esm'];
check('attw', () => run(join(tools, 'attw'), [tarball, ...attw], root));
for (const name of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)) {
  check(name, () => {
    const folder = consumer(name);
    cpSync(join(here, name), folder, { recursive: true });
    install(folder);
    if (existsSync(join(folder, 'tsconfig.json'))) return run(join(tools, 'tsc'), ['--project', folder], folder);
    const main = ['main.mjs', 'main.cjs'].find((file) => existsSync(join(folder, file)));
    return run(process.execPath, [main], folder);
  });
}
for (const example of examples(readFileSync(join(root, 'pkg-template/README.md'), 'utf8'))) {
  check(`README: ${example.title}`, () => {
    const folder = consumer(`readme-${example.number}`);
    install(folder);
    writeFileSync(join(folder, 'main.mjs'), example.code);
    const printed = run(process.execPath, ['main.mjs'], folder);
    for (const line of example.prints) {
      if (!printed.split('\n').includes(line)) throw new Error(`it says that it prints\n${line}\nbut it printed\n${printed}`);
    }
  });
}
process.exitCode = failed === 0 ? 0 : 1;

/** A new folder with the gallery in it and nothing else. */
function consumer(name) {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  cpSync(gallery, join(folder, 'gallery'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true }));
  return folder;
}

function install(folder) {
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--no-package-lock', tarball], folder);
}

function run(program, args, cwd) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function check(name, body) {
  try {
    body();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stdout ?? ''}${error.stderr ?? error.stack}`);
  }
}
