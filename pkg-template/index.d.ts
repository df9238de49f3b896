/** Where something stands in a text. */
export interface Position {
  /** UTF-16 units from the beginning: an index into the string. */
  offset: number;
  /** The line, from 1. */
  line: number;
  /** The column in characters, from 1. */
  column: number;
}

/** Something that is wrong, or questionable. */
export interface Diagnostic {
  /** A stable name for this kind of fault, such as `hcl1/unknown-key`. */
  code: string;
  severity: 'error' | 'warning' | 'hint';
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Where it is in the text, if it came from one. */
  range?: { start: Position; end: Position };
  /** Where it is in the job, such as `TaskGroups[0].Count`. */
  path?: string;
  /** Other places that have to do with it. */
  related?: { message: string; range?: { start: Position; end: Position }; path?: string }[];
}

/** How a job file is read. */
export interface ParseOptions {
  /** Its language: HCL1 (Nomad 0.12), HCL2 (Nomad 1.0), or whichever it is, which is the default. */
  dialect?: 'auto' | 'hcl1' | 'hcl2';
  /** For HCL2: values of its variables by name, or the text of a variable file. */
  variables?: Record<string, unknown> | string;
  /** For HCL2: texts by path, for the functions that read files. Without it they are refused. */
  files?: Record<string, string>;
  /** For HCL2: what the results of its random functions follow from. */
  seed?: number;
}

/** How a job file is read and judged. */
export interface CheckOptions extends ParseOptions {
  /** Lints that are silent, by their codes, with or without `lint/`; `all` is all of them. */
  allow?: string[];
}

/** A job file, or a job as the API has it. */
export type JobSource = string | Uint8Array | Job | { Job: Job };

/** What a job file holds. */
export interface ParseResult {
  /** The job as the API takes it; null if the file has an error. */
  job: Job | null;
  /** The first error, in the words of Nomad's parser. */
  error: string | null;
  diagnostics: Diagnostic[];
}

/** Parses a job file. Whatever the text is, this returns; what is wrong with it stands in `diagnostics`. */
export function parse(text: string | Uint8Array, options?: ParseOptions): ParseResult;

/** What there is to say about a job. */
export interface ValidateResult {
  /** Whether none of the diagnostics is an error. */
  valid: boolean;
  /** The job as the API takes it; null if the file cannot be parsed. */
  job: Job | null;
  diagnostics: Diagnostic[];
}

/** Says what is wrong with a job: its syntax, the rules of Nomad, and what is questionable. */
export function validate(job: JobSource, options?: CheckOptions): ValidateResult;

export interface DiffOptions extends ParseOptions {
  /** As Nomad compares (the default), or with everything matched by what it is, so that what is put in shows as that. */
  mode?: 'exact' | 'quiet';
}

/** What differs between two jobs, or what keeps them from being compared. */
export interface DiffResult {
  /** Whether anything differs, also where an exact diff does not show it. */
  changed: boolean;
  /** The difference, as the API has it. */
  diff: JobDiff | null;
  /** The same as `nomad plan` prints it. */
  text: string;
  /** Why there is no diff; `file` says in which of the two. */
  diagnostics: (Diagnostic & { file?: 'old' | 'new' })[];
}

/** Compares two jobs. Only the quiet mode compares jobs of different identifiers. */
export function diff(before: JobSource, after: JobSource, options?: DiffOptions): DiffResult;

/** A text, or what keeps it from being made. */
export interface TextResult {
  /** The text; null if there is none. */
  text: string | null;
  diagnostics: Diagnostic[];
}

/**
 * Lays a job file out as everybody does: indentation, aligned `=`, blank lines. Comments, quoted texts and heredocs stay as
 * they are, and so does the job. A text that is no HCL comes back as `null` with diagnostics.
 */
export function format(text: string | Uint8Array, options?: ParseOptions): TextResult;

/**
 * Writes a job as a job file. What no job file can say stands in the diagnostics, each with its path in the job: as a
 * warning, or as a hint where the server gives the value itself.
 */
export function printHcl(job: JobSource, options?: ParseOptions): TextResult;

/** The version of the package. */
export function version(): string;

/** What can be written in which block of a job file: for completion and hover in editors. */
export interface HclKeys {
  /** What can be written outside of all blocks. */
  root: HclBlock;
  /** What can be written in each block, by the name that `HclKey.block` gives. */
  blocks: Record<string, HclBlock>;
}

export interface HclBlock {
  /** What it is, for people. */
  doc: string;
  /** Its keys, blocks among them. */
  keys: Record<string, HclKey>;
}

export interface HclKey {
  /** What it holds. */
  kind: 'string' | 'number' | 'bool' | 'duration' | 'list' | 'map' | 'block' | 'any';
  /** What it means, for people; names are in backticks. */
  doc: string;
  /** The value that it has when nothing is said, as a job file writes it. */
  default?: string;
  /** The values that everybody knows. */
  values?: string[];
  /** The block that it opens, if it opens one whose keys are known. */
  block?: string;
  /** What the label of that block is, if it has one. */
  label?: string;
}

/** What can be written in which block of a job file. */
export function hclKeys(): HclKeys;

/** A number of equal machines. What is left out is as in the default fleet. */
export interface Machines {
  /** How many; 1 if left out. */
  count?: number;
  /** What they are called: the number of the machine is put behind it. */
  name?: string;
  datacenter?: string;
  /** The operator's class of them. */
  class?: string;
  cpuMhz?: number;
  memoryMb?: number;
  diskMb?: number;
  /** Task drivers; docker and exec if left out. */
  drivers?: string[];
  /** Attributes besides those that every machine has, such as `{"kernel.version": "5.10"}`. */
  attributes?: Record<string, string>;
  meta?: Record<string, string>;
  /** Host volumes, by name. */
  volumes?: string[];
  devices?: { vendor: string; type: string; name: string; count?: number; memoryMb?: number }[];
}

/** The machines of a cluster that is not given any, with nothing left out. */
export function defaultNodes(): Required<Machines>[];

export interface ClusterOptions {
  /** What chance follows from: the same seed and the same calls give the same ids, ports and places. */
  seed?: number | bigint;
  /** Where the clock stands at the beginning: a date, milliseconds, or nanoseconds as a bigint. */
  now?: Date | number | bigint;
  /** The machines; three of 4,000 MHz and 8,192 MB in dc1 if left out. */
  nodes?: Machines[];
}

/** A request of Nomad's HTTP API. */
export interface ApiRequest {
  /** GET if left out. */
  method?: string;
  /** The path, with the query behind it. */
  path: string;
  headers?: Record<string, string> | [string, string][];
  /** Bytes and text are sent as they are, anything else as JSON. */
  body?: unknown;
}

export interface ApiResponse {
  readonly status: number;
  /** Whether the status is one of success. */
  readonly ok: boolean;
  /** Header values by lower-case name. */
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  text(): string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json(): any;
}

/** A plan, or what keeps it from being made. */
export interface PlanResult {
  plan: PlanReport | null;
  diagnostics: Diagnostic[];
}

/** What registering a job would do, and why. */
export interface PlanReport {
  job: { id: string; name: string; type: string; namespace: string };
  /** The difference to the registered job, as `nomad plan` prints it. */
  diffText: string;
  /** The same as data. */
  diff: JobDiff | null;
  groups: GroupPlan[];
  /** What would happen to each allocation. */
  allocations: PlannedAllocation[];
  /** How full each node would be: those that the plan touches, and others while they are few. */
  nodes: NodeFill[];
  warnings: string[];
  /** When a periodic job would be launched next. */
  nextLaunch: string | null;
  /** With this index, the job can be registered if nothing changes meanwhile. */
  jobModifyIndex: number;
}

/** What a plan would do to a group, in numbers. */
export interface GroupPlan {
  name: string;
  place: number;
  inPlaceUpdate: number;
  destructiveUpdate: number;
  canary: number;
  migrate: number;
  stop: number;
  preemptions: number;
  ignore: number;
  /** Why not all of it fits; null if it does. */
  failure: PlacementFailure | null;
}

/** Why allocations of a group cannot be placed. */
export interface PlacementFailure {
  /** How many cannot. */
  unplaced: number;
  nodesEvaluated: number;
  /** What keeps nodes from being used, as sentences, the most frequent first. */
  reasons: string[];
  /** The same for each node, while they are few. */
  nodes: { nodeId: string; nodeName: string; reason: string }[];
}

/** What a plan would do to an allocation. */
export interface PlannedAllocation {
  action: 'create' | 'update' | 'replace' | 'canary' | 'migrate' | 'stop' | 'preempt';
  /** Its name, such as `web.frontend[0]`. */
  name: string;
  group: string;
  nodeId: string;
  nodeName: string;
  /** The node it comes from, if it moves. */
  fromNodeName: string | null;
  /** The ports it would get, by label. */
  ports: Record<string, number>;
  /** Its node's final score; null if it is not placed anew. */
  score: number | null;
  /** What the score is the mean of, by the scorer's name. */
  scores: Record<string, number>;
}

/** How full a node is, before and after the plan. */
export interface NodeFill {
  id: string;
  name: string;
  datacenter: string;
  class: string;
  /** Whether new allocations may be placed on it. */
  ready: boolean;
  cpuMhz: Fill;
  memoryMb: Fill;
  diskMb: Fill;
}

export interface Fill {
  total: number;
  before: number;
  after: number;
}

/** A registration, or what keeps it from being made. */
export interface RegisterResult {
  registered: JobRegisterResponse | null;
  diagnostics: Diagnostic[];
}

/** A cluster with its own state and its own clock, in memory. */
export class Cluster {
  constructor(options?: ClusterOptions);
  /** Where its clock stands. */
  readonly now: Date;
  /** Answers a request of Nomad's HTTP API. */
  request(request: ApiRequest): ApiResponse;
  /** Says what registering a job would do, and changes nothing. Takes a job file, or a job as the API has it. */
  plan(job: JobSource, options?: CheckOptions): PlanResult;
  /** Registers a job. */
  register(job: JobSource, options?: ParseOptions): RegisterResult;
  /** Lets time pass, with everything that falls due on the way: so many milliseconds, or up to a date. */
  advance(time: number | Date | bigint): void;
  nodes(): NodeListStub[];
  jobs(): JobListStub[];
  allocations(jobId: string): AllocListStub[];
  evaluations(jobId: string): Evaluation[];
  /** Gives its memory back. Without this, it goes when the object is collected. */
  free(): void;
  [Symbol.dispose](): void;
}
