import { rdfOf } from './canonical-form.ts'
import { keep, readShape, SHAPE_CHARACTERS_MAX, slotOf, withSlots } from './document-shape.ts'
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
    for (;;) {
      const key = JSON.stringify([...shape.fixed].map((slot) => read.texts[slot]))
      const template = shape.templates.get(key) ?? (await learn(document, read.texts, shape.fixed))
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

async function learn(
  document: Record<string, unknown>,
  texts: string[],
  fixed: Set<number>,
): Promise<QuadTemplate | 'unfit'> {
  const slotted = withSlots(document, texts, fixed)
  if (!slotted) return 'unfit'
  try {
    return quadTemplates(await rdfOf(slotted), slotOf)
  } catch {
    // Where the texts make the difference between right and wrong, the library says what is wrong.
    return 'unfit'
  }
}
