import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init, parse } from 'foreplan/slim';

const wasm = createRequire(import.meta.url).resolve('foreplan/engine.wasm');
assert.throws(() => parse(''), 'the engine is not there before init');
await init({ module_or_path: readFileSync(wasm) });
assert.equal(parse(readFileSync('gallery/shop.nomad')).job.ID, 'shop');
