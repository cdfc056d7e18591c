import MarkdownItParser, { type MarkdownIt, type Token } from 'markdown-it'
import { safeHref } from '../../ui/safe-link.ts'

// What learners hand in may be written in Markdown: tables and headings read better than their signs. HTML stays the
// text that it is; pictures from elsewhere are links, so that opening a piece tells nobody who reads it.

const parser = makeParser()

/** The first heading of a piece stands below the page's own of the second level. */
const topLevel = 3

/**
 * A learner's text as markup that is safe to show: no HTML, no script, no pictures from elsewhere, and links only to
 * addresses that pass ui/safe-link.ts. A line break stays one.
 */
export function renderLearnerMarkdown(text: string): string {
  const tokens = parser.parse(text, {})
  placeHeadings(tokens)
  emptyHeadersToCells(tokens)
  plainEmptyHeads(tokens)
  return parser.renderer.render(tokens, parser.options, {})
}

function makeParser(): MarkdownIt {
  const markdown = new MarkdownItParser({ html: false, linkify: false, breaks: true }).disable('image')
  markdown.validateLink = (address) => safeHref(address) !== undefined && !address.trim().startsWith('/')
  markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
    tokens[index]!.attrSet('rel', 'nofollow noopener noreferrer ugc')
    return self.renderToken(tokens, index, options)
  }
  // Wider than its place, code is scrolled by keys too.
  for (const rule of ['fence', 'code_block'] as const)
    markdown.renderer.rules[rule] = (tokens, index) =>
      `<pre tabindex="0"><code>${markdown.utils.escapeHtml(tokens[index]!.content)}</code></pre>\n`
  // Alignment would be an inline style, which the site's policy forbids.
  for (const rule of ['th_open', 'td_open'])
    markdown.renderer.rules[rule] = (tokens, index, options, _env, self) => {
      tokens[index]!.attrs = null
      return self.renderToken(tokens, index, options)
    }
  // What is wider than the screen scrolls, by keyboard too.
  const { escapeHtml } = markdown.utils
  for (const rule of ['fence', 'code_block'])
    markdown.renderer.rules[rule] = (tokens, index) =>
      `<pre tabindex="0"><code>${escapeHtml(tokens[index]?.content ?? '')}</code></pre>\n`
  markdown.renderer.rules.table_open = () => '<div class="table-scroll" tabindex="0"><table>\n'
  markdown.renderer.rules.table_close = () => '</table></div>\n'
  return markdown
}

// A head without a word heads nothing: screen readers would announce it as one.
function plainEmptyHeads(tokens: Token[]): void {
  tokens.forEach((token, index) => {
    if (token.type !== 'th_open' || tokens[index + 1]?.content !== '') return
    token.tag = 'td'
    tokens[index + 2]!.tag = 'td'
  })
}

// A header cell without a word heads nothing: it is an ordinary empty cell.
function emptyHeadersToCells(tokens: Token[]): void {
  tokens.forEach((token, index) => {
    if (token.type !== 'th_open' || tokens[index + 1]?.content.trim()) return
    token.tag = 'td'
    const close = tokens.slice(index).find((later) => later.type === 'th_close')
    if (close) close.tag = 'td'
  })
}

// Headings begin below those of the page and go down one at a time, whatever levels their author used.
function placeHeadings(tokens: Token[]): void {
  let depth: number[] = []
  for (const token of tokens) {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') continue
    if (token.type === 'heading_open') {
      const level = Number(token.tag.slice(1))
      depth = [...depth.filter((above) => above < level), level]
    }
    token.tag = `h${Math.min(topLevel + depth.length - 1, 6)}`
  }
}
