// Numbers and sizes as people read them.

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** A number in a sentence: a word up to twelve. */
export function inWords(number: number): string {
  return SMALL[number] ?? number.toLocaleString('en');
}

/** `one allocation`, `three allocations`. */
export function count(number: number, noun: string): string {
  return `${inWords(number)} ${noun}${number === 1 ? '' : 's'}`;
}

export function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** `a, b and c`. */
export function listed(parts: string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export function megahertz(mhz: number): string {
  return mhz >= 10_000 ? `${tidy(mhz / 1000)} GHz` : `${mhz.toLocaleString('en')} MHz`;
}

export function megabytes(mb: number): string {
  if (mb >= 10_240) return `${tidy(mb / 1024)} GB`;
  return `${mb.toLocaleString('en')} MB`;
}

function tidy(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
}

export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 100) : 0;
}
