import { CREDENTIALS_V1, CREDENTIALS_V2, isKnownContext } from '../contexts.ts'
import { type DetailCode, detail } from './details.ts'
import { asArray, idOf, isObject, type JsonObject } from './json-values.ts'
import { finding } from './reasons.ts'
import type { Check } from './result.ts'

const BADGE_TYPES = ['OpenBadgeCredential', 'AchievementCredential']
/** Parts whose kind must be named (Verifiable Credentials 2.0, section 4.5). */
const TYPED_PARTS = ['credentialStatus', 'credentialSchema', 'evidence', 'refreshService', 'termsOfUse']

/**
 * Whether the document is a credential by Verifiable Credentials 1.1 or 2.0, and, where it calls itself an Open Badge,
 * by Open Badges 3.0: the parts that these require. Not a full JSON Schema validation.
 */
export function checkShape(document: JsonObject): Check {
  const failure = credentialFailure(document)
  if (failure) return failure
  const unknown = asArray(document['@context']).find(
    (entry) => typeof entry === 'string' && !isKnownContext(entry),
  )
  if (typeof unknown === 'string') return finding('shape', 'shape_partly_known', { url: unknown })
  if (!isBadge(document)) return finding('shape', 'shape_ok')
  return badgeFailure(document) ?? finding('shape', 'badge_ok')
}

function credentialFailure(document: JsonObject): Check | undefined {
  const first = asArray(document['@context'])[0]
  if (first !== CREDENTIALS_V2 && first !== CREDENTIALS_V1) {
    return malformed('@context', 'context_first')
  }
  if (!asArray(document.type).includes('VerifiableCredential')) {
    return malformed('type', 'type_missing')
  }
  if (document.id !== undefined && !isAddress(document.id)) return malformed('id', 'not_address')
  if (document.issuer === undefined) return missing('issuer')
  if (!isAddress(idOf(document.issuer))) return malformed('issuer', 'no_address')
  const subjects = asArray(document.credentialSubject)
  if (subjects.length === 0) return missing('credentialSubject')
  if (!subjects.every(isFilledObject)) return malformed('credentialSubject', 'says_nothing')
  if (first === CREDENTIALS_V1 && document.issuanceDate === undefined) return missing('issuanceDate')
  return untypedPart(document)
}

function untypedPart(document: JsonObject): Check | undefined {
  const untyped = TYPED_PARTS.find((part) =>
    asArray(document[part]).some(
      (entry) => !isObject(entry) || !asArray(entry.type).every(isText) || !entry.type,
    ),
  )
  return untyped ? malformed(untyped, 'kind_unnamed') : undefined
}

function isBadge(document: JsonObject): boolean {
  return asArray(document.type).some((type) => BADGE_TYPES.includes(String(type)))
}

/** Open Badges 3.0, section B.1: AchievementCredential, AchievementSubject and Achievement. */
function badgeFailure(document: JsonObject): Check | undefined {
  if (asArray(document['@context'])[0] === CREDENTIALS_V2 && document.validFrom === undefined) {
    return missing('validFrom')
  }
  for (const subject of asArray(document.credentialSubject)) {
    if (!isObject(subject) || subject.achievement === undefined) return missing('achievement')
    if (!isObject(subject.achievement)) return malformed('achievement', 'says_nothing')
    const { name, description, criteria } = subject.achievement
    if (name === undefined) return missing('achievement.name')
    if (description === undefined) return missing('achievement.description')
    if (!isFilledObject(criteria) && !isText(criteria)) return missing('achievement.criteria')
  }
  return undefined
}

function isAddress(value: unknown): boolean {
  return isText(value) && URL.canParse(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isFilledObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0
}

function missing(part: string): Check {
  return finding('shape', 'part_missing', { part })
}

function malformed(part: string, code: DetailCode): Check {
  return finding('shape', 'part_malformed', { part, detail: detail(code) })
}
