// The engine, in a thread of its own: typing never waits for a plan.
import { Cluster, defaultNodes, hclKeys, init, version } from 'foreplan/slim';
import engineAddress from 'foreplan/engine.wasm?url';
import smallEngineAddress from 'foreplan/engine-hcl1.wasm?url';
import type { Diagnostic } from 'foreplan';
import type { Answer, Dialect, FromWorker, Question } from './messages';

const thread = self as unknown as { postMessage(message: FromWorker): void; onmessage: ((event: MessageEvent<Question>) => void) | null };

/** Clusters start at the same time with the same seed, so that the same session always shows the same plan. */
const START = { seed: 1, now: new Date('2020-09-14T08:00:00Z') };

let cluster: { key: string; value: Cluster; problem: string | null } | null = null;

/** The worker's name says which engine it is. */
const dialect = self.name as Dialect;
const address = dialect === 'hcl2' ? engineAddress : smallEngineAddress;
const loaded = init({ module_or_path: new URL(address, self.location.href) });

/** A file, the page's own or one that runs, is HCL2, and this engine does not read it. */
class NeedsHcl2 extends Error {}

function checked<T extends { diagnostics: Diagnostic[] }>(result: T): T {
  if (result.diagnostics.some(({ code }) => code === 'jobspec/no-hcl2')) throw new NeedsHcl2();
  return result;
}

thread.onmessage = async ({ data }) => {
  try {
    await loaded;
    thread.postMessage({ kind: 'answer', number: data.number, answer: answer(data) });
  } catch (error) {
    thread.postMessage(error instanceof NeedsHcl2 ? { kind: 'needs hcl2' } : { kind: 'broken', message: String(error) });
  }
};

loaded.then(
  () => thread.postMessage({ kind: 'ready', version: version(), defaultFleet: defaultNodes(), hclKeys: hclKeys() }),
  (error) => thread.postMessage({ kind: 'broken', message: `The engine could not be loaded: ${error}` }),
);

function answer(question: Question): Answer {
  const start = performance.now();
  let current: NonNullable<typeof cluster>;
  try {
    current = clusterOf(question);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof NeedsHcl2) throw error;
    return { plan: null, diagnostics: [], clusterProblem: (error as Error).message, milliseconds: performance.now() - start };
  }
  const { plan, diagnostics } = checked(current.value.plan(question.text));
  return { plan, diagnostics, clusterProblem: current.problem, milliseconds: performance.now() - start };
}

/** The cluster of a question. A plan leaves it as it was, so it serves as long as fleet and jobs stay the same. */
function clusterOf({ fleet, registered }: Question): NonNullable<typeof cluster> {
  const key = JSON.stringify([fleet, registered]);
  if (cluster?.key === key) return cluster;
  cluster?.value.free();
  cluster = null;
  const value = new Cluster({ ...START, ...(fleet && { nodes: fleet }) });
  let problem: string | null = null;
  for (const text of registered) {
    const { diagnostics, registered: done } = checked(value.register(text));
    if (!done) problem = `A job that was running cannot be registered: ${diagnostics[0]?.message}`;
  }
  cluster = { key, value, problem };
  return cluster;
}
