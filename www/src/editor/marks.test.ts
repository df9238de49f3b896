import { Text } from '@codemirror/state';
import type { Diagnostic } from 'foreplan';
import { expect, test } from 'vitest';
import { marks } from './marks';

const TEN = Text.of(['0123456789']);

const at = (start: number, end: number): Diagnostic => ({
  code: 'x',
  severity: 'error',
  message: 'bad',
  range: { start: { offset: start, line: 1, column: 1 }, end: { offset: end, line: 1, column: 1 } },
});

test('marks stay inside a text that has become shorter', () => {
  expect(marks([at(2, 4), at(8, 12), at(20, 30)], TEN).map(({ from, to }) => [from, to])).toEqual([[2, 4], [8, 10], [9, 10]]);
});

test('a place between two characters is seen', () => {
  expect(marks([at(3, 3), at(10, 10)], TEN).map(({ from, to }) => [from, to])).toEqual([[3, 4], [9, 10]]);
  expect(marks([at(0, 0)], Text.empty).map(({ from, to }) => [from, to])).toEqual([[0, 0]]);
});

test('of many lines the first is marked', () => {
  expect(marks([at(2, 9)], Text.of(['0123', '56', '89'])).map(({ from, to }) => [from, to])).toEqual([[2, 4]]);
});

test('what has no place has no mark', () => {
  expect(marks([{ code: 'x', severity: 'error', message: 'bad', path: 'Name' }], TEN)).toEqual([]);
});

test('a hint is part of the message', () => {
  expect(marks([{ ...at(0, 1), hint: 'mend it' }], TEN)[0]?.message).toBe('bad (mend it)');
});
