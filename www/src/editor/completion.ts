// Completion and hover in the editor: what can be written at the cursor, and what it means.
import { autocompletion, type Completion, type CompletionSource, snippet, startCompletion } from '@codemirror/autocomplete';
import type { EditorState, Extension } from '@codemirror/state';
import { type EditorView, hoverTooltip } from '@codemirror/view';
import type { HclKey, HclKeys } from 'foreplan';
import { blockAt, keyIn, type Offer, offers, summary } from './keys';
import { placeAt } from './place';

/** The engine's table of keys, once it is there. */
type Table = () => HclKeys | null;

/** Completion while one types and by Ctrl-Space, and an explanation of the key below the pointer. */
export function completion(table: Table): Extension {
  return [autocompletion({ override: [source(table)], icons: false }), explanation(table)];
}

const before = (state: EditorState, offset: number) => state.sliceDoc(0, offset);

function source(table: Table): CompletionSource {
  return ({ state, pos, explicit }) => {
    const keys = table();
    if (!keys) return null;
    const place = placeAt(before(state, pos));
    if (place.at === 'elsewhere') return null;
    // Unasked, keys come when one is begun; values at once, since there are few.
    if (!explicit && place.at === 'key' && place.from === pos) return null;
    const rest = state.sliceDoc(pos, state.doc.lineAt(pos).to);
    const options = offers(keys, place, rest).map(option);
    return options.length === 0 ? null : { from: place.from, options, validFor: /^[\w.-]*$/ };
  };
}

function option(offer: Offer): Completion {
  return {
    label: offer.label,
    type: offer.isKey ? 'property' : 'enum',
    ...(offer.isKey && { detail: offer.key.kind, info: () => explained(offer.label, offer.key) }),
    apply: (view, chosen, from, to) => {
      snippet(offer.template)(view, chosen, from, to);
      if (offer.isKey && offer.key.values) startCompletion(view);
    },
  };
}

function explanation(table: Table): Extension {
  return hoverTooltip((view: EditorView, offset) => {
    const keys = table();
    const word = view.state.wordAt(offset);
    if (!keys || !word) return null;
    const place = placeAt(before(view.state, word.to));
    if (place.at !== 'key' || place.from !== word.from) return null;
    const name = view.state.sliceDoc(word.from, word.to);
    const key = keyIn(blockAt(keys, place.blocks), name);
    if (!key) return null;
    return { pos: word.from, end: word.to, above: true, create: () => ({ dom: explained(name, key) }) };
  });
}

/** A key, what it holds, and what it means. */
function explained(name: string, key: HclKey): HTMLElement {
  const element = document.createElement('div');
  element.className = 'cm-explained';
  const head = document.createElement('p');
  const title = document.createElement('b');
  title.textContent = name;
  head.append(title, ` ${summary(key)}`);
  const doc = document.createElement('p');
  // What stands in backticks is code.
  doc.append(...key.doc.split('`').map((part, number) => (number % 2 === 0 ? part : code(part))));
  element.append(head, doc);
  return element;
}

function code(text: string): HTMLElement {
  const element = document.createElement('code');
  element.textContent = text;
  return element;
}
