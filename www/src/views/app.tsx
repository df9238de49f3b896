// The page: the job on one side, what a cluster would do with it on the other.
import { useRef, useState } from 'preact/hooks';
import { Editor } from '../editor/editor';
import type { Store } from '../state/store';
import { size } from '../state/session';
import { verdictOf } from '../state/verdict';
import { Changes } from './changes';
import { ClusterView } from './cluster';
import { DiffView } from './diff';
import { Fleet } from './fleet';
import { Header } from './header';
import { Problems } from './problems';
import { Running } from './running';
import { VerdictLine, VerdictView } from './verdict';

/** On a narrow screen only one of them is seen. */
type Pane = 'job' | 'plan';

export function App({ store }: { store: Store }) {
  const [pane, setPane] = useState<Pane>('plan');
  const reveal = useRef<(offset: number) => void>(() => {});
  const session = store.session.value;
  const answer = store.answer.value;
  const plan = answer?.plan ?? store.plan.value;
  const diagnostics = answer?.diagnostics ?? [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const problem = store.broken.value ?? answer?.clusterProblem ?? null;
  const said = answer || problem ? verdictOf(answer?.plan ?? null, errors, problem) : null;
  /** What is shown of the last plan there was, while there is none of the file as it is, is only dimmed. */
  const stale = answer !== null && answer.plan === null;
  const show = (offset: number) => {
    setPane('job');
    reveal.current(offset);
  };

  return (
    <div class="page" data-pane={pane}>
      <Header session={session} open={(text) => store.open(text)} />
      <nav class="panes" aria-label="Parts of the page">
        {(['job', 'plan'] as const).map((name) => (
          <button type="button" aria-pressed={pane === name} onClick={() => setPane(name)}>
            {name === 'job' ? 'Job file' : 'Plan'}
          </button>
        ))}
      </nav>
      <main>
        <section class="job" aria-label="Job file">
          <Editor
            opened={store.opened.value}
            diagnostics={diagnostics}
            keys={store.hclKeys.value}
            onChange={(text) => store.type(text)}
            onReady={(function_) => {
              reveal.current = function_;
            }}
          />
        </section>
        <div class="plan" aria-busy={answer === null}>
          <VerdictView said={said} milliseconds={answer?.milliseconds ?? null} />
          <Problems diagnostics={diagnostics} plan={answer?.plan ?? null} show={show} />
          <div data-stale={stale}>
            <ClusterView plan={plan} size={size(session.fleet ?? store.defaultFleet.value)}>
              <Running
                registered={session.registered}
                planned={stale ? null : plan}
                register={() => store.register()}
                deregister={(id) => store.deregister(id)}
              />
              <Fleet fleet={session.fleet} defaultFleet={store.defaultFleet.value} change={(fleet) => store.setFleet(fleet)} />
            </ClusterView>
            {plan && <DiffView text={plan.diffText} />}
            {plan && <Changes plan={plan} />}
          </div>
          <footer>
            foreplan {store.version.value} plans as Nomad 0.12 does, in this tab: nothing you write leaves it.
          </footer>
        </div>
      </main>
      {pane === 'job' && <VerdictLine said={said} show={() => setPane('plan')} />}
    </div>
  );
}
