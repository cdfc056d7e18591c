import { CREDENTIALS_V1, CREDENTIALS_V2, isKnownContext } from '../contexts.ts'
import { badgeFailure, isBadge } from './check-badge.ts'
import { asArray, idOf, isObject, type JsonObject } from './json-values.ts'
import { finding } from './reasons.ts'
import { relatedFailure } from './related-resources.ts'
import type { Check } from './result.ts'
import { isAddress, isFilledObject, isOptionalAddress, isText, malformed, missing } from './shape-parts.ts'

/** Parts whose kind must be named (Verifiable Credentials 2.0, section 4.5); of the first the address too (4.11). */
const TYPED_PARTS = ['credentialSchema', 'credentialStatus', 'evidence', 'refreshService', 'termsOfUse']

/**
 * Whether the document is a credential by Verifiable Credentials 1.1 or 2.0, and, where it calls itself an Open Badge,
 * by Open Badges 3.0: the parts that these require. Not a full JSON Schema validation.
 */
export function checkShape(document: JsonObject): Check {
  const failure = contextFailure(document) ?? credentialFailure(document) ?? relatedFailure(document)
  if (failure) return failure
  const unknown = asArray(document['@context']).find(
    (entry) => typeof entry === 'string' && !isKnownContext(entry),
  )
  if (typeof unknown === 'string') return finding('shape', 'shape_partly_known', { url: unknown })
  if (!isBadge(document)) return finding('shape', 'shape_ok')
  return badgeFailure(document) ?? finding('shape', 'badge_ok')
}

/** The vocabulary of verifiable credentials first, then addresses or vocabularies written out. */
export function contextFailure(document: JsonObject): Check | undefined {
  const [first, ...others] = asArray(document['@context'])
  if (first !== CREDENTIALS_V2 && first !== CREDENTIALS_V1) return malformed('@context', 'context_first')
  const isWhole = others.every((entry) => isObject(entry) || isAddress(entry))
  return isWhole ? undefined : malformed('@context', 'not_address')
}

function credentialFailure(document: JsonObject): Check | undefined {
  const typeFailure = kindFailure(document, 'VerifiableCredential')
  if (typeFailure) return typeFailure
  if (document.id !== undefined && !isAddress(document.id)) return malformed('id', 'not_address')
  if (document.issuer === undefined || document.issuer === null) return missing('issuer')
  if (!isAddress(idOf(document.issuer))) return malformed('issuer', 'no_address')
  const words =
    wordsFailure(document, '') ?? (isObject(document.issuer) && wordsFailure(document.issuer, 'issuer.'))
  if (words) return words
  const isFirstModel = asArray(document['@context'])[0] === CREDENTIALS_V1
  if (isFirstModel && document.issuanceDate === undefined) return missing('issuanceDate')
  return subjectFailure(document) ?? typedPartFailure(document)
}

/** Kinds are texts, and one of them is this. */
export function kindFailure(document: JsonObject, kind: string): Check | undefined {
  const types = asArray(document.type)
  if (!types.includes(kind)) return malformed('type', 'type_missing')
  return types.every(isText) ? undefined : malformed('type', 'not_text_value')
}

function subjectFailure({ credentialSubject }: JsonObject): Check | undefined {
  const subjects = asArray(credentialSubject)
  if (subjects.length === 0) return missing('credentialSubject')
  if (!subjects.every(isFilledObject)) return malformed('credentialSubject', 'says_nothing')
  const isNamed = subjects.every((subject) => !isObject(subject) || isOptionalAddress(subject.id))
  return isNamed ? undefined : malformed('credentialSubject.id', 'not_address')
}

function typedPartFailure(document: JsonObject): Check | undefined {
  for (const part of TYPED_PARTS) {
    for (const entry of asArray(document[part])) {
      if (!isObject(entry) || asArray(entry.type).length === 0 || !asArray(entry.type).every(isText)) {
        return malformed(part, 'kind_unnamed')
      }
      if (!isOptionalAddress(entry.id)) return malformed(`${part}.id`, 'not_address')
      if (part === 'credentialSchema' && entry.id === undefined) return missing('credentialSchema.id')
    }
  }
  return undefined
}

/** Name and description: a text, or texts with language and direction and nothing beside (section 11.1). */
function wordsFailure(part: JsonObject, before: string): Check | undefined {
  const wrong = ['name', 'description'].find((name) => part[name] !== undefined && !isWords(part[name]))
  return wrong === undefined ? undefined : malformed(before + wrong, 'not_text_value')
}

const LANGUAGE_VALUE = ['@value', '@language', '@direction']

function isWords(value: unknown): boolean {
  if (typeof value === 'string') return true
  const values = asArray(value)
  return (
    values.length > 0 &&
    values.every(
      (item) =>
        isObject(item) &&
        typeof item['@value'] === 'string' &&
        Object.keys(item).every((key) => LANGUAGE_VALUE.includes(key)),
    )
  )
}
