/** Markdown of a course → harmless HTML with highlighted code, MathML and figures. Once, at publication. */
import { prepareHighlighting } from './highlight.ts'
import { createParser, type MarkdownToken } from './markdown-parser.ts'
import { useRenderRules } from './render-rules.ts'
import { sanitize } from './sanitize.ts'

export interface MediaFacts {
  title: string
  captionsUrl?: string
  transcriptHtml: string
}

/** Where the names that authors write lead on the site. */
export interface Places {
  /** `media/left-join.svg` → its address and, where known, its size in pixels; undefined if there is no such file. */
  media(path: string): { url: string; width?: number; height?: number } | undefined
  /** `seven-joins.quiz.yaml` → the address of its page. */
  item(name: string): string | undefined
  /** For video and sound: what the front matter says of the file. */
  mediaFacts(path: string): MediaFacts | undefined
  /** The language of the text, for captions. */
  language: string
  /** Words that the page itself adds, in that language. */
  words: { transcript: string }
}

export const NO_PLACES: Places = {
  media: () => undefined,
  item: () => undefined,
  mediaFacts: () => undefined,
  language: 'en',
  words: { transcript: 'Transcript' },
}

export interface Rendered {
  html: string
  headings: { id: string; level: number; text: string }[]
}

const parser = useRenderRules(createParser())

/** Blocks: paragraphs, headings, tables, figures, boxes. */
export async function renderMarkdown(source: string, places: Places = NO_PLACES): Promise<Rendered> {
  const tokens = parser.parse(source, {})
  const headings = nameHeadings(tokens)
  placeTargets(tokens, places)
  const highlight = await prepareHighlighting(fenceLanguages(tokens))
  const html = parser.renderer.render(tokens, parser.options, { places, highlight })
  return { html: sanitize(html), headings }
}

/** One line without a paragraph around it: the text of an option, a title. */
export function renderInline(source: string, places: Places = NO_PLACES): string {
  const tokens = parser.parseInline(source, {})
  placeTargets(tokens, places)
  return sanitize(
    parser.renderer.render(tokens, parser.options, { places, highlight: parser.utils.escapeHtml }),
  )
}

/** The id of a heading, from its words. The prefix keeps authors' words from colliding with the page's own ids. */
export function headingId(text: string): string {
  const words = text
    .toLowerCase()
    .normalize('NFKC')
    .match(/[\p{L}\p{N}]+/gu) ?? ['section']
  return `s-${words.join('-')}`
}

/** Plain words of an inline token: what a screen reader would say of a heading. */
export function plainText(token: MarkdownToken | undefined): string {
  return (token?.children ?? [])
    .map((child) => (child.type === 'softbreak' ? ' ' : child.content))
    .join('')
    .trim()
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
