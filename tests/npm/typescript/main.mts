import { Cluster, diff, format, hclKeys, parse, printHcl, validate, type Diagnostic, type HclKey, type Job, type PlanReport } from 'foreplan';
import { init } from 'foreplan/slim';

const { job, diagnostics } = parse('job "a" {}');
const found: Diagnostic[] = diagnostics;
const id: string | null | undefined = job?.ID;
const cpu: number | null | undefined = job?.TaskGroups?.[0]?.Tasks?.[0]?.Resources?.CPU;

const mine: Job = { ID: 'a', Datacenters: ['dc1'], TaskGroups: [{ Name: 'g', Count: 2 }] };
const cluster = new Cluster({ seed: 1n, now: new Date(0), nodes: [{ count: 3, cpuMhz: 8000 }] });
const plan: PlanReport | null = cluster.plan(mine).plan;
const full: number | undefined = plan?.nodes[0]?.cpuMhz.after;
const name: string | undefined = cluster.nodes()[0]?.Name;
const status: number = cluster.request({ path: '/v1/jobs' }).status;

const valid: boolean = validate(mine, { dialect: 'hcl1' }).valid;
const kind: string | undefined = diff(mine, 'job "a" {}', { mode: 'quiet' }).diff?.Type;
const tidy: string | null = format('job "a" {}', { dialect: 'hcl2' }).text;
const lost: string | undefined = printHcl({ Job: mine }).diagnostics[0]?.path;

// @ts-expect-error: a job is no number
cluster.plan(3);

const driver: HclKey | undefined = hclKeys().blocks['Task']?.keys['driver'];

export { cpu, driver, found, full, id, init, kind, lost, name, status, tidy, valid };
