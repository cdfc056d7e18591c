import { renderToString } from 'katex'

/**
 * TeX → MathML, which needs no style sheet of its own and is read out by screen readers. Only MathML, because KaTeX's
 * HTML uses inline styles, which the pages' policy forbids. Throws KaTeX's ParseError on wrong TeX.
 */
export function renderMath(tex: string, display: boolean): string {
  return renderToString(tex, {
    output: 'mathml',
    displayMode: display,
    throwOnError: true,
    strict: 'ignore',
    trust: false,
    maxExpand: 200,
  })
}
