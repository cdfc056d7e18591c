/** Markdown of a course → harmless HTML with highlighted code, MathML and figures. Once, at publication. */

import { headingId, plainText } from './headings.ts'
import { prepareHighlighting } from './highlight.ts'
import { createParser, type MarkdownToken } from './markdown-parser.ts'
import { NO_PLACES, type Places } from './places.ts'
import { useRenderRules } from './render-rules.ts'
import { sanitize } from './sanitize.ts'

export interface Rendered {
  html: string
  headings: { id: string; level: number; text: string }[]
}

const plain = useRenderRules(createParser())
// Quotes differ between languages; for others than English authors write their own.
const english = useRenderRules(createParser({ curlyQuotes: true }))

function parserFor({ language }: Places) {
  return /^en\b/.test(language) ? english : plain
}

/** Blocks: paragraphs, headings, tables, figures, boxes. */
export async function renderMarkdown(source: string, places: Places = NO_PLACES): Promise<Rendered> {
  const parser = parserFor(places)
  const tokens = parser.parse(source, {})
  const headings = nameHeadings(tokens)
  placeTargets(tokens, places)
  const highlight = await prepareHighlighting(fenceLanguages(tokens))
  const html = parser.renderer.render(tokens, parser.options, { places, highlight })
  return { html: sanitize(html), headings }
}

/** One line without a paragraph around it: the text of an option, a title. */
export function renderInline(source: string, places: Places = NO_PLACES): string {
  const parser = parserFor(places)
  const tokens = parser.parseInline(source, {})
  placeTargets(tokens, places)
  return sanitize(
    parser.renderer.render(tokens, parser.options, { places, highlight: parser.utils.escapeHtml }),
  )
}

function nameHeadings(tokens: MarkdownToken[]): Rendered['headings'] {
  const headings: Rendered['headings'] = []
  const used = new Map<string, number>()
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') return
    // The page's own heading is the only one of the first level.
    if (token.tag === 'h1') token.tag = 'h2'
    if (token.type === 'heading_close') return
    const text = plainText(tokens[index + 1])
    const base = headingId(text)
    const count = (used.get(base) ?? 0) + 1
    used.set(base, count)
    const id = count === 1 ? base : `${base}-${count}`
    token.attrSet('id', id)
    headings.push({ id, level: Number(token.tag.slice(1)), text })
  })
  return headings
}

function placeTargets(tokens: MarkdownToken[], places: Places): void {
  for (const token of tokens) {
    for (const child of token.children ?? []) if (child.type === 'link_open') placeLink(child, places)
  }
}

function placeLink(token: MarkdownToken, places: Places): void {
  const target = String(token.attrGet('href') ?? '')
  if (target.startsWith('#')) {
    token.attrSet('href', `#${headingId(decodeURIComponent(target.slice(1)))}`)
  } else if (/^(https?|mailto):/i.test(target)) {
    token.attrSet('rel', 'noopener')
  } else if (target.startsWith('media/')) {
    token.attrSet('href', places.media(target)?.url ?? '#')
    token.attrSet('download', target.slice('media/'.length))
  } else {
    const [name = '', fragment] = target.split('#')
    const url = places.item(name)
    token.attrSet('href', url ? `${url}${fragment ? `#${headingId(fragment)}` : ''}` : '#')
  }
}

function fenceLanguages(tokens: MarkdownToken[]): string[] {
  return tokens
    .filter((token) => token.type === 'fence')
    .map((token) => token.info.trim().split(/\s+/)[0] ?? '')
}
