import { gzipSync } from 'node:zlib'

/** W3C Bitstring Status List 1.0, section 3.4: shorter lists would tell too much about whom one asks for. */
export const LIST_LENGTH_MIN = 131_072

/**
 * A list of bits, the ones at `positions` set, compressed and in multibase base64url (`u…`), as Bitstring Status List 1.0
 * wants it (sections 2.2 and 3.3): bit 0 is the highest of the first byte.
 */
export function encodeBits(length: number, positions: Iterable<number>): string {
  const bits = new Uint8Array(length / 8)
  for (const position of positions) bits[position >> 3]! |= 0x80 >> (position & 7)
  return `u${gzipSync(bits, { level: 6 }).toString('base64url')}`
}
