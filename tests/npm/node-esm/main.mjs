import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Cluster, hclKeys, parse, validate, version } from 'foreplan';

assert.match(version(), /^\d+\.\d+\.\d+/);

// Every job of the gallery is a job, and all but the one that says so fit the default fleet.
for (const file of readdirSync('gallery').filter((name) => name.endsWith('.nomad'))) {
  const text = readFileSync(`gallery/${file}`, 'utf8');
  const { job, error, diagnostics } = parse(text);
  assert.equal(error, null, file);
  assert.deepEqual(diagnostics, [], file);
  assert.equal(job.Datacenters[0], 'dc1', file);

  const { plan, diagnostics: found } = new Cluster({ seed: 7, now: 0 }).plan(text);
  assert.deepEqual(found.filter(({ severity }) => severity === 'error'), [], file);
  assert.equal(plan.groups.some(({ failure }) => failure !== null), file === 'quarter-report.nomad', file);
}

// Bad input is data, with its place in UTF-16 units.
const text = '# 😀\njob "a" { count = }';
const { job, diagnostics } = parse(text);
assert.equal(job, null);
assert.equal(diagnostics[0].severity, 'error');
assert.equal(diagnostics[0].range.start.line, 2);
assert.equal(text.slice(0, diagnostics[0].range.start.offset).includes('job'), true);
for (const bad of ['', '\0', '{'.repeat(200_000), new Uint8Array([0xff, 0xfe])]) {
  assert.notEqual(parse(bad).error, null);
}

// What is questionable is found, and silent where it is allowed.
const two = 'job "a" {\n datacenters = ["dc1"]\n group "g" {\n  count = 2\n  task "t" { driver = "exec" }\n }\n}';
const codes = (options) => validate(two, options).diagnostics.map(({ code }) => code);
assert.deepEqual(codes(), ['lint/count-without-update']);
assert.deepEqual(codes({ allow: ['count-without-update'] }), []);
const elsewhere = new Cluster({ nodes: [{ datacenter: 'dc2' }] }).plan(two, { allow: ['count-without-update'] });
assert.deepEqual(elsewhere.diagnostics.map(({ code }) => code), ['lint/datacenter-without-node']);

// A cluster: plan, register, plan again.
const cluster = new Cluster({ seed: 1, now: new Date('2020-09-14T08:00:00Z') });
const web = readFileSync('gallery/web-service.nomad');
assert.equal(cluster.plan(web).plan.groups[0].place, 4);
assert.equal(cluster.register(web).registered.Warnings, '');
assert.equal(cluster.allocations('web').length, 4);
const again = cluster.plan(web).plan;
assert.equal(again.groups[0].place, 0);
assert.equal(cluster.nodes().length, 3);
assert.equal(cluster.jobs()[0].ID, 'web');

// The HTTP API, without HTTP.
const answer = cluster.request({ path: '/v1/job/web' });
assert.equal(answer.status, 200);
assert.equal(answer.json().ID, 'web');
assert.equal(cluster.request({ method: 'PUT', path: '/v1/jobs', body: 'no JSON' }).status, 400);

// Time passes only when it is told to.
cluster.advance(90_000);
assert.equal(cluster.now.toISOString(), '2020-09-14T08:01:30.000Z');

// What can be written where, and the schemas of what is sent and answered.
const { root, blocks } = hclKeys();
assert.equal(root.keys.job.block, 'Job');
assert.ok(blocks.Task.keys.driver.values.includes('docker'));
const document = (file) => JSON.parse(readFileSync(fileURLToPath(import.meta.resolve(`foreplan/${file}`)), 'utf8'));
assert.ok(document('schema.json').$defs.TaskGroup.properties.Count);
assert.ok(document('api-schema.json').$defs.SubmittedTaskGroup);
assert.equal(document('openapi.json').openapi, '3.1.1');

assert.throws(() => new Cluster({ nodes: [{ cores: 3 }] }), /unknown field `cores`/);
