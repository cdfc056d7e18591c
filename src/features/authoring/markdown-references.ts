/** What a Markdown text refers to and holds, with places, for the checker. */
import { headingId, plainText } from './headings.ts'
import { createParser, type MarkdownToken } from './markdown-parser.ts'
import type { Position } from './problem.ts'

export interface MarkdownReference {
  kind: 'link' | 'image'
  target: string
  /** The words of a link or the alternative text of a picture. */
  text: string
  position: Position
}

export interface MarkdownContents {
  references: MarkdownReference[]
  headings: { id: string; level: number; position: Position }[]
  fences: { language: string; position: Position }[]
  formulas: { tex: string; display: boolean; position: Position }[]
  boxes: { kind: string; title: string; closed: boolean; position: Position }[]
}

const parser = createParser()

/** Positions count from line 1 of the text. */
export function readMarkdown(text: string): MarkdownContents {
  const lines = text.split('\n')
  const contents: MarkdownContents = { references: [], headings: [], fences: [], formulas: [], boxes: [] }
  const tokens = parser.parse(text, {})
  let block: [number, number] = [0, lines.length]
  let finder = finderIn(lines, block)
  tokens.forEach((token, index) => {
    if (token.map && (token.map[0] !== block[0] || token.map[1] !== block[1])) {
      block = token.map
      finder = finderIn(lines, block)
    }
    const position = { line: block[0] + 1, column: columnOf(lines[block[0]]) }
    if (token.type === 'fence')
      contents.fences.push({ language: token.info.trim().split(/\s+/)[0] ?? '', position })
    if (token.type === 'math_block') contents.formulas.push({ tex: token.content, display: true, position })
    if (token.type === 'heading_open') {
      const id = headingId(plainText(tokens[index + 1]))
      contents.headings.push({ id, level: Number(token.tag.slice(1)), position })
    }
    if (token.type === 'box_open') {
      const closed = lines[block[1]]?.trim() === ':::'
      contents.boxes.push({ kind: token.info, title: token.content, closed, position })
    }
    if (token.type === 'inline') readInline(token.children ?? [], finder, contents)
  })
  return contents
}

function readInline(children: MarkdownToken[], find: Finder, contents: MarkdownContents): void {
  children.forEach((child, index) => {
    if (child.type === 'image') {
      const target = decoded(String(child.attrGet('src') ?? ''))
      contents.references.push({ kind: 'image', target, text: child.content.trim(), position: find(target) })
    } else if (child.type === 'link_open') {
      const target = decoded(String(child.attrGet('href') ?? ''))
      const text = children[index + 1]?.content ?? ''
      contents.references.push({ kind: 'link', target, text, position: find(target) })
    } else if (child.type === 'math_inline') {
      contents.formulas.push({ tex: child.content, display: false, position: find(child.content) })
    }
  })
}

type Finder = (needle: string) => Position

/** Finds words one after the other within the lines of a block; where they aren't found, the block's beginning. */
function finderIn(lines: string[], [from, to]: [number, number]): Finder {
  let line = from
  let column = 0
  return (needle) => {
    for (let at = line; at < to; at += 1) {
      const found = (lines[at] ?? '').indexOf(needle, at === line ? column : 0)
      if (found >= 0) {
        line = at
        column = found + needle.length
        return { line: at + 1, column: found + 1 }
      }
    }
    return { line: from + 1, column: columnOf(lines[from]) }
  }
}

function columnOf(line: string | undefined): number {
  return (line ?? '').search(/\S|$/) + 1
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target)
  } catch {
    return target
  }
}
