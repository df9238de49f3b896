// The difference to what is registered, as `nomad plan` prints it.
import { diffLines } from '../state/diff';

export function DiffView({ text }: { text: string }) {
  return (
    <section class="diff">
      <div class="title">
        <h3>Difference</h3>
        <p>to what is registered</p>
      </div>
      {/* biome-ignore lint: what scrolls must be reachable with the keyboard */}
      <pre tabIndex={0} aria-label="Difference">
        {diffLines(text).map(({ kind, text, note }) => (
          <span class={kind}>
            {text}
            {note && <em>({note})</em>}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}
