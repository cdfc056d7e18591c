import { detail } from './details.ts'
import type { Baked } from './read-credential.ts'

const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0'

/**
 * The credential baked into an SVG (Open Badges 3.0, section 5.3.2.2): an element `credential` of the Open Badges
 * namespace with the JSON as its text, or with a JWT in `verify`. Nothing of the picture is rendered or run: only this
 * one element is looked for, outside comments. Plain searches instead of clever patterns: a hostile picture of 10 MB
 * must not cost more than reading it.
 */
export function readSvgCredential(svg: string): Baked {
  const markup = withoutComments(svg)
  if (!/<svg[\s>]/.test(markup)) return { detail: detail('markup') }
  const prefix = markup.match(new RegExp(`xmlns:([\\w.-]{1,80})\\s{0,9}=\\s{0,9}["']${NAMESPACE}/?["']`))?.[1]
  if (!prefix) return { detail: detail('picture_none') }
  const starts = openingsOf(markup, `<${prefix}:credential`)
  if (starts.length > 1) return { detail: detail('picture_two') }
  const start = starts[0]
  return start === undefined ? { detail: detail('picture_none') } : readElement(markup.slice(start), prefix)
}

function readElement(markup: string, prefix: string): Baked {
  const tagEnd = markup.indexOf('>')
  const end = markup.indexOf(`</${prefix}:credential`)
  const token = markup.slice(0, Math.max(0, tagEnd)).match(/\sverify\s?=\s?["']([^"']*)["']/)?.[1]
  if (token) return { text: token }
  if (tagEnd < 0 || end < tagEnd) return { detail: detail('picture_text') }
  return { text: elementText(markup.slice(tagEnd + 1, end)) }
}

function openingsOf(markup: string, tag: string): number[] {
  const found: number[] = []
  for (let at = markup.indexOf(tag); at >= 0 && found.length < 2; at = markup.indexOf(tag, at + 1)) {
    if (/[\s/>]/.test(markup.charAt(at + tag.length))) found.push(at)
  }
  return found
}

/** Comments go, but what looks like one inside CDATA is text and stays. */
function withoutComments(svg: string): string {
  const kept: string[] = []
  let position = 0
  while (position < svg.length) {
    const comment = svg.indexOf('<!--', position)
    if (comment < 0) break
    const cdata = svg.indexOf('<![CDATA[', position)
    const isCdataFirst = cdata >= 0 && cdata < comment
    const end = isCdataFirst ? endOf(svg, ']]>', cdata) : endOf(svg, '-->', comment)
    kept.push(svg.slice(position, isCdataFirst ? end : comment))
    position = end
  }
  return kept.join('') + svg.slice(position)
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at + mark.length
}

function elementText(content: string): string {
  const start = content.indexOf('<![CDATA[')
  if (start >= 0) return content.slice(start + '<![CDATA['.length, content.indexOf(']]>', start))
  return content.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
