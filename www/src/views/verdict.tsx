// The plan in a sentence, above everything else.
import type { Verdict } from '../state/verdict';

export interface VerdictProps {
  /** Null until there is an answer. */
  said: Verdict | null;
  milliseconds: number | null;
}

export function VerdictView({ said, milliseconds }: VerdictProps) {
  return (
    <section class="verdict" data-tone={said?.tone} aria-live="polite">
      <h2>{said?.headline ?? 'Reading the job …'}</h2>
      <p>
        {said?.detail}
        {milliseconds !== null && <span class="time">{milliseconds < 1 ? 'under 1 ms' : `${Math.round(milliseconds)} ms`}</span>}
      </p>
    </section>
  );
}

/** The same in a line, where the plan itself is out of sight. */
export function VerdictLine({ said, show }: { said: Verdict | null; show(): void }) {
  return (
    <button type="button" class="peek" data-tone={said?.tone} onClick={show}>
      {said?.headline ?? 'Reading the job …'}
    </button>
  );
}
