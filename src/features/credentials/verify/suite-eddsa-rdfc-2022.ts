import { createHash, type KeyObject, verify } from 'node:crypto'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { base58 } from '@scure/base'
import { loadContext } from '../contexts.ts'
import type { Suite } from './suites.ts'

/**
 * Data Integrity EdDSA Cryptosuites 1.0, section 3.2: Ed25519 over SHA-256 of the canonical RDF of the proof's options,
 * followed by SHA-256 of the canonical RDF of the document without its proof.
 */
export const eddsaRdfc2022: Suite = {
  name: 'eddsa-rdfc-2022',

  decodeSignature: (proofValue) => {
    // 64 bytes are at most 88 characters in base 58; the header says which alphabet.
    if (!proofValue.startsWith('z') || proofValue.length > 89) return undefined
    try {
      const signature = base58.decode(proofValue.slice(1))
      return signature.length === 64 ? signature : undefined
    } catch {
      return undefined
    }
  },

  dataToVerify: async ({ expanded, proofOptions }, signal) => {
    const options = await canonicalHash(proofOptions, false, signal)
    const document = await canonicalHash(expanded, true, signal)
    return Buffer.concat([options, document])
  },

  isRight: (data, signature, key) =>
    isEd25519(key) ? verify(null, data, key, Buffer.from(signature)) : undefined,
}

async function canonicalHash(input: object, isExpanded: boolean, signal: AbortSignal): Promise<Buffer> {
  const canonical = await cryptosuite.canonize(input, {
    documentLoader: loadContext,
    skipExpansion: isExpanded,
    signal,
  })
  return createHash('sha256').update(canonical).digest()
}

function isEd25519(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ed25519'
}
