// What the page and its worker say to each other.
import type { Diagnostic, HclKeys, Machines, PlanReport } from 'foreplan';

/** What the page asks: the plan of a file on a cluster, which follows from a fleet and the jobs on it. */
export interface Question {
  number: number;
  text: string;
  fleet: Machines[] | null;
  /** The files of the jobs that run, in the order of their registration. */
  registered: string[];
}

/** Which engine a worker loads: nearly all files are HCL1, and reading HCL2 takes one that is half as large again. */
export type Dialect = 'hcl1' | 'hcl2';

export type FromWorker =
  | { kind: 'ready'; version: string; defaultFleet: Machines[]; hclKeys: HclKeys }
  | { kind: 'answer'; number: number; answer: Answer }
  /** The question cannot be answered without HCL2, which this worker does not have. */
  | { kind: 'needs hcl2' }
  /** The engine broke: the worker must not be used again. */
  | { kind: 'broken'; message: string };

export interface Answer {
  plan: PlanReport | null;
  diagnostics: Diagnostic[];
  /** What is wrong with the cluster itself: the fleet, or a job on it. */
  clusterProblem: string | null;
  milliseconds: number;
}
