import { CANDOUR_CONTEXT } from '../vocabulary.ts'
import type { Expanded } from './expand.ts'
import { isObject, type JsonObject } from './json-values.ts'

const CREDENTIALS = 'https://www.w3.org/2018/credentials#'
const STATUS = 'https://www.w3.org/ns/credentials/status#'
const STATUS_2021 = 'https://w3id.org/vc/status-list#'
const BADGES = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#'
const DID = 'https://identity.foundation/.well-known/resources/did-configuration/#'
const SCHEMA = 'https://schema.org/'

/** The words that a credential is judged and shown by, each with its one meaning. */
const WORDS = new Map([
  ...words(CREDENTIALS, ['issuer', 'issuanceDate', 'expirationDate', 'validFrom', 'validUntil']),
  ...words(CREDENTIALS, ['credentialSubject', 'credentialStatus', 'evidence']),
  ...words(STATUS, ['statusListCredential', 'statusListIndex', 'statusPurpose', 'statusSize', 'encodedList']),
  ...words(STATUS_2021, ['statusListCredential', 'statusListIndex', 'statusPurpose', 'encodedList']),
  [`${DID}origin`, 'origin'],
  ...words(CREDENTIALS, ['holder', 'verifiableCredential']),
  ...words(BADGES, [
    'achievement',
    'narrative',
    'identifier',
    'identityHash',
    'identityType',
    'hashed',
    'salt',
  ]),
  [`${BADGES}Criteria`, 'criteria'],
  ...words(SCHEMA, ['name', 'description', 'url']),
  ...Object.entries(CANDOUR_CONTEXT).map(
    ([word, meaning]) => [typeof meaning === 'string' ? meaning : meaning['@id'], word] as const,
  ),
])

/**
 * What was signed, in the standard words only. The rest is judged by this and not by the document as it is written:
 * with a context of their own, or full addresses as keys, somebody can rename `validUntil` so that the signature still
 * fits but a reader of the plain JSON overlooks it. Words that we don't judge by are left out.
 */
export function inStandardWords(expanded: Expanded): JsonObject {
  return readNode(expanded[0] ?? {})
}

function readNode(node: JsonObject): JsonObject {
  const { '@id': id, '@type': types, ...properties } = node
  const read: JsonObject = {}
  if (typeof id === 'string') read.id = id
  if (Array.isArray(types)) read.type = types.map(shortName)
  for (const [meaning, values] of Object.entries(properties)) {
    const word = WORDS.get(meaning)
    if (word && Array.isArray(values)) read[word] = readValues(values)
  }
  return read
}

/** A single value stands alone, as people write it. */
function readValues(values: unknown[]): unknown {
  const read = values.filter(isObject).map((value) => ('@value' in value ? value['@value'] : readNode(value)))
  return read.length === 1 ? read[0] : read
}

/** The last part of an address: `…context.json#1EdTechRevocationList` → `1EdTechRevocationList`. */
function shortName(type: unknown): string {
  return String(type).split(/[#/:]/).at(-1) ?? ''
}

function words(base: string, names: string[]): (readonly [string, string])[] {
  return names.map((name) => [base + name, name] as const)
}
