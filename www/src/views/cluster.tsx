// The machines, and how full each of them would be.
import type { Fill, NodeFill, PlannedAllocation, PlanReport } from 'foreplan';
import type { ComponentChildren } from 'preact';
import { megabytes, megahertz, percent } from '../state/words';

/** More machines than these are shown as tiles. */
const MOST_CARDS = 12;
/** More than these are not shown at all; the ones that the plan touches come first. */
const MOST_TILES = 400;

export interface ClusterProps {
  plan: PlanReport | null;
  /** How many nodes there are: a plan of a large cluster does not list them all. */
  size: number;
  children: ComponentChildren;
}

export function ClusterView({ plan, size, children }: ClusterProps) {
  const nodes = plan?.nodes ?? [];
  const onNode = Map.groupBy(plan?.allocations ?? [], ({ nodeId }) => nodeId);
  const datacenters = new Set(nodes.map(({ datacenter }) => datacenter)).size;
  return (
    <section class="cluster">
      <div class="title">
        <h3>Cluster</h3>
        {plan && (
          <p>
            {size.toLocaleString('en')} {size === 1 ? 'node' : 'nodes'}
            {datacenters > 1 && ` in ${datacenters} datacenters`}
          </p>
        )}
      </div>
      {nodes.length <= MOST_CARDS ? <Cards nodes={nodes} onNode={onNode} /> : <Tiles nodes={nodes} onNode={onNode} size={size} />}
      {children}
    </section>
  );
}

interface NodesProps {
  nodes: NodeFill[];
  onNode: Map<string, PlannedAllocation[]>;
}

function Cards({ nodes, onNode }: NodesProps) {
  return (
    <ul class="cards">
      {nodes.map((node) => (
        <li key={node.id}>
          <p class="node">
            <strong>{node.name}</strong> <span>{[node.datacenter, node.class].filter(Boolean).join(' · ')}</span>
            {!node.ready && <em>not ready</em>}
          </p>
          <Bar name="CPU" fill={node.cpuMhz} format={megahertz} />
          <Bar name="Memory" fill={node.memoryMb} format={megabytes} />
          <Bar name="Disk" fill={node.diskMb} format={megabytes} />
          <ul class="chips">
            {(onNode.get(node.id) ?? []).map((allocation) => (
              <Chip key={`${allocation.action} ${allocation.name}`} allocation={allocation} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Bar({ name, fill, format }: { name: string; fill: Fill; format(value: number): string }) {
  const { total, before, after } = fill;
  const share = (value: number) => `${total > 0 ? Math.min(100, (value / total) * 100) : 0}%`;
  const kept = Math.min(before, after);
  return (
    <div class="bar">
      <span class="label">{name}</span>
      <div class="track" aria-hidden="true">
        <span class="kept" style={{ width: share(kept) }} />
        <span class={after >= before ? 'more' : 'less'} style={{ width: share(Math.abs(after - before)) }} />
      </div>
      <span class="figure" title={`${format(after)} of ${format(total)}, ${format(before)} before`}>
        {percent(after, total)} <small>%</small>
        <span class="unseen">{` of ${format(total)}, ${percent(before, total)} % before`}</span>
      </span>
    </div>
  );
}

const MARK: Record<PlannedAllocation['action'], string> = {
  create: '+',
  canary: '+',
  update: '~',
  replace: '±',
  migrate: '→',
  stop: '−',
  preempt: '−',
};

function Chip({ allocation: { action, group, name } }: { allocation: PlannedAllocation }) {
  const index = /\[\d+\]$/.exec(name)?.[0] ?? '';
  return (
    <li data-action={action} title={`${name}: ${action}`}>
      <span aria-hidden="true">{MARK[action]}</span>
      <span class="unseen">{action}</span> {group}
      <small>{index}</small>
    </li>
  );
}

function Tiles({ nodes, onNode, size }: NodesProps & { size: number }) {
  const touched = (node: NodeFill) => onNode.has(node.id);
  const ordered = [...nodes.filter(touched), ...nodes.filter((node) => !touched(node))];
  const shown = ordered.slice(0, MOST_TILES);
  return (
    <>
      <ul class="tiles">
        {shown.map((node) => (
          <Tile key={node.id} node={node} allocations={onNode.get(node.id) ?? []} />
        ))}
      </ul>
      <p class="legend">
        Each tile is a node: its CPU, memory and disk.
        {shown.length < size && ` There are ${(size - shown.length).toLocaleString('en')} more.`}
      </p>
    </>
  );
}

function Tile({ node, allocations }: { node: NodeFill; allocations: PlannedAllocation[] }) {
  const fills: [string, Fill][] = [
    ['CPU', node.cpuMhz],
    ['memory', node.memoryMb],
    ['disk', node.diskMb],
  ];
  const words = fills.map(([name, { after, total }]) => `${name} ${percent(after, total)} %`).join(', ');
  const label = `${node.name}: ${words}${allocations.length > 0 ? `, ${allocations.length} changed` : ''}`;
  return (
    <li class={allocations.length > 0 ? 'touched' : undefined} title={label}>
      <span class="unseen">{label}</span>
      {fills.map(([name, { before, after, total }]) => (
        <span key={name} class="column" aria-hidden="true">
          <span class="kept" style={{ height: `${percent(Math.min(before, after), total)}%` }} />
          <span class="more" style={{ height: `${percent(Math.max(0, after - before), total)}%` }} />
        </span>
      ))}
    </li>
  );
}
