/** How each part of Markdown becomes HTML: the renderer's rules, one function a part. */
import type { MarkdownIt } from 'markdown-it'
import type { MarkdownToken } from './markdown-parser.ts'
import { renderMath } from './math.ts'
import { SOUND, VIDEO } from './media-types.ts'
import type { Places } from './places.ts'

interface RenderEnv {
  places: Places
  highlight: (code: string, language: string) => string
}

const BOX_TAG = new Map([
  ['try', 'section'],
  ['note', 'aside'],
  ['answer', 'details'],
])

/** Adds the rules; the parser must be rendered with a RenderEnv. */
export function useRenderRules(md: MarkdownIt): MarkdownIt {
  const { rules } = md.renderer
  const escape = md.utils.escapeHtml
  rules.math_inline = (tokens, at) => math(tokens[at], false, escape)
  rules.math_block = (tokens, at) =>
    `<div class="math" tabindex="0">${math(tokens[at], true, escape)}</div>\n`
  rules.fence = (tokens, at, _options, env) => fence(tokens[at], envOf(env), escape)
  rules.code_block = (tokens, at) =>
    `<pre tabindex="0"><code>${escape(tokens[at]?.content ?? '')}</code></pre>\n`
  rules.table_open = () => '<div class="table-scroll" tabindex="0"><table>\n'
  rules.table_close = () => '</table></div>\n'
  rules.th_open = (tokens, at) => cell('th', tokens[at])
  rules.td_open = (tokens, at) => cell('td', tokens[at])
  rules.box_open = (tokens, at) => openBox(tokens[at], (text) => md.renderInline(text))
  rules.box_close = (tokens, at) => `</${BOX_TAG.get(tokens[at]?.info ?? '') ?? 'aside'}>\n`
  rules.image = (tokens, at, _options, env) => picture(tokens[at], envOf(env).places, escape)
  rules.paragraph_open = (tokens, at, _options, env) => {
    const lone = loneImage(tokens[at + 1])
    return tokens[at]?.hidden ? '' : lone ? openFigure(lone, envOf(env).places) : '<p>'
  }
  rules.paragraph_close = (tokens, at, _options, env) => {
    const lone = loneImage(tokens[at - 1])
    if (tokens[at]?.hidden) return ''
    return lone ? closeFigure(lone, envOf(env).places, (text) => md.renderInline(text), escape) : '</p>\n'
  }
  return md
}

type Escape = (text: string) => string

function envOf(env: unknown): RenderEnv {
  return env as RenderEnv
}

function math(token: MarkdownToken | undefined, display: boolean, escape: Escape): string {
  const tex = token?.content ?? ''
  try {
    return renderMath(tex, display)
  } catch {
    // The checker names wrong TeX with its place; a page that has it all the same shows what was written.
    return `<code>${escape(tex)}</code>`
  }
}

function fence(token: MarkdownToken | undefined, env: RenderEnv, escape: Escape): string {
  const language = (token?.info ?? '').trim().split(/\s+/)[0] ?? ''
  const code = env.highlight((token?.content ?? '').replace(/\n$/, ''), language)
  const named = language ? ` data-language="${escape(language)}"` : ''
  return `<pre tabindex="0"${named}><code>${code}</code></pre>\n`
}

function cell(tag: 'th' | 'td', token: MarkdownToken | undefined): string {
  const align = /text-align:(right|center)/.exec(String(token?.attrGet('style') ?? ''))?.[1]
  return align ? `<${tag} class="align-${align}">` : `<${tag}>`
}

function openBox(token: MarkdownToken | undefined, inline: (text: string) => string): string {
  const title = token?.content ? inline(token.content) : ''
  if (token?.info === 'answer') return `<details class="box box-answer"><summary>${title || '…'}</summary>\n`
  const heading = title ? `<p class="box-title"><strong>${title}</strong></p>\n` : ''
  return token?.info === 'try'
    ? `<section class="box box-try">${heading}`
    : `<aside class="box box-note">${heading}`
}

/** A picture, video or sound alone in its paragraph: it becomes a figure with its caption. */
function loneImage(inline: MarkdownToken | undefined): MarkdownToken | undefined {
  const children = inline?.children ?? []
  return children.length === 1 && children[0]?.type === 'image' ? children[0] : undefined
}

function openFigure(image: MarkdownToken, places: Places): string {
  const source = sourceOf(image)
  const kind = VIDEO.test(source) ? 'video' : SOUND.test(source) ? 'sound' : 'picture'
  return places.media(source) ? `<figure class="figure-${kind}">` : '<p>'
}

function closeFigure(
  image: MarkdownToken,
  places: Places,
  inline: (text: string) => string,
  escape: Escape,
): string {
  const source = sourceOf(image)
  if (!places.media(source)) return '</p>\n'
  const caption = String(image.attrGet('title') ?? '')
  const transcript = places.mediaFacts(source)?.transcriptHtml
  return [
    caption ? `<figcaption>${inline(caption)}</figcaption>` : '',
    transcript
      ? `<details class="transcript"><summary>${escape(places.words.transcript)}</summary>${transcript}</details>`
      : '',
    '</figure>\n',
  ].join('')
}

function picture(token: MarkdownToken | undefined, places: Places, escape: Escape): string {
  const source = token ? sourceOf(token) : ''
  const alt = escape(token?.content ?? '')
  const found = places.media(source)
  // Pictures come from the course's own media only: a picture from elsewhere would tell somebody who reads what.
  if (!found) return alt
  const url = escape(found.url)
  const facts = places.mediaFacts(source)
  if (VIDEO.test(source)) {
    const captions = facts?.captionsUrl
      ? `<track kind="captions" src="${escape(facts.captionsUrl)}" srclang="${escape(places.language)}" label="${escape(places.language)}" default>`
      : ''
    return `<video src="${url}" controls preload="metadata">${captions}${alt}</video>`
  }
  if (SOUND.test(source)) return `<audio src="${url}" controls preload="metadata">${alt}</audio>`
  const size = found.width && found.height ? ` width="${found.width}" height="${found.height}"` : ''
  return `<img src="${url}" alt="${alt}"${size} loading="lazy" decoding="async">`
}

function sourceOf(token: MarkdownToken): string {
  return String(token.attrGet('src') ?? '')
}
