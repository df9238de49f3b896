// Diagnostics as marks in the editor.
import type { Diagnostic as Mark } from '@codemirror/lint';
import type { Diagnostic } from 'foreplan';

/** The marks of what has a place. The text may have changed since, so places are kept inside it. */
export function marks(diagnostics: Diagnostic[], length: number): Mark[] {
  return diagnostics.flatMap(({ range, severity, message, hint }) => {
    if (!range) return [];
    const from = Math.min(range.start.offset, length);
    const to = Math.min(Math.max(range.end.offset, from), length);
    return [{ from, to, severity, message: hint ? `${message} (${hint})` : message }];
  });
}
