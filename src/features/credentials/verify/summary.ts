import { asArray, idOf, isObject, type JsonObject } from './json-values.ts'
import type { CredentialSummary } from './result.ts'

/** What a reader is shown of a credential, ours or anybody's. All of it is untrusted text. */
export function summarise(credential: JsonObject, isAsSigned: boolean): CredentialSummary {
  const subject = firstObject(credential.credentialSubject)
  const achievement = firstObject(subject.achievement)
  const criteria = firstObject(achievement.criteria)
  return {
    id: textOf(credential.id),
    name: textOf(credential.name),
    description: textOf(credential.description),
    issuerId: idOf(credential.issuer),
    issuerName: textOf(firstObject(credential.issuer).name),
    recipientId: textOf(subject.id),
    recipientName: textOf(subject.name),
    recipientHashes: asArray(subject.identifier).filter(isObject).flatMap(hashOf),
    achievementName: textOf(achievement.name),
    achievementDescription: textOf(achievement.description),
    criteria: textOf(criteria.narrative),
    criteriaUrl: textOf(criteria.id),
    validFrom: textOf(credential.validFrom ?? credential.issuanceDate),
    validUntil: textOf(credential.validUntil ?? credential.expirationDate),
    // A value that can't be read as “no” counts as a demonstration: it is a warning.
    isDemonstration: credential.demonstration !== undefined && credential.demonstration !== false,
    isAsSigned,
  }
}

function hashOf(identity: JsonObject): { hash: string; salt: string }[] {
  const { hashed, identityHash, salt } = identity
  if (hashed !== true || typeof identityHash !== 'string') return []
  return [{ hash: identityHash, salt: typeof salt === 'string' ? salt : '' }]
}

function firstObject(value: unknown): JsonObject {
  return asArray(value).find(isObject) ?? {}
}

/** Plain text, or the first of several language versions. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const first = firstObject(value)['@value']
  return typeof first === 'string' ? first : undefined
}
