// What is wrong with the file, what does not fit and why, and what is questionable.
import type { Diagnostic, GroupPlan, PlanReport } from 'foreplan';
import { inWords } from '../state/words';

export interface ProblemsProps {
  diagnostics: Diagnostic[];
  plan: PlanReport | null;
  /** Puts the cursor at a place of the file. */
  show(offset: number): void;
}

export function Problems({ diagnostics, plan, show }: ProblemsProps) {
  const failing = plan?.groups.filter(({ failure }) => failure) ?? [];
  if (diagnostics.length + failing.length === 0) return null;
  return (
    <section class="problems" aria-label="Problems">
      <ul>
        {diagnostics.map((diagnostic) => (
          <Fault diagnostic={diagnostic} show={show} />
        ))}
        {failing.map((group) => (
          <Misfit group={group} />
        ))}
      </ul>
    </section>
  );
}

function Fault({ diagnostic, show }: { diagnostic: Diagnostic; show(offset: number): void }) {
  const { range, message, hint, severity, path } = diagnostic;
  return (
    <li data-severity={severity}>
      <p class="what">
        {range && (
          <button type="button" class="place" onClick={() => show(range.start.offset)}>
            {`line ${range.start.line}, column ${range.start.column}`}
          </button>
        )}
        {!range && path && <code class="place">{path}</code>}
        {message}
      </p>
      {hint && <p class="why">{hint}</p>}
    </li>
  );
}

function Misfit({ group }: { group: GroupPlan }) {
  const { failure } = group;
  if (!failure) return null;
  return (
    <li data-severity="error">
      <p class="what">
        <strong>{group.name}</strong>: {inWords(failure.unplaced)} cannot be placed
      </p>
      <ul class="reasons">
        {failure.reasons.map((reason) => (
          <li>{reason}</li>
        ))}
      </ul>
      {failure.nodes.length > 1 && (
        <details>
          <summary>Node by node</summary>
          <dl>
            {failure.nodes.map(({ nodeId, nodeName, reason }) => (
              <div key={nodeId}>
                <dt>{nodeName}</dt>
                <dd>{reason}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}
