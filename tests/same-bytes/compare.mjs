// Compares what the engine answers natively and in wasm, byte by byte.
//
//   node compare.mjs target/debug/examples/replay
//
// The session is session.json; the program plays it natively and prints a line for each answer, as is done here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Engine, initSync } from '../../pkg/engine.js';

const read = (path) => readFileSync(new URL(path, import.meta.url));
initSync({ module: read('../../pkg/engine_bg.wasm') });

const session = JSON.parse(read('session.json'));
const engine = new Engine(BigInt(session.seed), BigInt(session.now));
let now = BigInt(session.now);
const lines = session.steps.map(answer);
const native = execFileSync(process.argv[2], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n').slice(0, -1);

assert.equal(native.length, lines.length);
lines.forEach((line, step) => assert.equal(line, native[step], `step ${step}: ${JSON.stringify(session.steps[step])}`));
const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
console.log(`${lines.length} answers, ${lines.join('').length} characters, sha256 ${hash.slice(0, 16)}: the same natively and in wasm`);

/** The answer to a step, in a line. */
function answer(step) {
  if (step.advance) {
    now += BigInt(step.advance) * 1_000_000n;
    engine.advance(now);
    return 'advanced';
  }
  const file = step.plan ?? step.register;
  const text = file && read(`../../www/gallery/${file}`).toString();
  if (step.plan) return engine.plan(text);
  if (step.register) {
    const parsed = request('PUT /v1/jobs/parse', JSON.stringify({ JobHCL: text }));
    return request('PUT /v1/jobs', `{"Job":${parsed.slice(4)}}`);
  }
  return request(step.request, step.body ?? '');
}

function request(line, body) {
  const [method, target] = line.split(' ');
  const answer = engine.request(method, target, '[]', new TextEncoder().encode(body));
  return `${answer.status} ${new TextDecoder().decode(answer.body())}`;
}
