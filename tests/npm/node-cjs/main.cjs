const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { Cluster, parse } = require('foreplan');

const text = readFileSync('gallery/shop.nomad', 'utf8');
assert.equal(parse(text).job.ID, 'shop');
assert.equal(new Cluster().plan(text).plan.groups.length, 3);
