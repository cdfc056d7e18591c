import { createPublicKey, type KeyObject } from 'node:crypto'
import { base58 } from '@scure/base'

/** Kinds of key that Multikey (W3C Controlled Identifiers 1.0, section 2.2.2) names and that we can use. */
export type MultikeyKind = 'ed25519' | 'p256' | 'p384'

/** Two bytes of multicodec, the length of what follows, and the beginning of its SubjectPublicKeyInfo (RFC 5480, 8410). */
const KINDS: Record<MultikeyKind, { prefix: [number, number]; bytes: number; spki: Buffer }> = {
  ed25519: { prefix: [0xed, 0x01], bytes: 32, spki: Buffer.from('302a300506032b6570032100', 'hex') },
  p256: {
    prefix: [0x80, 0x24],
    bytes: 33,
    spki: Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
  },
  p384: {
    prefix: [0x81, 0x24],
    bytes: 49,
    spki: Buffer.from('3046301006072a8648ce3d020106052b81040022033200', 'hex'),
  },
}

/** 2 + 49 bytes are at most 70 characters in base 58. */
const CHARACTERS_MAX = 72

/** The public key of a multibase text (`z` and base 58 only, as Data Integrity requires), or undefined if it is none. */
export function decodeMultikey(multibase: unknown): { kind: MultikeyKind; key: KeyObject } | undefined {
  if (typeof multibase !== 'string' || !multibase.startsWith('z') || multibase.length > CHARACTERS_MAX) {
    return undefined
  }
  try {
    const bytes = base58.decode(multibase.slice(1))
    const entry = Object.entries(KINDS).find(
      ([, { prefix, bytes: length }]) =>
        bytes[0] === prefix[0] && bytes[1] === prefix[1] && bytes.length === length + 2,
    )
    if (!entry) return undefined
    const [kind, { spki }] = entry
    // A compressed point that lies on no curve is refused here.
    const key = createPublicKey({
      key: Buffer.concat([spki, bytes.subarray(2)]),
      format: 'der',
      type: 'spki',
    })
    return { kind: kind as MultikeyKind, key }
  } catch {
    return undefined
  }
}

/** A public key as Multikey text; throws for kinds that have none here (RSA). */
export function encodeMultikey(key: KeyObject): string {
  const kind = kindOfKey(key)
  if (!kind) throw new Error(`There is no Multikey form of a ${key.asymmetricKeyType} key here`)
  return `z${base58.encode(Uint8Array.from([...KINDS[kind].prefix, ...rawPublicKey(key)]))}`
}

export function kindOfKey(key: KeyObject): MultikeyKind | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519'
  const curve = key.asymmetricKeyDetails?.namedCurve
  if (curve === 'prime256v1') return 'p256'
  return curve === 'secp384r1' ? 'p384' : undefined
}

/** 32 bytes of Ed25519, or a compressed point: 2 or 3 by the parity of y, then x. */
function rawPublicKey(key: KeyObject): Uint8Array {
  const { x = '', y } = key.export({ format: 'jwk' })
  const horizontal = Buffer.from(x, 'base64url')
  if (y === undefined) return horizontal
  const isOdd = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2 === 1
  return Buffer.concat([Buffer.from([isOdd ? 3 : 2]), horizontal])
}
