import { asArray, isObject, type JsonObject } from './json-values.ts'

/** Keywords of JSON-LD whose meaning ends up in what is signed, or that only shape how it is written. */
const COVERED = new Set([
  '@id',
  '@type',
  '@value',
  '@language',
  '@direction',
  '@list',
  '@set',
  '@nest',
  '@graph',
])

/**
 * The first keyword, or word standing for one, that JSON-LD would drop without a trace (`@none`, `@annotation` …): what is
 * written under it looks like a part of the credential, and no signature covers it.
 */
export function uncoveredKeyword(value: unknown): string | undefined {
  if (Array.isArray(value)) return firstOf(value, uncoveredKeyword)
  if (!isObject(value)) return undefined
  return firstOf(Object.entries(value), ([key, inner]) => {
    if (key === '@context') return firstOf(asArray(inner), uncoveredAlias)
    return key.startsWith('@') && !COVERED.has(key) ? key : uncoveredKeyword(inner)
  })
}

/** The first word that a written-out context (or one inside it) lets stand for such a keyword. */
function uncoveredAlias(context: unknown): string | undefined {
  if (!isObject(context)) return undefined
  return firstOf(Object.entries(context), ([word, definition]) => {
    if (word.startsWith('@')) return undefined
    const meaning = isObject(definition) ? definition['@id'] : definition
    if (typeof meaning === 'string' && meaning.startsWith('@') && !COVERED.has(meaning)) return word
    return firstOf(
      asArray((isObject(definition) ? definition : ({} as JsonObject))['@context']),
      uncoveredAlias,
    )
  })
}

function firstOf<T>(items: T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
