import { expect, test } from 'vitest';
import { diffLines } from './diff';

test('lines have the kind of their mark, and notes stand apart', () => {
  const text = ['+/- Job: "web"', '+/- Task Group: "a" (1 create, 3 in-place update)', '  +/- Count: "3" => "4" (forces create)', '    - Meta[x]: "(1)"', '      Task: "t"', ''].join('\n');
  expect(diffLines(text)).toEqual([
    { kind: 'edited', text: '+/- Job: "web"', note: '' },
    { kind: 'edited', text: '+/- Task Group: "a"', note: '1 create, 3 in-place update' },
    { kind: 'edited', text: '  +/- Count: "3" => "4"', note: 'forces create' },
    { kind: 'deleted', text: '    - Meta[x]: "(1)"', note: '' },
    { kind: 'plain', text: '      Task: "t"', note: '' },
  ]);
});
