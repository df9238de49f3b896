import { expect, test } from 'vitest';
import { placeAt } from './place';

/** The place of the cursor `|`, in short: blocks, what can be written, and what of it is there. */
function short(text: string): string {
  const before = text.slice(0, text.indexOf('|'));
  const place = placeAt(before);
  const blocks = place.blocks.join('/');
  if (place.at === 'elsewhere') return `${blocks}: elsewhere`;
  const typed = before.slice(place.from);
  return place.at === 'key' ? `${blocks}: key <${typed}>` : `${blocks}: ${place.quoted ? 'quoted' : 'bare'} value of ${place.key} <${typed}>`;
}

test.each([
  ['|', ': key <>'],
  ['jo|', ': key <jo>'],
  ['job "web" {\n  |', 'job: key <>'],
  ['job "web" {\n  group "a" {\n    task "t" {\n      dri|\n    }\n  }\n}', 'job/group/task: key <dri>'],
  ['job "web" { group "a" { } ty|', 'job: key <ty>'],
  ['job "web" {\n  meta { a = 1 }\n  update {\n    max|', 'job/update: key <max>'],
])('a key in its blocks: %j', (text, expected) => expect(short(text)).toBe(expected));

test.each([
  ['job "w" {\n type = |', 'job: bare value of type <>'],
  ['job "w" {\n type = "|', 'job: quoted value of type <>'],
  ['job "w" {\n type = "ser|vice"', 'job: quoted value of type <ser>'],
  ['job "w" {\n all_at_once = tr|', 'job: bare value of all_at_once <tr>'],
  ['job "w" {\n datacenters = [|', 'job: bare value of datacenters <>'],
  ['job "w" {\n datacenters = [\n  "dc1",\n  "d|', 'job: quoted value of datacenters <d>'],
])('a value of its key: %j', (text, expected) => expect(short(text)).toBe(expected));

test.each([
  ['job "w|', ': elsewhere'],
  ['job "w" |', ': elsewhere'],
  ['job w|', ': elsewhere'],
  ['job "w" { # dri|', 'job: elsewhere'],
  ['job "w" { // { dri|', 'job: elsewhere'],
  ['job "w" { /* {\n dri|', 'job: elsewhere'],
  ['template {\n data = <<EOH\n key = "{|\nEOH', 'template: elsewhere'],
])('what is neither: %j', (text, expected) => expect(short(text)).toBe(expected));

test('brackets in texts and comments open nothing', () => {
  expect(short('task "{" {\n # {\n /* { */ // [\n command = "a { ${b("}")} \\" {"\n dri|')).toBe('task: key <dri>');
  expect(short('template {\n data = <<-EOH\n   { [ "\n   EOH\n des|')).toBe('template: key <des>');
});

test('objects in lists and after an equals sign are blocks of their key', () => {
  expect(short('task "t" {\n config = {\n  ima|')).toBe('task/config: key <ima>');
  expect(short('config {\n port_map = [{\n  ht|')).toBe('config/port_map: key <ht>');
  expect(short('config {\n mounts = [\n  { a = 1 },\n  {\n ty|')).toBe('config/mounts: key <ty>');
});

test('what is broken does not matter further on', () => {
  expect(short('job "w" {\n type = "ser\n pri|')).toBe('job: key <pri>');
  expect(short('}}]} job "w" {\n pri|')).toBe('job: key <pri>');
  expect(short('job "w" {\n datacenters = ["a" }\n jo|')).toBe(': key <jo>');
});

test('hostile texts end quickly', () => {
  for (const piece of ['{', '"', '[', '<<E\n', '/*', '${', 'a ', '\\', 'a={"']) {
    expect(placeAt(piece.repeat(100_000)).blocks.length).toBeLessThanOrEqual(100_000);
  }
});
