// What would happen to each allocation, group by group.
import type { PlannedAllocation, PlanReport } from 'foreplan';
import { inWords } from '../state/words';

/** More allocations of a group than these are counted by node. */
const MOST_LINES = 12;

const WORDS: Record<PlannedAllocation['action'], string> = {
  create: 'starts',
  canary: 'starts as canary',
  update: 'is updated in place',
  replace: 'is replaced',
  migrate: 'moves',
  stop: 'stops',
  preempt: 'makes room',
};

export function Changes({ plan }: { plan: PlanReport }) {
  if (plan.allocations.length === 0) return null;
  const groups = [...Map.groupBy(plan.allocations, ({ group }) => group)];
  return (
    <section class="changes">
      <div class="title">
        <h3>Allocations</h3>
      </div>
      {groups.map(([group, allocations]) => (
        <div class="group" key={group}>
          <h4>{group}</h4>
          {allocations.length <= MOST_LINES ? <Lines allocations={allocations} /> : <Counts allocations={allocations} />}
        </div>
      ))}
    </section>
  );
}

function Lines({ allocations }: { allocations: PlannedAllocation[] }) {
  return (
    <ul>
      {allocations.map((allocation) => (
        <Line key={`${allocation.action} ${allocation.name} ${allocation.nodeName}`} allocation={allocation} />
      ))}
    </ul>
  );
}

function Line({ allocation: { action, group, name, nodeName, fromNodeName, ports, score, scores } }: { allocation: PlannedAllocation }) {
  const parts = Object.entries(scores).map(([scorer, value]) => `${scorer} ${value.toFixed(3)}`);
  return (
    <li data-action={action}>
      {/* The heading says the group, so its name and the index are enough. */}
      <code title={name}>{`${group}${/\[\d+\]$/.exec(name)?.[0] ?? ''}`}</code>
      <span class="action">{WORDS[action]}</span>
      <span class="where">
        <span class="node">{fromNodeName ? `${fromNodeName} → ${nodeName}` : `on ${nodeName}`}</span>
        {score !== null && <small title={parts.join(', ')}>score {score.toFixed(2)}</small>}
      </span>
      <span class="ports">
        {Object.entries(ports).map(([label, port]) => (
          <span key={label}>
            {label} <code>{port}</code>
          </span>
        ))}
      </span>
    </li>
  );
}

function Counts({ allocations }: { allocations: PlannedAllocation[] }) {
  const alike = [...Map.groupBy(allocations, ({ action, nodeName }) => `${action} ${nodeName}`).values()];
  return (
    <ul>
      {alike.slice(0, 100).map((those) => {
        const first = those[0];
        return (
          first && (
            <li key={`${first.action} ${first.nodeName}`} data-action={first.action}>
              <code>{inWords(those.length)}</code> <span class="action">{WORDS[first.action]}</span> <span class="where">on {first.nodeName}</span>
            </li>
          )
        );
      })}
      {alike.length > 100 && <li>and on {alike.length - 100} nodes more</li>}
    </ul>
  );
}
