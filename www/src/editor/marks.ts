// Diagnostics as marks in the editor.
import type { Diagnostic as Mark } from '@codemirror/lint';
import type { Diagnostic } from 'foreplan';

/** The part of a document that is used. */
export interface Document {
  length: number;
  lineAt(offset: number): { to: number };
}

/**
 * The marks of what has a place. The text may have changed since, so places are kept inside it. A place between
 * two characters takes one of them, to be seen; of one that covers many lines only the first is marked.
 */
export function marks(diagnostics: Diagnostic[], document: Document): Mark[] {
  return diagnostics.flatMap(({ range, severity, message, hint }) => {
    if (!range) return [];
    const from = Math.max(0, Math.min(range.start.offset, document.length - 1));
    const lineEnd = document.lineAt(from).to;
    const to = Math.min(Math.max(Math.min(range.end.offset, lineEnd), from + 1), document.length);
    return [{ from, to, severity, message: hint ? `${message} (${hint})` : message }];
  });
}
