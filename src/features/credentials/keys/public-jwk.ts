import { createPublicKey } from 'node:crypto'
import { decodeMultikey, encodeMultikey, kindOfKey } from '../verify/multikey.ts'

/** What is public of a key, as JSON Web Key (RFC 7517). */
export type PublicJwk = { kty: string; crv?: string; x?: string; y?: string; n?: string; e?: string }

/** The Multikey text of a key; undefined for kinds that have none here (RSA). */
export function multikeyOf(jwk: PublicJwk): string | undefined {
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return kindOfKey(key) && encodeMultikey(key)
}

/** The key of such a text, or undefined if it is none. */
export function jwkOfMultikey(text: string): PublicJwk | undefined {
  return decodeMultikey(text)?.key.export({ format: 'jwk' }) as PublicJwk | undefined
}
