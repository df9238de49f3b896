// The editor of the job file. It owns its text: changes come out through `onChange`, and a text goes in only when
// another one is opened. What is typed never comes back in: by the time it did, more would have been typed.
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { hcl } from 'codemirror-lang-hcl';
import type { Diagnostic, HclKeys } from 'foreplan';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { completion } from './completion';
import { marks } from './marks';
import { theme } from './theme';

/**
 * Text that takes the place of more than this is put in by the editor: the browser would first take out each piece of
 * what is selected on its own, which for ten thousand brackets takes more than a minute.
 */
const REPLACED_BY_BROWSER = 200;

const replaceLongSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    if (event.inputType !== 'insertText' || event.data === null || event.isComposing || to - from <= REPLACED_BY_BROWSER) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

/** Tab leaves the editor, as on the rest of the page; lines are indented as in most editors besides. */
const INDENT = [
  { key: 'Mod-]', run: indentMore },
  { key: 'Mod-[', run: indentLess },
];

export interface EditorProps {
  /** The text that was opened last. */
  opened: { text: string };
  diagnostics: Diagnostic[];
  /** What can be written where, once the engine has said so. */
  keys: HclKeys | null;
  onChange(text: string): void;
  /** Gets a function that puts the cursor at a place. */
  onReady(reveal: (offset: number) => void): void;
}

export function Editor({ opened, diagnostics, keys, onChange, onReady }: EditorProps) {
  const element = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const change = useRef(onChange);
  change.current = onChange;
  const table = useRef(keys);
  table.current = keys;
  const fresh = () => stateOf(opened.text, (text) => change.current(text), () => table.current);

  useEffect(() => {
    if (!element.current) return;
    // In a shadow tree CodeMirror adopts its style sheets; in the document it would need inline ones, which the
    // page's policy forbids.
    const root = element.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({ parent: root, root, state: fresh() });
    view.current = editor;
    onReady((offset) => reveal(editor, offset));
    return () => editor.destroy();
  }, []);

  useLayoutEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === opened.text) return;
    editor.setState(fresh());
    editor.scrollDOM.scrollTop = 0;
  }, [opened]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, marks(diagnostics, editor.state.doc)));
  }, [diagnostics]);

  return <div class="editor" ref={element} />;
}

function stateOf(text: string, changed: (text: string) => void, keys: () => HclKeys | null): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      indentUnit.of('  '),
      hcl(),
      EditorView.lineWrapping,
      replaceLongSelection,
      lintGutter(),
      completion(keys),
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...INDENT]),
      EditorView.contentAttributes.of({ 'aria-label': 'Job file', tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString());
      }),
      theme,
    ],
  });
}

function reveal(editor: EditorView, offset: number): void {
  const anchor = Math.min(offset, editor.state.doc.length);
  editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
  editor.focus();
}
