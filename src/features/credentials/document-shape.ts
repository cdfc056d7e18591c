import { createHash } from 'node:crypto'
import { isKnownContext } from './contexts.ts'
import { canonicalJson } from './jcs.ts'
import { CANDOUR_CONTEXT } from './vocabulary.ts'

export type ReadShape = { key: string; texts: string[] }

/** Members whose text decides how the rest is read. */
const DECIDING = new Set(['type', '@type', '@language', '@direction', '@index', '@nest', '@graph'])

/** The document with its texts taken out: what remains is its shape. */
export function readShape(document: Record<string, unknown>): ReadShape {
  const texts: string[] = []
  const parts: string[] = []
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string' && !DECIDING.has(name)) {
      texts.push(value)
      parts.push('~')
    } else if (typeof value === 'number')
      parts.push(String(value)) // JSON would write 1e400 as it writes null
    else if (typeof value !== 'object' || value === null) parts.push(JSON.stringify(value) ?? '-')
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

/** Vocabularies are long; one that can't change any more is read once. */
function contextKey(context: object): string {
  if (Array.isArray(context)) {
    return `[${context.map((entry) => (isObject(entry) ? contextKey(entry) : JSON.stringify(entry))).join(',')}]`
  }
  const known = contextKeys.get(context)
  if (known !== undefined) return known
  const key = createHash('sha256').update(JSON.stringify(context)).digest('base64')
  if (isFrozenThrough(context)) contextKeys.set(context, key)
  return key
}

function isFrozenThrough(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozenThrough)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** No text of any document, and an address by every vocabulary. */
export const slotText = (slot: number) => `urn:x-candour-slot:${slot}:`
const SLOT_WORD = 'x-candour-slot:'
const SLOT = /^urn:x-candour-slot:(\d+):$/

/** The number of the place that a text stands for. */
export function slotOf(text: string): number | undefined {
  const slot = SLOT.exec(text)?.[1]
  return slot === undefined ? undefined : Number(slot)
}

/** Whether a place was put together with something else. */
export function isMixedWithSlot(text: string): boolean {
  return text.includes(SLOT_WORD) && slotOf(text) === undefined
}

/**
 * The document with places instead of its texts, but for those that decide how it is read. Undefined where somebody else
 * than us decides how it is read: by a vocabulary written out in it, which may read a text as a word or call a text a kind;
 * by rarer keywords; or by names that look like places.
 */
export function withSlots(
  document: Record<string, unknown>,
  texts: string[],
  fixed: Set<number>,
): Record<string, unknown> | undefined {
  if (!isOfOurReading(document, '')) return undefined
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
  return replaceTexts(document, '') as Record<string, unknown>
}

/** How many different places are left in what was made of a document with places. */
export function placesIn(made: unknown): number {
  return new Set(JSON.stringify(made).match(/urn:x-candour-slot:\d+:/g)).size
}

const PLAIN_KEYWORDS = new Set(['@context', '@id', '@type', '@value'])
const OWN_VOCABULARY = canonicalJson(CANDOUR_CONTEXT)

function isOfOurReading(value: unknown, name: string): boolean {
  if (typeof value === 'string') return !DECIDING.has(name) || !value.includes(SLOT_WORD)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every((item) => isOfOurReading(item, name))
  return Object.entries(value).every(([inner, item]) => {
    if (inner === '@context') return [item].flat().every(isOwnVocabulary)
    const isPlain = !inner.includes(SLOT_WORD) && (!inner.startsWith('@') || PLAIN_KEYWORDS.has(inner))
    return isPlain && isOfOurReading(item, inner)
  })
}

function isOwnVocabulary(context: unknown): boolean {
  if (typeof context === 'string') return isKnownContext(context)
  return context === CANDOUR_CONTEXT || (isObject(context) && writtenAlike(context))
}

/** In whatever order: the database keeps none. */
function writtenAlike(context: object): boolean {
  return JSON.stringify(context).length === OWN_VOCABULARY.length && canonicalJson(context) === OWN_VOCABULARY
}

/**
 * An address that no vocabulary can shorten or complete: what begins with a scheme and two slashes is never a word with a
 * prefix, and `did` and `urn` are prefixes of no vocabulary that is built in.
 */
export function isPlainAddress(text: string): boolean {
  return /^(?:https?:\/\/[\w.-]|did:[a-z0-9]+:|urn:[a-z0-9-]+:)[^\s<>"{}|\\^`\p{C}]*$/u.test(text)
}

/** Longer words of the vocabulary than any real credential has are not kept either. */
export const FIXED_CHARACTERS_MAX = 4_000

/** Longer shapes than any real credential has are not kept: strangers could fill the memory with them. */
export const SHAPE_CHARACTERS_MAX = 40_000

/** The oldest goes. */
export function keep<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > max) map.delete(map.keys().next().value ?? '')
}
