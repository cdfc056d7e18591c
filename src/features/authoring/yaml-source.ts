/** YAML with places: every value of a file can say at which line and column it stands. */
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import type { Position } from './problem.ts'

export type YamlPath = readonly (string | number)[]

export interface YamlSource {
  /** The plain value; undefined where the text is not YAML. */
  value: unknown
  /** Mistakes of the YAML itself. */
  mistakes: { position: Position; message: string }[]
  /** Where the value at the path begins, or the nearest thing around it that exists. */
  valueAt(path: YamlPath): Position
  /** Where the key of the last step of the path begins, or the nearest thing around it. */
  keyAt(path: YamlPath): Position
}

/** Parses the text. `firstLine` is the line of the file on which the text begins, from 1. */
export function parseYamlSource(text: string, firstLine = 1): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: line + firstLine - 1, column: col }
  }
  const root = document.contents
  const mistakes = document.errors.map((error) => ({
    position: place(error.pos[0]),
    message: (error.message.split('\n')[0] ?? error.code).replace(/\.$/, ''),
  }))
  return {
    value: mistakes.length > 0 ? undefined : plainValue(() => document.toJS({ maxAliasCount: 0 }), mistakes),
    mistakes,
    valueAt: (path) => place(offsetOf(nearest(root, path))),
    keyAt: (path) => place(keyOffset(root, path)),
  }
}

function plainValue(read: () => unknown, mistakes: YamlSource['mistakes']): unknown {
  try {
    return read()
  } catch {
    mistakes.push({ position: { line: 1, column: 1 }, message: 'it holds an alias (a word after *)' })
    return undefined
  }
}

function nearest(root: Node | null, path: YamlPath): Node | null {
  let node: Node | null = root
  for (const step of path) {
    const next = childOf(node, step)
    if (!next) return node
    node = next
  }
  return node
}

function childOf(node: Node | null, step: string | number): Node | undefined {
  if (!node || !('get' in node)) return undefined
  const child = (node as { get(key: unknown, keepScalar: boolean): unknown }).get(step, true)
  return isNode(child) ? child : undefined
}

function keyOffset(root: Node | null, path: YamlPath): number {
  const parent = nearest(root, path.slice(0, -1))
  const key = path.at(-1)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
    if (pair && isScalar(pair.key)) return offsetOf(pair.key)
  }
  return offsetOf(nearest(root, path))
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}
