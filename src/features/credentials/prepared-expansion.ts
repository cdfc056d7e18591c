import {
  FIXED_CHARACTERS_MAX,
  isMixedWithSlot,
  isPlainAddress,
  keep,
  placesIn,
  readShape,
  SHAPE_CHARACTERS_MAX,
  slotOf,
  withSlots,
} from './document-shape.ts'

export type ExpandedNodes = Record<string, unknown>[]

/**
 * Documents of the same shape expand alike, with other texts: the costly part, reading by the vocabularies, is done once for
 * each shape. As with canonical forms (canonical-template.ts) the first document of a shape is also expanded by the library,
 * and what was prepared is only kept if both agree; a text that should be an address and isn't leaves it to the library.
 */
export function preparedExpansions(
  library: (document: Record<string, unknown>) => Promise<ExpandedNodes>,
  shapesMax = 200,
) {
  const shapes = new Map<string, Prepared | 'unfit'>()

  return async (document: Record<string, unknown>): Promise<ExpandedNodes> => {
    const { key, texts } = readShape(document)
    if (key.length > SHAPE_CHARACTERS_MAX) return library(document)
    const known = shapes.get(key)
    const filled = known === undefined || known === 'unfit' ? undefined : fill(known, texts)
    if (filled) return filled
    const expanded = await library(document)
    if (known === undefined) keep(shapes, key, await learn(document, texts, expanded, library), shapesMax)
    return expanded
  }
}

type Prepared = { nodes: unknown; addresses: number[]; decided: [slot: number, text: string][] }

async function learn(
  document: Record<string, unknown>,
  texts: string[],
  expanded: ExpandedNodes,
  library: (document: Record<string, unknown>) => Promise<ExpandedNodes>,
): Promise<Prepared | 'unfit'> {
  // Texts that are no addresses where there should be one are words of the vocabulary, and must stay as they are.
  const fixed = new Set<number>()
  for (let round = 0; round < 2; round++) {
    const slotted = withSlots(document, texts, fixed)
    const nodes = slotted && (await library(slotted).catch(() => undefined))
    const addresses = nodes && addressesIn(nodes)
    if (!addresses || placesIn(nodes) !== texts.length - fixed.size) return 'unfit'
    const words = addresses.filter((slot) => !isPlainAddress(texts[slot] ?? ''))
    if (words.length === 0) {
      const decided = [...fixed].map((slot): [number, string] => [slot, texts[slot] ?? ''])
      if (JSON.stringify(decided).length > FIXED_CHARACTERS_MAX) return 'unfit'
      const prepared = { nodes, addresses, decided }
      return JSON.stringify(fill(prepared, texts)) === JSON.stringify(expanded) ? prepared : 'unfit'
    }
    for (const slot of words) fixed.add(slot)
  }
  return 'unfit'
}

function fill({ nodes, addresses, decided }: Prepared, texts: string[]): ExpandedNodes | undefined {
  if (!addresses.every((slot) => isPlainAddress(texts[slot] ?? ''))) return undefined
  if (!decided.every(([slot, text]) => texts[slot] === text)) return undefined
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const slot = value.startsWith('urn:x-candour-slot:') ? slotOf(value) : undefined
      return slot === undefined ? value : (texts[slot] ?? '')
    }
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(filled)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner)]))
  }
  return filled(nodes) as ExpandedNodes
}

/** Places that stand where an address must; undefined where one stands in a name, or was put together with something. */
function addressesIn(nodes: unknown): number[] | undefined {
  const found: number[] = []
  let isFit = true
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string') {
      if (isMixedWithSlot(value)) isFit = false
      const slot = slotOf(value)
      if (slot !== undefined && name !== '@value') found.push(slot)
    } else if (Array.isArray(value)) for (const item of value) walk(item, name)
    else if (typeof value === 'object' && value !== null) {
      for (const [inner, item] of Object.entries(value)) {
        if (inner.includes('x-candour-slot:')) isFit = false
        walk(item, inner)
      }
    }
  }
  walk(nodes, '')
  return isFit ? found : undefined
}
