import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'foreplan/inline';

assert.equal(parse(readFileSync('gallery/shop.nomad')).job.ID, 'shop');
assert.equal(parse(readFileSync('gallery/mirrors.nomad')).job.TaskGroups.length, 3);
