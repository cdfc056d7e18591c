import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension, Prec } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'

export interface Editor {
  /** Shows a file; its own history of changes is kept while the page is open. */
  show(file: string, text: string, options: { editable: boolean; label: string }): void
  /** Replaces the text of a file from outside (another window, back to the start). */
  replace(file: string, text: string): void
  focus(): void
  destroy(): void
}

/**
 * The code editor. It lives in a shadow root, where its styles are adopted sheets: the page's policy allows no
 * inline ones. Tab is left to the page, so that the keyboard is never trapped.
 *
 * @throws where the browser has no adopted style sheets (before 2023 in Safari): the page keeps its text areas.
 */
export function createEditor(
  host: HTMLElement,
  { onChange, onRun }: { onChange: (file: string, text: string) => void; onRun: () => void },
): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  if (!('adoptedStyleSheets' in root)) throw new Error('no adopted style sheets')
  const states = new Map<string, EditorState>()
  let current = ''
  // It comes to the page with its first file: what was typed into an empty one would be lost.
  const view = new EditorView({ root })

  const stateOf = (file: string, text: string, editable: boolean, label: string) =>
    EditorState.create({
      doc: text,
      extensions: [
        extensions(onRun),
        EditorView.contentAttributes.of({
          'aria-label': label,
          spellcheck: 'false',
          dir: 'ltr',
          tabindex: '0',
        }),
        EditorState.readOnly.of(!editable),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(file, update.state.doc.toString())
        }),
      ],
    })

  return {
    show(file, text, { editable, label }) {
      if (current) states.set(current, view.state)
      current = file
      const known = states.get(file)
      const same = known && known.doc.toString() === text
      view.setState(same ? known : stateOf(file, text, editable, label))
      if (!view.dom.isConnected) root.append(view.dom)
    },
    replace(file, text) {
      states.delete(file)
      if (file !== current) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

function extensions(onRun: () => void): Extension {
  const run = () => {
    onRun()
    return true
  }
  return [
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    EditorState.tabSize.of(2),
    EditorView.lineWrapping,
    javascript(),
    syntaxHighlighting(COLOURS),
    THEME,
    Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run },
        { key: 'Ctrl-Enter', run },
      ]),
    ),
    keymap.of([
      { key: 'Mod-]', run: indentMore },
      { key: 'Mod-[', run: indentLess },
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ]
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--tok-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--tok-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--tok-number)' },
  { tag: tags.comment, color: 'var(--tok-comment)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--tok-function)' },
])

const THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--sheet)', fontSize: '0.94rem' },
  // The outline is the host's: the gutter would cover parts of this one.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', minHeight: '14rem', maxHeight: '70vh' },
  '.cm-content': { caretColor: 'var(--ink)', paddingBlock: '0.6rem' },
  '.cm-cursor': { borderInlineStartColor: 'var(--ink)', borderInlineStartWidth: '2px' },
  '.cm-gutters': {
    backgroundColor: 'var(--sheet)',
    color: 'var(--quiet)',
    border: 'none',
    paddingInlineStart: '0.3rem',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)', fontWeight: '700' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-half)',
  },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-wash)',
    outline: '1px solid var(--accent)',
  },
})
