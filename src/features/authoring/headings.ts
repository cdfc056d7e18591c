import type { MarkdownToken } from './markdown-parser.ts'

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
