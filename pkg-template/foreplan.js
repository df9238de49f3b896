// What people call, around the functions of the wasm module: text and JSON on its side, values on theirs.
import * as engine from './engine.js';

/** Parses a job file. */
export function parse(text, options) {
  return JSON.parse(engine.parse(asText(text), asOptions(options)));
}

/** Says what is wrong with a job. */
export function validate(job, options) {
  return JSON.parse(engine.validate(asSource(job), asOptions(options)));
}

/** Compares two jobs. */
export function diff(before, after, { mode = 'exact', ...options } = {}) {
  if (mode !== 'exact' && mode !== 'quiet') throw new TypeError(`unknown mode ${mode}: it is exact or quiet`);
  return JSON.parse(engine.diff(asSource(before), asSource(after), mode === 'quiet', asOptions(options)));
}

/** Lays a job file out as everybody does. */
export function format(text, options) {
  return JSON.parse(engine.format(asText(text), asOptions(options)));
}

/** Writes a job as a job file. */
export function printHcl(job, options) {
  return JSON.parse(engine.print_hcl(asSource(job), asOptions(options)));
}

/** The version of the package. */
export function version() {
  return engine.version();
}

/** The machines of a cluster that is not given any. */
export function defaultNodes() {
  return JSON.parse(engine.default_fleet());
}

/** What can be written in which block of a job file. */
export function hclKeys() {
  return JSON.parse(engine.hcl_keys());
}

/** The answer to a request. */
export class ApiResponse {
  constructor(status, headers, body) {
    this.status = status;
    this.headers = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
    this.body = body;
  }

  get ok() {
    return this.status >= 200 && this.status < 300;
  }

  text() {
    return new TextDecoder().decode(this.body);
  }

  json() {
    return JSON.parse(this.text());
  }
}

export class Cluster {
  #engine;
  #now;

  constructor({ seed = 1, now = Date.now(), nodes } = {}) {
    this.#now = nanoseconds(now);
    this.#engine = new engine.Engine(BigInt(seed), this.#now, nodes === undefined ? undefined : JSON.stringify(nodes));
  }

  get now() {
    return new Date(Number(this.#now / 1_000_000n));
  }

  request({ method = 'GET', path, headers = {}, body }) {
    const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
    const answer = this.#engine.request(method, path, JSON.stringify(pairs), asBytes(body));
    try {
      return new ApiResponse(answer.status, JSON.parse(answer.headers), answer.body());
    } finally {
      answer.free();
    }
  }

  plan(job, options) {
    return JSON.parse(this.#engine.plan(asSource(job), asOptions(options)));
  }

  register(job, options) {
    let diagnostics = [];
    if (isText(job)) {
      ({ job, diagnostics } = parse(job, options));
    }
    if (!job) {
      return { registered: null, diagnostics };
    }
    const answer = this.request({ method: 'PUT', path: '/v1/jobs', body: { Job: unwrapped(job) } });
    if (answer.ok) {
      return { registered: answer.json(), diagnostics };
    }
    return { registered: null, diagnostics: [...diagnostics, { code: 'api/refused', severity: 'error', message: answer.text() }] };
  }

  advance(time) {
    const target = time instanceof Date || typeof time === 'bigint' ? nanoseconds(time) : this.#now + nanoseconds(time);
    this.#engine.advance(target);
    this.#now = target > this.#now ? target : this.#now;
  }

  nodes() {
    return this.#read('/v1/nodes');
  }

  jobs() {
    return this.#read('/v1/jobs');
  }

  allocations(jobId) {
    return this.#read(`/v1/job/${encodeURIComponent(jobId)}/allocations`);
  }

  evaluations(jobId) {
    return this.#read(`/v1/job/${encodeURIComponent(jobId)}/evaluations`);
  }

  free() {
    this.#engine.free();
  }

  #read(path) {
    const answer = this.request({ path });
    if (!answer.ok) {
      throw new Error(`GET ${path}: ${answer.status} ${answer.text()}`);
    }
    return answer.json();
  }
}

if (Symbol.dispose) {
  Cluster.prototype[Symbol.dispose] = Cluster.prototype.free;
}

/** A job may come as the API takes it, inside an object. */
function unwrapped(job) {
  return job.Job ?? job;
}

function isText(value) {
  return typeof value === 'string' || value instanceof Uint8Array;
}

/** A job file as it is, a job as a file that holds it. */
function asSource(job) {
  return isText(job) ? asText(job) : JSON.stringify({ Job: unwrapped(job) });
}

function asOptions(options) {
  return options === undefined ? undefined : JSON.stringify(options);
}

function asText(value) {
  return typeof value === 'string' ? value : new TextDecoder().decode(value);
}

function asBytes(body) {
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Dates and milliseconds become nanoseconds; a bigint is nanoseconds already. */
function nanoseconds(time) {
  if (typeof time === 'bigint') return time;
  return BigInt(Math.round(Number(time) * 1000)) * 1000n;
}
