import { type KeyObject, verify } from 'node:crypto'
import { base58 } from '@scure/base'
import type { MultikeyKind } from './multikey.ts'

/** Ed25519: RFC 8032. ECDSA: r and s one after the other (IEEE P1363), 32 or 48 bytes each. */
const SIGNATURE_BYTES: Record<MultikeyKind, number> = { ed25519: 64, p256: 64, p384: 96 }
/** 96 bytes are at most 132 characters in base 58. */
const CHARACTERS_MAX = 133

/** What a suite hashes with, and what ECDSA signs with, for keys of that kind. */
export function hashFor(kind: MultikeyKind): 'sha256' | 'sha384' {
  return kind === 'p384' ? 'sha384' : 'sha256'
}

/** The bytes of a `proofValue` (`z` says base 58), or undefined if no signer could have written it. */
export function decodeProofValue(proofValue: unknown): Uint8Array | undefined {
  if (typeof proofValue !== 'string' || !proofValue.startsWith('z') || proofValue.length > CHARACTERS_MAX) {
    return undefined
  }
  try {
    const signature = base58.decode(proofValue.slice(1))
    return Object.values(SIGNATURE_BYTES).includes(signature.length) ? signature : undefined
  } catch {
    return undefined
  }
}

/** Whether the signature is the key's over exactly these bytes. */
export function isSignatureRight(
  kind: MultikeyKind,
  data: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): boolean {
  if (signature.length !== SIGNATURE_BYTES[kind]) return false
  return kind === 'ed25519'
    ? verify(null, data, key, signature)
    : verify(hashFor(kind), data, { key, dsaEncoding: 'ieee-p1363' }, signature)
}
