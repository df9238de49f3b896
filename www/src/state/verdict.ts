// A plan in a sentence.
import type { GroupPlan, PlanReport } from 'foreplan';
import { capitalized, count, inWords, listed } from './words';

export interface Verdict {
  tone: 'calm' | 'change' | 'trouble';
  headline: string;
  detail: string;
}

/** What there is to say of a file, with or without a plan of it. */
export function verdictOf(plan: PlanReport | null, errors: number, broken: string | null): Verdict {
  if (broken) return { tone: 'trouble', headline: 'The cluster cannot plan.', detail: broken };
  if (plan) return verdict(plan);
  const headline = errors > 0 ? `${capitalized(count(errors, 'error'))} in the job file.` : 'There is no plan.';
  return { tone: 'trouble', headline, detail: 'Below is the last plan there was.' };
}

/** What happens to allocations, and how it is said of one and of many. */
const HAPPENINGS: [keyof GroupPlan, string][] = [
  ['canary', 'start as canary'],
  ['place', 'start'],
  ['destructiveUpdate', 'be replaced'],
  ['migrate', 'move'],
  ['inPlaceUpdate', 'be updated in place'],
  ['stop', 'stop'],
  ['preemptions', 'make room'],
];

export function verdict(plan: PlanReport): Verdict {
  const unplaced = sum(plan.groups, (group) => group.failure?.unplaced ?? 0);
  const parts = HAPPENINGS.flatMap(([member, verb]) => {
    const number = sum(plan.groups, (group) => group[member] as number);
    const happening = member === 'place' ? number - unplaced : number;
    return happening > 0 ? [{ number: happening, verb }] : [];
  });
  const kept = sum(plan.groups, ({ ignore }) => ignore);
  const detail = details(plan, kept, unplaced > 0);
  if (unplaced > 0) {
    const asked = sum(plan.groups, ({ place }) => place);
    const which = asked > unplaced ? `${inWords(unplaced)} of ${count(asked, 'allocation')}` : count(unplaced, 'allocation');
    const verb = unplaced === 1 ? 'does' : 'do';
    return { tone: 'trouble', headline: `${capitalized(which)} ${verb} not fit.`, detail };
  }
  if (parts.length === 0) {
    return { tone: 'calm', headline: kept > 0 ? 'Nothing would change.' : 'Nothing starts now.', detail };
  }
  const [first, ...others] = parts.map(({ number, verb }, index) =>
    index === 0 ? `${count(number, 'allocation')} would ${verb}` : `${inWords(number)} ${verb}`,
  );
  return { tone: 'change', headline: `${capitalized(listed([first ?? '', ...others]))}.`, detail };
}

function details(plan: PlanReport, kept: number, isRest: boolean): string {
  const sentences: string[] = [];
  const placed = plan.allocations.filter(({ action }) => action !== 'stop' && action !== 'preempt');
  const nodes = new Set(placed.map(({ nodeId }) => nodeId)).size;
  if (nodes > 0) sentences.push(`${isRest ? `The other ${inWords(placed.length)} would run on` : 'On'} ${count(nodes, 'node')}.`);
  if (kept > 0) sentences.push(`${capitalized(inWords(kept))} ${kept === 1 ? 'stays as it is' : 'stay as they are'}.`);
  if (plan.nextLaunch) sentences.push(`The next launch is ${asDate(plan.nextLaunch)}.`);
  return sentences.join(' ');
}

function asDate(instant: string): string {
  const date = new Date(instant);
  const text = date.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
  return `on ${text} UTC`;
}

function sum(groups: GroupPlan[], of: (group: GroupPlan) => number): number {
  return groups.reduce((total, group) => total + of(group), 0);
}
