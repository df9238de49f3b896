import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init, parse } from 'foreplan/slim';

// The smaller engine is called the same way, and says so if a file needs the other one.
const wasm = createRequire(import.meta.url).resolve('foreplan/engine-hcl1.wasm');
assert.throws(() => parse(''), 'the engine is not there before init');
await init({ module_or_path: readFileSync(wasm) });
assert.equal(parse(readFileSync('gallery/shop.nomad')).job.ID, 'shop');
const { job, diagnostics } = parse(readFileSync('gallery/mirrors.nomad'));
assert.deepEqual([job, diagnostics[0].code], [null, 'jobspec/no-hcl2']);
