// The examples of a README: its code blocks in JavaScript, each under the heading before it.

/** `// prints: …` at the end of a line says what the example prints. */
const PRINTS = /\/\/ prints: (.*)$/gm;

export function examples(markdown) {
  const found = [];
  let title = '';
  for (const match of markdown.matchAll(/^#+ (.*)$|^```js\n([\s\S]*?)^```$/gm)) {
    if (match[1] !== undefined) {
      title = match[1];
      continue;
    }
    const code = match[2];
    found.push({ title, code, number: found.length + 1, prints: [...code.matchAll(PRINTS)].map((line) => line[1]) });
  }
  if (found.length === 0) throw new Error('there is no example');
  return found;
}
