import type { Diagnostic } from 'foreplan';
import { expect, test } from 'vitest';
import { marks } from './marks';

const at = (start: number, end: number): Diagnostic => ({
  code: 'x',
  severity: 'error',
  message: 'bad',
  range: { start: { offset: start, line: 1, column: 1 }, end: { offset: end, line: 1, column: 1 } },
});

test('marks stay inside a text that has become shorter', () => {
  expect(marks([at(2, 4), at(8, 12), at(20, 30)], 10).map(({ from, to }) => [from, to])).toEqual([[2, 4], [8, 10], [10, 10]]);
});

test('what has no place has no mark', () => {
  expect(marks([{ code: 'x', severity: 'error', message: 'bad', path: 'Name' }], 10)).toEqual([]);
});

test('a hint is part of the message', () => {
  expect(marks([{ ...at(0, 1), hint: 'mend it' }], 10)[0]?.message).toBe('bad (mend it)');
});
