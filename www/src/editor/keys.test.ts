import type { HclKeys } from 'foreplan';
import { expect, test } from 'vitest';
import { blockAt, keyIn, offers, summary } from './keys';
import { placeAt } from './place';

const KEYS: HclKeys = {
  root: { doc: '', keys: { job: { kind: 'block', doc: 'A job.', block: 'Job', label: 'Its identifier.' } } },
  blocks: {
    Job: {
      doc: 'A job.',
      keys: {
        type: { kind: 'string', doc: 'Which scheduler.', default: '"service"', values: ['service', 'batch'] },
        all_at_once: { kind: 'bool', doc: 'All or none.', default: 'false' },
        datacenters: { kind: 'list', doc: 'Where.' },
        update: { kind: 'block', doc: 'How.', block: 'Update' },
        meta: { kind: 'map', doc: 'Pairs.' },
      },
    },
    Update: { doc: 'How.', keys: { stagger: { kind: 'duration', doc: 'The pause.', default: '"30s"' }, canary: { kind: 'number', doc: 'How many.' } } },
  },
};

/** What is offered at the cursor `|`. */
function at(text: string): string[] {
  const [before = '', after = ''] = text.split('|');
  return offers(KEYS, placeAt(before), after.split('\n', 1)[0] ?? '').map(({ template }) => template);
}

test('keys of the block come with what has to follow', () => {
  expect(at('|')).toEqual(['job "${}" {\n\t\n}']);
  expect(at('job "a" {\n  |\n}')).toEqual([
    'type = "${}"',
    'all_at_once = ${}',
    'datacenters = ["${}"]',
    'update {\n\t${}\n}',
    'meta {\n\t${}\n}',
  ]);
  expect(at('job "a" {\n update {\n  s|')).toEqual(['stagger = "${}"', 'canary = ${}']);
});

test('of a key with a value only the name is exchanged', () => {
  expect(at('job "a" {\n update {\n  s| = "30s"')).toEqual(['stagger', 'canary']);
});

test('values come in quotes unless they stand in some', () => {
  expect(at('job "a" {\n type = |')).toEqual(['"service"', '"batch"']);
  expect(at('job "a" {\n type = "b|"')).toEqual(['service', 'batch']);
  expect(at('job "a" {\n all_at_once = |')).toEqual(['true', 'false']);
});

test('nothing is offered where nothing is known', () => {
  for (const text of ['job "a" {\n meta {\n  |', 'job "a" {\n foo {\n  |', 'job "a" {\n foo = "|', 'job "|', '# |', 'job "a" {\n constructor = "|']) {
    expect(at(text)).toEqual([]);
  }
  expect(keyIn(blockAt(KEYS, []), 'toString')).toBe(null);
});

test('a key says what it holds', () => {
  const said = (path: string[], name: string) => summary(keyIn(blockAt(KEYS, path), name)!);
  expect(said(['job', 'update'], 'stagger')).toBe('duration, "30s" if not set');
  expect(said(['job'], 'datacenters')).toBe('list');
  expect(said([], 'job')).toBe('block with a label');
});
