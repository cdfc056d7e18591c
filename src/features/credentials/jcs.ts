/**
 * JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, no white space, numbers and strings as
 * ECMAScript writes them. Throws for what is no I-JSON: a lone surrogate would be written in different ways.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return canonicalText(value)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('A number without a finite value')
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([name, inner]) => `${canonicalText(name)}:${canonicalJson(inner)}`).join(',')}}`
}

function canonicalText(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new Error('A text with half a character in it')
  return JSON.stringify(text)
}
