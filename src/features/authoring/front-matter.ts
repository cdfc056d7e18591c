/** A lesson is YAML between two lines of `---`, then Markdown. */
export interface FrontMatter {
  yaml: string
  /** The line on which the YAML begins, from 1. */
  yamlLine: number
  text: string
  /** The line on which the Markdown begins, from 1. */
  textLine: number
}

/** undefined where the first line isn't `---` or nothing closes it. */
export function splitFrontMatter(file: string): FrontMatter | undefined {
  const lines = file.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (lines[0]?.trimEnd() !== '---') return undefined
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---')
  if (end < 0) return undefined
  return {
    yaml: lines.slice(1, end).join('\n'),
    yamlLine: 2,
    text: lines.slice(end + 1).join('\n'),
    textLine: end + 2,
  }
}
