import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fresh } from '../state/hash';
import { EngineClient, type Port } from './client';
import type { Answer, Dialect, FromWorker, Question } from './messages';

class FakePort implements Port {
  asked: Question[] = [];
  terminated = false;
  onmessage: Port['onmessage'] = null;
  onerror: Port['onerror'] = null;
  postMessage(question: Question) {
    this.asked.push(question);
  }
  terminate() {
    this.terminated = true;
  }
  say(message: FromWorker) {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }
  answer(number: number) {
    const answer: Answer = { plan: null, diagnostics: [], clusterProblem: null, milliseconds: number };
    this.say({ kind: 'answer', number, answer });
  }
}

let ports: FakePort[];
let heard: string[];
let dialects: Dialect[];
let client: EngineClient;
const port = () => ports.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  ports = [];
  heard = [];
  dialects = [];
  client = new EngineClient(
    (dialect) => {
      dialects.push(dialect);
      ports.push(new FakePort());
      return port();
    },
    {
      ready: (version) => heard.push(`ready ${version}`),
      answered: (answer, session) => heard.push(`${session.text}: ${answer.milliseconds}`),
      broken: (message) => heard.push(message),
    },
  );
});

afterEach(() => vi.useRealTimers());

test('typing asks once, after the pause', () => {
  for (const text of ['a', 'ab', 'abc']) client.ask(fresh(text), 'after a pause');
  expect(port().asked.length).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(port().asked.map(({ text }) => text)).toEqual(['abc']);
});

test('an answer that is no longer about the newest text is dropped', () => {
  client.ask(fresh('old'), 'now');
  client.ask(fresh('newer'), 'now');
  client.ask(fresh('newest'), 'now');
  expect(port().asked.length).toBe(1);
  port().answer(1);
  expect(heard).toEqual([]);
  expect(port().asked.map(({ text }) => text)).toEqual(['old', 'newest']);
  port().answer(2);
  expect(heard).toEqual(['newest: 2']);
});

test('a worker that breaks is replaced, and the next question goes to the new one', () => {
  client.ask(fresh('bad'), 'now');
  const first = port();
  first.say({ kind: 'broken', message: 'unreachable' });
  expect([heard, first.terminated, ports.length]).toEqual([['unreachable'], true, 2]);
  client.ask(fresh('good'), 'now');
  port().answer(2);
  expect(heard).toEqual(['unreachable', 'good: 2']);
});

test('a worker that cannot start is not started again and again', () => {
  port().say({ kind: 'broken', message: 'no engine' });
  expect([heard, ports.length]).toEqual([['no engine'], 1]);
});

test('a file in HCL2 is asked about again, of a worker that reads it, which stays', () => {
  client.ask(fresh('old'), 'now');
  port().say({ kind: 'needs hcl2' });
  expect(dialects).toEqual(['hcl1', 'hcl2']);
  expect(port().asked.map(({ text }) => text)).toEqual(['old']);
  port().answer(2);
  client.ask(fresh('new'), 'now');
  port().say({ kind: 'broken', message: 'unreachable' });
  expect([dialects, heard]).toEqual([['hcl1', 'hcl2', 'hcl2'], ['old: 2', 'unreachable']]);
});
