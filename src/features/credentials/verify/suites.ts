import type { JsonObject } from './json-values.ts'
import type { MultikeyKind } from './multikey.ts'

/** One way of signing with a proof inside the document. */
export type Suite = {
  name: string
  /** What is signed: canonical RDF (every word by its meaning) or canonical JSON (every character). */
  form: 'rdfc' | 'jcs'
  /** The vocabulary that a proof of it may bring along for itself, where that of the document doesn't know its words. */
  ownContext?: string
  /** Kinds of key that it uses; the kind decides the hash (SHA-384 for P-384, else SHA-256). */
  keys: MultikeyKind[]
}

/** Data Integrity EdDSA Cryptosuites 1.0 and ECDSA Cryptosuites 1.0, by `cryptosuite`. */
const CRYPTOSUITES: Suite[] = [
  { name: 'eddsa-rdfc-2022', form: 'rdfc', keys: ['ed25519'] },
  { name: 'eddsa-jcs-2022', form: 'jcs', keys: ['ed25519'] },
  { name: 'ecdsa-rdfc-2019', form: 'rdfc', keys: ['p256', 'p384'] },
  { name: 'ecdsa-jcs-2019', form: 'jcs', keys: ['p256', 'p384'] },
]
/** The form before cryptosuites, which much software of 2021 to 2023 wrote: verified, never issued. */
const SIGNATURE_2020: Suite = {
  name: 'Ed25519Signature2020',
  form: 'rdfc',
  keys: ['ed25519'],
  ownContext: 'https://w3id.org/security/suites/ed25519-2020/v1',
}

export function selectOptionalSuite({ type, cryptosuite }: JsonObject): Suite | undefined {
  if (type === SIGNATURE_2020.name) return cryptosuite === undefined ? SIGNATURE_2020 : undefined
  if (type !== 'DataIntegrityProof') return undefined
  return CRYPTOSUITES.find(({ name }) => name === cryptosuite)
}
