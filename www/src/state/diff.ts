// The text of a diff, line by line, with what each line says.

export type LineKind = 'added' | 'deleted' | 'edited' | 'plain';

export interface DiffLine {
  kind: LineKind;
  text: string;
  /** What stands in brackets behind it: what the change does to allocations. */
  note: string;
}

const MARKS: [string, LineKind][] = [
  ['+/-', 'edited'],
  ['+', 'added'],
  ['-', 'deleted'],
];

export function diffLines(text: string): DiffLine[] {
  const lines = text.replace(/\n+$/, '').split('\n');
  return lines.map((line) => {
    const mark = MARKS.find(([mark]) => line.trimStart().startsWith(mark));
    const note = /\s*\((forces [^()]*|\d[^()]*)\)$/.exec(line);
    return { kind: mark?.[1] ?? 'plain', text: note ? line.slice(0, note.index) : line, note: note?.[1] ?? '' };
  });
}
