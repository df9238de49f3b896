// Where in a job file the cursor stands: in which blocks, and at what of a line. The file is being written, so it
// rarely is one yet: nothing here minds what is missing.

/** What can be written at a place. */
export type Place =
  /** A key: the part of it that is there begins at `from`. */
  | { at: 'key'; blocks: string[]; from: number }
  /** A value of `key`, or a part of it, in quotes or not. */
  | { at: 'value'; blocks: string[]; key: string; quoted: boolean; from: number }
  /** Nothing that is known: a label, a comment, a text of many lines. */
  | { at: 'elsewhere'; blocks: string[] };

interface Word {
  text: string;
  from: number;
  to: number;
}

/** A bracket that is open: a block by its name, a list by the key that it belongs to. */
interface Open {
  bracket: '{' | '[';
  name: string;
}

const SPACE = /[ \t\r]+/y;
const COMMENT = /(?:#|\/\/)[^\n]*/y;
const LONG_COMMENT = /\/\*[^]*?(?:\*\/|$)/y;
const WORD = /[A-Za-z_][\w.-]*/y;
const HEREDOC = /<<-?([A-Za-z_]\w*)[^\n]*/y;

/** What stands before the cursor says where it stands. */
export function placeAt(before: string): Place {
  const open: Open[] = [];
  let words: Word[] = [];
  let assigned = false;
  let at = 0;

  const blocks = () => open.filter(({ bracket }) => bracket === '{').map(({ name }) => name);
  const key = () => words[0]?.text ?? open.at(-1)?.name ?? '';
  const inList = () => open.at(-1)?.bracket === '[';
  const begin = () => {
    words = [];
    assigned = false;
  };
  /** Goes past what an expression matches here, if it does. */
  const take = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const found = expression.exec(before);
    if (found) at = expression.lastIndex;
    return found;
  };

  while (at < before.length) {
    if (take(SPACE)) continue;
    if (take(COMMENT)) {
      if (at === before.length) return { at: 'elsewhere', blocks: blocks() };
      continue;
    }
    const comment = take(LONG_COMMENT);
    if (comment) {
      if (!comment[0].endsWith('*/')) return { at: 'elsewhere', blocks: blocks() };
      continue;
    }
    const heredoc = take(HEREDOC);
    if (heredoc) {
      const end = endOfHeredoc(before, at, heredoc[1] ?? '');
      if (end === null) return { at: 'elsewhere', blocks: blocks() };
      at = end;
      continue;
    }
    const word = take(WORD);
    if (word) {
      words.push({ text: word[0], from: at - word[0].length, to: at });
      continue;
    }
    const from = at;
    const letter = before[at++];
    if (letter === '"') {
      const { end, closed } = endOfString(before, at);
      if (!closed && end === before.length) {
        const isValue = assigned || inList();
        if (!isValue) return { at: 'elsewhere', blocks: blocks() };
        return { at: 'value', blocks: blocks(), key: key(), quoted: true, from: at };
      }
      words.push({ text: before.slice(at, closed ? end - 1 : end), from, to: end });
      at = end;
    } else if (letter === '{' || letter === '[') {
      open.push({ bracket: letter, name: key() });
      begin();
    } else if (letter === '}' || letter === ']') {
      const other = letter === '}' ? '{' : '[';
      while (open.length > 0 && open.pop()?.bracket !== other);
      begin();
    } else if (letter === '=' || letter === ':') {
      assigned = true;
    } else if (letter === ',' || letter === '\n') {
      if (!inList() || letter === ',') begin();
    } else {
      words.push({ text: letter ?? '', from, to: at });
    }
  }

  const last = words.at(-1);
  const from = last && last.to === at && /^[\w.-]+$/.test(last.text) ? last.from : at;
  if (assigned || inList()) return { at: 'value', blocks: blocks(), key: key(), quoted: false, from };
  const isFirst = words.length === 0 || (words.length === 1 && from !== at);
  return isFirst ? { at: 'key', blocks: blocks(), from } : { at: 'elsewhere', blocks: blocks() };
}

/** Where a text that began before `at` ends: behind its quote, or at the end of its line if it has none. */
function endOfString(text: string, at: number): { end: number; closed: boolean } {
  // What is open, from the outside in: a text, or a brace of an interpolation in one.
  const open = ['"'];
  for (; at < text.length; at++) {
    const letter = text[at];
    if (open.at(-1) === '{') {
      if (letter === '{' || letter === '"') open.push(letter);
      else if (letter === '}') open.pop();
    } else if (letter === '\\') at++;
    else if (letter === '$' && text[at + 1] === '{') {
      open.push('{');
      at++;
    } else if (letter === '"') {
      open.pop();
      if (open.length === 0) return { end: at + 1, closed: true };
    } else if (letter === '\n' && open.length === 1) return { end: at, closed: false };
  }
  return { end: text.length, closed: false };
}

/** Where the line with the closing mark ends; null if there is none. */
function endOfHeredoc(text: string, at: number, mark: string): number | null {
  while (at < text.length) {
    const begin = at + 1;
    const next = text.indexOf('\n', begin);
    const end = next < 0 ? text.length : next;
    if (text.slice(begin, end).trim() === mark) return end;
    at = end;
  }
  return null;
}
