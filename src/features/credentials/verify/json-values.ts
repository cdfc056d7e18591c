export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Values of a JSON-LD property: one, several or none. */
export function asArray(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** The id of a node that may be written as a plain address or as an object. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return isObject(value) && typeof value.id === 'string' ? value.id : undefined
}

/** Without recursion: the point is to survive what is nested too deeply. */
export function isDeeperThan(value: unknown, depthMax: number): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthMax) return true
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return false
}

/** Objects and values in all, at any depth. */
export function hasMoreParts(value: unknown, partsMax: number): boolean {
  const open = [value]
  let count = 0
  for (let item = open.pop(); open.length > 0 || item !== undefined; item = open.pop()) {
    count += 1
    if (count > partsMax) return true
    if (typeof item === 'object' && item !== null) open.push(...Object.values(item).slice(0, partsMax + 1))
  }
  return false
}

/**
 * Whether a part is named `__proto__` anywhere. Copying an object loses such a part in most programs, the libraries
 * below us among them, so it would be shown by one and not be covered by the signature for another.
 */
export function hasHiddenPart(value: unknown): boolean {
  const open = [value]
  for (let item = open.pop(); open.length > 0 || item !== undefined; item = open.pop()) {
    if (typeof item !== 'object' || item === null) continue
    if (Object.hasOwn(item, '__proto__')) return true
    for (const inner of Object.values(item)) open.push(inner)
  }
  return false
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
