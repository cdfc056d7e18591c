/** The Markdown of lessons: CommonMark with tables, mathematics between dollars and boxes between lines of `:::`. */
import MarkdownItParser, { type MarkdownIt, type StateBlock, type StateInline, type Token } from 'markdown-it'

export type MarkdownToken = Token

/**
 * A parser with the default rendering rules. `html: false`: HTML of authors is shown as text.
 * With `curlyQuotes`, straight quotes in running text become the curly ones of English; code keeps its own.
 */
export function createParser({ curlyQuotes = false } = {}): MarkdownIt {
  const parser = new MarkdownItParser({ html: false, linkify: false, typographer: curlyQuotes })
  parser.core.ruler.disable('replacements')
  parser.inline.ruler.after('escape', 'math', inlineMath)
  parser.block.ruler.before('fence', 'math_block', blockMath, { alt: ['paragraph', 'list', 'blockquote'] })
  parser.block.ruler.before('fence', 'box', box, { alt: ['paragraph', 'list', 'blockquote'] })
  return parser
}

/** `$p = x/n$`. A dollar before a space, after a space or before a digit is money, not mathematics. */
function inlineMath(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  if (src[pos] !== '$' || /[\s$]/.test(src[pos + 1] ?? ' ')) return false
  let end = pos + 1
  while (end < state.posMax && src[end] !== '$') end += src[end] === '\\' ? 2 : 1
  if (end >= state.posMax || /\s/.test(src[end - 1] ?? ' ') || /\d/.test(src[end + 1] ?? '')) return false
  if (!silent) {
    const token = state.push('math_inline', 'math', 0)
    token.content = src.slice(pos + 1, end)
    token.markup = '$'
  }
  state.pos = end + 1
  return true
}

/** `$$` on a line, TeX, `$$` on a line; or all on one line. */
function blockMath(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const first = lineText(state, startLine)
  if (!first.startsWith('$$')) return false
  const oneLine = /^\$\$(.+)\$\$$/.exec(first)
  let next = startLine + 1
  if (!oneLine) {
    if (first !== '$$') return false
    while (next < endLine && lineText(state, next) !== '$$') next += 1
    if (next >= endLine) return false
  }
  if (silent) return true
  const token = state.push('math_block', 'math', 0)
  token.content = oneLine
    ? (oneLine[1] ?? '').trim()
    : state.getLines(startLine + 1, next, state.sCount[startLine] ?? 0, false)
  token.map = [startLine, next + 1]
  token.block = true
  state.line = oneLine ? next : next + 1
  return true
}

export const BOX_KINDS = ['try', 'answer', 'note'] as const

/** `::: try Its title`, Markdown, `:::`. Boxes may hold boxes: each `:::` alone closes the innermost. */
function box(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const opening = /^:::\s*([a-z]+)(?:\s+(.*))?$/.exec(lineText(state, startLine))
  if (!opening) return false
  if (silent) return true
  const closingLine = closingLineOf(state, startLine, endLine)
  const parentType = state.parentType
  const lineMax = state.lineMax
  const open = state.push('box_open', 'section', 1)
  open.info = opening[1] ?? ''
  open.content = (opening[2] ?? '').trim()
  open.map = [startLine, closingLine]
  open.block = true
  state.parentType = 'blockquote'
  state.lineMax = closingLine
  state.md.block.tokenize(state, startLine + 1, closingLine)
  const close = state.push('box_close', 'section', -1)
  close.info = open.info
  close.block = true
  state.parentType = parentType
  state.lineMax = lineMax
  state.line = Math.min(closingLine + 1, endLine)
  return true
}

function closingLineOf(state: StateBlock, startLine: number, endLine: number): number {
  let depth = 1
  let fence = ''
  for (let line = startLine + 1; line < endLine; line += 1) {
    // A fence may begin behind the mark of a list item.
    const text = lineText(state, line).replace(/^(?:(?:[-*+]|\d{1,9}[.)])\s+)+/, '')
    const marker = /^(`{3,}|~{3,})/.exec(text)?.[1] ?? ''
    if (fence) {
      if (text.startsWith(fence)) fence = ''
      continue
    }
    if (marker) fence = marker
    else if (text === ':::') depth -= 1
    else if (/^:::\s*[a-z]/.test(text)) depth += 1
    if (depth === 0) return line
  }
  return endLine
}

function lineText(state: StateBlock, line: number): string {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0)
  return state.src.slice(start, state.eMarks[line]).trimEnd()
}
