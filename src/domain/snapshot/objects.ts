import type { RawTable } from './catalogue.ts'

/**
 * A table of JSON entries: their list is the value itself, or the longest list of objects anywhere in it. Keys become
 * columns, and so do the keys of objects inside, as `provider kind`; an object with a name stands for its name, a list
 * for a list of names. Undefined where there is no such list.
 */
export function tableOfObjects(value: unknown): RawTable | undefined {
  const entries = listIn(value, 0)
  if (!entries) return undefined
  const places = new Map<string, number>()
  const rows = entries.map((entry) => {
    const cells: string[] = []
    const put = (name: string, text: string) => {
      const place = places.get(name) ?? places.size
      places.set(name, place)
      cells[place] = text
    }
    for (const [name, cell] of Object.entries(entry)) flatten(name, cell, put)
    return cells
  })
  const header = [...places.keys()]
  return { header, rows: rows.map((cells) => header.map((_, place) => cells[place] ?? '')) }
}

function flatten(name: string, cell: unknown, put: (name: string, text: string) => void): void {
  if (isEntry(cell)) {
    const own = nameOf(cell)
    if (own !== '') put(name, own)
    for (const [inner, value] of Object.entries(cell))
      if (typeof value !== 'object' || value === null) put(`${name} ${inner}`, textOf(value))
    return
  }
  if (Array.isArray(cell))
    put(
      name,
      cell.length === 0 ? '' : JSON.stringify(cell.map((one) => (isEntry(one) ? nameOf(one) : textOf(one)))),
    )
  else put(name, textOf(cell))
}

function listIn(value: unknown, depth: number): Record<string, unknown>[] | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isEntry) ? value : undefined
  if (!isEntry(value) || depth > 3) return undefined
  const lists = Object.values(value)
    .map((one) => listIn(one, depth + 1))
    .filter((list) => list !== undefined)
  return lists.toSorted((a, b) => b.length - a.length)[0]
}

function nameOf(entry: Record<string, unknown>): string {
  const name = entry.name ?? entry.title ?? entry.label ?? ''
  return typeof name === 'string' ? name : ''
}

function isEntry(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
