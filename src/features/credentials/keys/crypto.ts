import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto'
import { promisify } from 'node:util'
import { base58 } from '@scure/base'
import type { PublicJwk } from './public-jwk.ts'

/** What a provider can sign with. RSA is for old software only: it has no short form and needs `did:web`. */
export const KEY_KINDS = ['ed25519', 'p256', 'rsa'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

const RSA_BITS = 3072

const makePair = promisify(generateKeyPair)

/** A fresh private key, made beside what else runs: RSA takes seconds. */
export async function generateKey(kind: KeyKind): Promise<KeyObject> {
  if (kind === 'ed25519') return (await makePair('ed25519')).privateKey
  if (kind === 'p256') return (await makePair('ec', { namedCurve: 'prime256v1' })).privateKey
  return (await makePair('rsa', { modulusLength: RSA_BITS })).privateKey
}

export function publicJwkOf(key: KeyObject): PublicJwk {
  const { kty = '', crv, x, y, n, e } = createPublicKey(key).export({ format: 'jwk' })
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e }))
}

/** Undefined for kinds that nothing here signs with. */
export function kindOf({ kty, crv }: PublicJwk): KeyKind | undefined {
  if (crv === 'Ed25519') return 'ed25519'
  if (crv === 'P-256') return 'p256'
  return kty === 'RSA' ? 'rsa' : undefined
}

/** The bare signature, in the form of SigningKey.sign. */
export function signWith(key: KeyObject, kind: KeyKind, data: Uint8Array): Uint8Array {
  if (kind === 'ed25519') return sign(null, data, key)
  return sign('sha256', data, kind === 'p256' ? { key, dsaEncoding: 'ieee-p1363' } : key)
}

export function privateKeyOfJwk(jwk: JsonWebKey): KeyObject {
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

/** Ed25519 keys of earlier versions were kept as Multikey: two bytes that name the kind, then the seed. */
export function privateKeyOfMultibase(secret: string, { x }: PublicJwk): KeyObject {
  const seed = base58.decode(secret.slice(1)).slice(2, 34)
  return privateKeyOfJwk({ kty: 'OKP', crv: 'Ed25519', x, d: Buffer.from(seed).toString('base64url') })
}
