import { createHash } from 'node:crypto'
import { canonicalForm, libraryForm } from '../canonical-form.ts'
import { preparedForms } from '../canonical-template.ts'
import { canonicalJson } from '../jcs.ts'
import type { CanonicalHash } from '../quad-template.ts'
import { type Expanded, expandDocument } from './expand.ts'
import { asArray, type JsonObject } from './json-values.ts'
import type { MultikeyKind } from './multikey.ts'
import { hashFor } from './signatures.ts'
import type { Suite } from './suites.ts'

const CANONICAL_FORM_MILLISECONDS_MAX = 3_000

/** A document that carries proofs, read once however many they are. */
export type SecuredDocument = {
  unsigned: JsonObject
  /** In expanded form. Throws where a word has no meaning, or where parts could be overlooked. */
  expanded: () => Promise<Expanded>
  /** Canonical RDF of the document without proofs. */
  canonical: (hash: CanonicalHash) => Promise<string>
}

export function securedDocument(document: JsonObject): SecuredDocument {
  const { proof: _, ...unsigned } = document
  const expanded = once(() => expandDocument(unsigned))
  const form = (hash: CanonicalHash) =>
    once(async () => canonicalForm(await expanded(), { isExpanded: true, signal: timeLimit(), hash }))
  const forms = { sha256: form('sha256'), sha384: form('sha384') }
  const canonical = (hash: CanonicalHash) => forms[hash]()
  return { unsigned, expanded, canonical }
}

/**
 * What a proof signs: the hash of its own options, followed by the hash of the document (Data Integrity EdDSA and ECDSA
 * Cryptosuites 1.0, sections 3.2 and 3.3). In a chain the document holds the proofs that this one names as earlier.
 * Throws as `expandDocument` does.
 */
export async function signedBytes(
  secured: SecuredDocument,
  proof: JsonObject,
  earlier: JsonObject[],
  suite: Suite,
  kind: MultikeyKind,
): Promise<Buffer> {
  const { unsigned } = secured
  const { proofValue: _, ...options } = proof
  const document = earlier.length > 0 ? { ...unsigned, proof: earlier } : unsigned
  const hashName = hashFor(kind)
  const hash = (text: string) => createHash(hashName).update(text).digest()
  if (suite.form === 'jcs')
    return Buffer.concat([hash(canonicalJson(options)), hash(canonicalJson(document))])
  const ownContext =
    JSON.stringify(options['@context']) === JSON.stringify(unsigned['@context'])
      ? []
      : asArray(options['@context'])
  const ownOptions = { ...options, '@context': [...asArray(unsigned['@context']), ...ownContext] }
  const optionsForm = await preparedOptions[hashName](ownOptions)
  const documentForm =
    earlier.length > 0
      ? await canonicalForm(document, { signal: timeLimit(), hash: hashName })
      : await secured.canonical(hashName)
  return Buffer.concat([hash(optionsForm), hash(documentForm)])
}

/** Proofs are of few shapes; strangers may make up many. */
const optionsForms = (hash: CanonicalHash) =>
  preparedForms((options) => libraryForm(options, { hash, signal: timeLimit() }), { hash, shapesMax: 50 })
const preparedOptions = { sha256: optionsForms('sha256'), sha384: optionsForms('sha384') }

function timeLimit(): AbortSignal {
  return AbortSignal.timeout(CANONICAL_FORM_MILLISECONDS_MAX)
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined
  return () => {
    started ??= work()
    return started
  }
}
