import { rdfOf } from './canonical-form.ts'
import {
  FIXED_CHARACTERS_MAX,
  keep,
  placesIn,
  readShape,
  SHAPE_CHARACTERS_MAX,
  slotOf,
  withSlots,
} from './document-shape.ts'
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
    if (read.key.length > SHAPE_CHARACTERS_MAX) return library(document)
    const shape = shapes.get(read.key) ?? { fixed: new Set<number>(), templates: new Map() }
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const key = JSON.stringify([...shape.fixed].map((slot) => read.texts[slot]))
      if (key.length > FIXED_CHARACTERS_MAX) return library(document)
      const known = shape.templates.get(key)
      const template = known ?? (await learn(document, read.texts, shape.fixed))
      const filled = template === 'unfit' ? 'unfit' : fillTemplate(template, read.texts, hash)
      if (typeof filled !== 'string') {
        // These texts are no addresses of their own but words of the vocabulary: they belong to the shape.
        for (const slot of filled.notAddress) shape.fixed.add(slot)
        keep(shapes, read.key, shape, shapesMax)
        continue
      }
      if (filled === 'unfit') {
        keep(shape.templates, key, 'unfit', TEMPLATES_MAX)
        keep(shapes, read.key, shape, shapesMax)
        return library(document)
      }
      if (known) return filled
      const expected = await library(document)
      keep(shape.templates, key, filled === expected ? template : 'unfit', TEMPLATES_MAX)
      keep(shapes, read.key, shape, shapesMax)
      return expected
    }
    return library(document)
  }
}

/** Each reads the whole document once more. */
const ROUNDS_MAX = 4
/** Of one shape, by its words of the vocabulary. */
const TEMPLATES_MAX = 50

type Shape = {
  /** Texts that decide the shape, by their place among all texts. */
  fixed: Set<number>
  templates: Map<string, QuadTemplate | 'unfit'>
}

async function learn(
  document: Record<string, unknown>,
  texts: string[],
  fixed: Set<number>,
): Promise<QuadTemplate | 'unfit'> {
  const slotted = withSlots(document, texts, fixed)
  if (!slotted) return 'unfit'
  const fixedNow = fixed.size
  try {
    const dataset = await rdfOf(slotted)
    // A text that got lost was understood (a number, say, written as text), so that another may come out differently.
    return placesIn(dataset) === texts.length - fixedNow ? quadTemplates(dataset, slotOf) : 'unfit'
  } catch {
    // Where the texts make the difference between right and wrong, the library says what is wrong.
    return 'unfit'
  }
}
