import { generateKeyPairSync } from 'node:crypto'
import { base58 } from '@scure/base'
import { describe, expect, it } from 'vitest'
import { decodeMultikey, encodeMultikey } from './multikey.ts'

describe('a Multikey', () => {
  it.each([
    ['ed25519', 'z6Mk', () => generateKeyPairSync('ed25519')],
    ['p256', 'zDn', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['p384', 'z82L', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ])('of %s is written with %s and read back as the same key', (kind, start, generate) => {
    for (let round = 0; round < 20; round += 1) {
      const { publicKey } = generate()
      const text = encodeMultikey(publicKey)
      expect(text.startsWith(start)).toBe(true)
      const read = decodeMultikey(text)
      expect(read?.kind).toBe(kind)
      expect(read?.key.export({ format: 'jwk' })).toEqual(publicKey.export({ format: 'jwk' }))
    }
  })

  it('is the one that the specification of did:key shows for P-256 and P-384', () => {
    expect(decodeMultikey('zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169')?.kind).toBe('p256')
    expect(
      decodeMultikey('z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9')?.kind,
    ).toBe('p384')
  })

  it('of another encoding, kind or length, or off the curve, is none', () => {
    const offCurve = `z${base58.encode(Uint8Array.from([0x80, 0x24, 2, ...new Uint8Array(32).fill(255)]))}`
    const short = `z${base58.encode(Uint8Array.from([0xed, 1, 2]))}`
    for (const text of [
      '',
      'z',
      'u7QEg',
      'm7QEg',
      'zQ3s',
      offCurve,
      short,
      `z${'1'.repeat(5_000_000)}`,
      7,
      null,
    ]) {
      expect(decodeMultikey(text)).toBeUndefined()
    }
  })
})
