import { createHash } from 'node:crypto'
import { rdfOf } from './canonical-form.ts'
import { type CanonicalHash, fillTemplate, type QuadTemplate, quadTemplates } from './quad-template.ts'

/**
 * Canonical RDF from a prepared template. Documents of the same shape (the same members, kinds, numbers and vocabularies,
 * other texts) have the same statements with other texts in them, so the costly part, reading the document by its
 * vocabularies, is done once for each shape. The first document of a shape is also put in order by the library, and the
 * template is only kept if both agree to the character; whatever doesn't fit is left to the library.
 */
export function preparedForms(
  library: (document: object) => Promise<string>,
  { hash, shapesMax = 500 }: { hash?: CanonicalHash; shapesMax?: number } = {},
) {
  const shapes = new Map<string, Shape>()

  return async (document: Record<string, unknown>): Promise<string> => {
    const read = readShape(document)
    const shape = shapes.get(read.key) ?? { fixed: new Set<number>(), templates: new Map() }
    for (;;) {
      const key = JSON.stringify([...shape.fixed].map((slot) => read.texts[slot]))
      const template = shape.templates.get(key) ?? (await learn(document, read, shape.fixed))
      const filled = template === 'unfit' ? 'unfit' : fillTemplate(template, read.texts, hash)
      if (typeof filled !== 'string') {
        // This text is no address of its own but a word of the vocabulary: it belongs to the shape.
        shape.fixed.add(filled.notAddress)
        keep(shapes, read.key, shape, shapesMax)
        continue
      }
      if (filled === 'unfit') {
        keep(shape.templates, key, 'unfit', shapesMax)
        keep(shapes, read.key, shape, shapesMax)
        return library(document)
      }
      if (shape.templates.has(key)) return filled
      const expected = await library(document)
      keep(shape.templates, key, filled === expected ? template : 'unfit', shapesMax)
      keep(shapes, read.key, shape, shapesMax)
      return expected
    }
  }
}

type Shape = {
  /** Texts that decide the shape, by their place among all texts. */
  fixed: Set<number>
  templates: Map<string, QuadTemplate | 'unfit'>
}

/** The oldest goes: what is used is put at the end again whenever it is learned. */
function keep<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > max) map.delete(map.keys().next().value ?? '')
}

type ReadShape = { key: string; texts: string[] }

/** Members whose text decides how the rest is read. */
const DECIDING = new Set(['type', '@type', '@language', '@direction', '@index', '@nest', '@graph'])

/** The document with its texts taken out: what remains is its shape. */
function readShape(document: Record<string, unknown>): ReadShape {
  const texts: string[] = []
  const parts: string[] = []
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string' && !DECIDING.has(name)) {
      texts.push(value)
      parts.push('~')
    } else if (typeof value !== 'object' || value === null) parts.push(JSON.stringify(value) ?? '-')
    else if (name === '@context') parts.push(contextKey(value))
    else if (Array.isArray(value)) {
      parts.push('[')
      for (const item of value) {
        walk(item, name)
        parts.push(',')
      }
      parts.push(']')
    } else {
      parts.push('{')
      for (const [inner, item] of Object.entries(value)) {
        parts.push(JSON.stringify(inner), ':')
        if (inner === '@context' && typeof item === 'string') parts.push(JSON.stringify(item))
        else walk(item, inner)
        parts.push(',')
      }
      parts.push('}')
    }
  }
  walk(document, '')
  return { key: parts.join(''), texts }
}

const contextKeys = new WeakMap<object, string>()

/** Vocabularies are long, and the same object for every document that we write. */
function contextKey(context: object): string {
  const known = contextKeys.get(context)
  if (known !== undefined) return known
  const key = createHash('sha256').update(JSON.stringify(context)).digest('base64')
  if (Object.isFrozen(context)) contextKeys.set(context, key)
  return key
}

/** No text of any document, and an address by every vocabulary. */
const slotText = (slot: number) => `urn:x-candour-slot:${slot}:`
const SLOT = /^urn:x-candour-slot:(\d+):$/

async function learn(
  document: Record<string, unknown>,
  { texts }: ReadShape,
  fixed: Set<number>,
): Promise<QuadTemplate | 'unfit'> {
  // A vocabulary in which these are words would read addresses as words (`fillTemplate` takes them for addresses).
  if (/"(?:did|urn)":/.test(JSON.stringify(document))) return 'unfit'
  let next = 0
  const replaceTexts = (value: unknown, name: string): unknown => {
    if (typeof value === 'string' && !DECIDING.has(name)) {
      const slot = next++
      return fixed.has(slot) ? texts[slot] : slotText(slot)
    }
    if (typeof value !== 'object' || value === null || name === '@context') return value
    if (Array.isArray(value)) return value.map((item) => replaceTexts(item, name))
    return Object.fromEntries(
      Object.entries(value).map(([inner, item]) => [
        inner,
        inner === '@context' ? item : replaceTexts(item, inner),
      ]),
    )
  }
  try {
    const dataset = await rdfOf(replaceTexts(document, '') as object)
    return quadTemplates(dataset, (text) => {
      const slot = SLOT.exec(text)?.[1]
      return slot === undefined ? undefined : Number(slot)
    })
  } catch {
    // Where the texts make the difference between right and wrong, the library says what is wrong.
    return 'unfit'
  }
}
