import type { GroupPlan, PlanReport } from 'foreplan';
import { expect, test } from 'vitest';
import { verdict, verdictOf } from './verdict';

const NONE: GroupPlan = {
  name: 'g',
  place: 0,
  inPlaceUpdate: 0,
  destructiveUpdate: 0,
  canary: 0,
  migrate: 0,
  stop: 0,
  preemptions: 0,
  ignore: 0,
  failure: null,
};

function plan(group: Partial<GroupPlan>, change: Partial<PlanReport> = {}): PlanReport {
  return {
    job: { id: 'j', name: 'j', type: 'service', namespace: 'default' },
    diffText: '',
    diff: null,
    groups: [{ ...NONE, ...group }],
    allocations: [],
    nodes: [],
    warnings: [],
    nextLaunch: null,
    jobModifyIndex: 0,
    ...change,
  };
}

function on(...nodes: string[]): Partial<PlanReport> {
  return { allocations: nodes.map((nodeId, index) => ({
      action: 'create',
      name: `j.g[${index}]`,
      group: 'g',
      nodeId,
      nodeName: nodeId,
      fromNodeName: null,
      ports: {},
      score: null,
      scores: {},
    })) };
}

test('a first registration says how many start and on how many nodes', () => {
  expect(verdict(plan({ place: 4 }, on('a', 'b', 'a', 'a')))).toEqual({
    tone: 'change',
    headline: 'Four allocations would start.',
    detail: 'On two nodes.',
  });
});

test('all that happens stands in one sentence, in the order of HAPPENINGS', () => {
  const { headline, detail } = verdict(plan({ place: 1, destructiveUpdate: 13, stop: 2, ignore: 1 }));
  expect(headline).toBe('One allocation would start, 13 be replaced and two stop.');
  expect(detail).toBe('One stays as it is.');
});

test('what does not fit comes before what does', () => {
  const failure = { unplaced: 6, nodesEvaluated: 3, reasons: [], nodes: [] };
  const { tone, headline, detail } = verdict(plan({ place: 12, failure }, on('a', 'b', 'c', 'a', 'b', 'c')));
  expect([tone, headline, detail]).toEqual(['trouble', 'Six of twelve allocations do not fit.', 'The other six would run on three nodes.']);
});

test('one that does not fit is singular', () => {
  const failure = { unplaced: 1, nodesEvaluated: 3, reasons: [], nodes: [] };
  expect(verdict(plan({ place: 1, failure })).headline).toBe('One allocation does not fit.');
});

test('nothing to do is calm, and differs from a job that only waits', () => {
  expect(verdict(plan({ ignore: 3 })).headline).toBe('Nothing would change.');
  const waiting = verdict(plan({}, { nextLaunch: '2020-09-15T00:30:00Z' }));
  expect([waiting.headline, waiting.detail]).toEqual(['Nothing starts now.', 'The next launch is on Tuesday 15 September at 00:30 UTC.']);
});

test('without a plan the errors are counted, and a broken cluster comes first', () => {
  expect(verdictOf(null, 2, null).headline).toBe('Two errors in the job file.');
  expect(verdictOf(plan({ place: 1 }), 0, 'no fleet').detail).toBe('no fleet');
});
