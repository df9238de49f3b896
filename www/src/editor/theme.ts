// How the editor looks. Colours are the page's variables, so that light and dark need only one theme.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'transparent', fontSize: 'var(--code-size)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overscrollBehavior: 'contain' },
  '.cm-content': { padding: '14px 0 40vh', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 20px 0 6px' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--faint)', border: 'none', paddingLeft: '8px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--wash)' },
  '.cm-activeLineGutter': { color: 'var(--muted)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selection)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--wash)', outline: '1px solid var(--line-strong)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--stop)', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--update)', textUnderlineOffset: '3px' },
  '.cm-lint-marker': { content: '""', width: '7px', height: '7px', margin: '6px 3px', borderRadius: '50%' },
  '.cm-lint-marker-error': { backgroundColor: 'var(--stop)' },
  '.cm-lint-marker-warning': { backgroundColor: 'var(--update)' },
  '.cm-lint-marker-info, .cm-lint-marker-hint': { backgroundColor: 'var(--muted)' },
  '.cm-lintPoint:after': { display: 'none' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--line-strong)', borderRadius: '6px', boxShadow: 'var(--shadow)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16em', padding: '4px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', borderRadius: '4px', lineHeight: '1.6' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--selection)', color: 'var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
  '.cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail': { color: 'var(--ink)' },
  '.cm-tooltip.cm-completionInfo': { padding: '0', width: '32ch' },
  '.cm-explained': { padding: '8px 12px', maxWidth: '44ch', fontFamily: 'var(--sans)', lineHeight: '1.45' },
  '.cm-explained p': { margin: '0' },
  '.cm-explained p + p': { marginTop: '4px' },
  '.cm-explained p:first-child': { color: 'var(--muted)' },
  '.cm-explained b': { color: 'var(--ink)', fontFamily: 'var(--mono)', fontWeight: '600' },
  '.cm-explained code': { fontFamily: 'var(--mono)' },
  '.cm-diagnostic': { padding: '6px 12px', fontFamily: 'var(--sans)', border: 'none' },
  '.cm-diagnostic-error, .cm-diagnostic-warning': { border: 'none' },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)', fontFamily: 'var(--sans)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.keyword, tags.typeName, tags.className, tags.definitionKeyword], color: 'var(--code-block)', fontWeight: '500' },
  { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.punctuation, tags.bracket, tags.operator, tags.brace], color: 'var(--muted)' },
]);

export const theme = [look, syntaxHighlighting(colours)];
