/** The last gate before rendered Markdown is stored: what isn't listed here doesn't leave the authoring room. */
import sanitizeHtml from 'sanitize-html'

const TEXT_TAGS = 'h2 h3 h4 h5 h6 p a ul ol li blockquote code pre span em strong s br hr'.split(' ')
const TABLE_TAGS = 'table thead tbody tr th td'.split(' ')
const BOX_TAGS = 'div section aside details summary figure figcaption img video audio track'.split(' ')
const MATH_TAGS =
  'math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd mpadded mphantom mstyle menclose'.split(
    ' ',
  )
const MATH_ATTRIBUTES =
  'accent accentunder columnalign columnspacing depth displaystyle fence height linethickness lspace mathvariant maxsize minsize movablelimits notation rowspacing rspace scriptlevel separator stretchy voffset width'.split(
    ' ',
  )

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...TEXT_TAGS, ...TABLE_TAGS, ...BOX_TAGS, ...MATH_TAGS],
  // KaTeX repeats the formula as TeX for copying; it would be read out twice.
  nonTextTags: ['script', 'style', 'textarea', 'option', 'annotation', 'annotation-xml'],
  allowedAttributes: {
    a: ['href', 'title', 'rel', 'download'],
    img: ['src', 'alt', 'width', 'height', 'loading', 'decoding'],
    video: ['src', 'controls', 'preload', 'width', 'height'],
    audio: ['src', 'controls', 'preload'],
    track: ['src', 'kind', 'srclang', 'label', 'default'],
    ol: ['start'],
    pre: ['tabindex', 'data-language'],
    div: ['tabindex'],
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, ['id']])),
    ...Object.fromEntries(MATH_TAGS.map((tag) => [tag, MATH_ATTRIBUTES])),
    math: ['display', 'xmlns', ...MATH_ATTRIBUTES],
  },
  allowedClasses: {
    span: ['tok-*'],
    div: ['table-scroll', 'math', 'box-title'],
    p: ['box-title'],
    section: ['box', 'box-try'],
    aside: ['box', 'box-note'],
    details: ['box', 'box-answer', 'transcript'],
    figure: ['figure-*'],
    th: ['align-*'],
    td: ['align-*'],
  },
  allowedSchemes: ['https', 'http', 'mailto'],
  allowedSchemesByTag: { img: ['https'], video: ['https'], audio: ['https'], track: ['https'] },
  allowedSchemesAppliedToAttributes: ['href', 'src', 'cite'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
}

/** HTML in, harmless HTML out: no script, no style, no handler, no frame, no foreign scheme. */
export function sanitize(html: string): string {
  return sanitizeHtml(html, OPTIONS)
}
