import { expect, test } from 'vitest';
import { GALLERY } from './gallery';
import { fresh, fromHash, toHash } from './hash';
import { withMachines, withoutRegistered, withoutRow, withRegistered, withRow, withText } from './session';

const empty = fresh('job "a" {}');

test('a job that is registered again is the newest', () => {
  const jobs = [{ id: 'a', text: '1' }, { id: 'b', text: '2' }, { id: 'a', text: '3' }];
  const { registered } = jobs.reduce(withRegistered, empty);
  expect(registered).toEqual([{ id: 'b', text: '2' }, { id: 'a', text: '3' }]);
  expect(withoutRegistered({ ...empty, registered }, 'b').registered).toEqual([{ id: 'a', text: '3' }]);
});

test('changes leave the session before them as it was', () => {
  const rows = [{ count: 1 }, { count: 2 }];
  expect(withMachines(rows, 1, { count: 5 })).toEqual([{ count: 1 }, { count: 5 }]);
  expect(withRow([{ count: 9, name: 'n' }])).toEqual([{ count: 9, name: 'n' }, { count: 1, name: 'n' }]);
  expect(withoutRow(rows, 0)).toEqual([{ count: 2 }]);
  expect(rows).toEqual([{ count: 1 }, { count: 2 }]);
  expect(withText(empty, empty.text)).toBe(empty);
});

test('every job of the gallery says what it shows', () => {
  expect(GALLERY.length).toBeGreaterThanOrEqual(8);
  for (const { about, text } of GALLERY) expect([about.length > 30, text.includes('job "')]).toEqual([true, true]);
});

test('a job of the gallery as it is has its name for address', async () => {
  const [first] = GALLERY;
  expect(await toHash(fresh(first!.text))).toBe('#web-service');
  expect(await fromHash('#web-service')).toEqual(fresh(first!.text));
});

test('any other session comes back from its address as it was', async () => {
  const session = { text: 'job "ü" {}\n', fleet: [{ count: 3, cpuMhz: 8000 }], registered: [{ id: 'a', text: 'x'.repeat(9999) }] };
  const hash = await toHash(session);
  expect(hash.length).toBeLessThan(400);
  expect(await fromHash(hash)).toEqual(session);
});

test('an address that is no session is none', async () => {
  for (const hash of ['', '#nothing', '#s=', '#s=!!!', '#s=AAAA', `#s=${btoa('{"text":1}')}`]) expect(await fromHash(hash)).toBe(null);
});

test('an address that would unpack to far too much is refused', async () => {
  expect(await fromHash(await toHash(fresh('x'.repeat(5_000_000))))).toBe(null);
});
