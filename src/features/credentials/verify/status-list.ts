import { gunzipSync } from 'node:zlib'

/** At least 131,072 entries (Bitstring Status List 1.0, section 3.1), so that no list tells whose entry it is. */
export const LIST_BITS_MIN = 131_072
/** 134 million entries; what unpacks to more is a bomb. */
const LIST_BYTES_MAX = 16 * 1024 * 1024

/**
 * The bits of an `encodedList`: gzip in base64url, with a `u` before it (Bitstring Status List) or without (StatusList2021).
 * Undefined where it is damaged, too short, or unpacks to more than any list has.
 */
export function decodeStatusList(encoded: unknown): Buffer | undefined {
  if (typeof encoded !== 'string') return undefined
  const text = encoded.startsWith('u') ? encoded.slice(1) : encoded
  if (!/^[\w-]+$/.test(text)) return undefined
  try {
    const bits = gunzipSync(Buffer.from(text, 'base64url'), { maxOutputLength: LIST_BYTES_MAX })
    return bits.length * 8 >= LIST_BITS_MIN ? bits : undefined
  } catch {
    return undefined
  }
}

/** The entry at that place, first bit first; undefined beyond the end. Entries may have several bits. */
export function statusAt(bits: Buffer, index: number, size = 1): number | undefined {
  const start = index * size
  if (!Number.isSafeInteger(start) || start < 0 || start + size > bits.length * 8) return undefined
  let value = 0
  for (let position = start; position < start + size; position += 1) {
    const bit = ((bits[position >> 3] ?? 0) >> (7 - (position & 7))) & 1
    value = value * 2 + bit
  }
  return value
}
