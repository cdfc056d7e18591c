import { CREDENTIALS_V2 } from '../contexts.ts'
import { asArray, isObject, type JsonObject } from './json-values.ts'
import type { Check } from './result.ts'
import { isFilledObject, isText, malformed, missing } from './shape-parts.ts'

const BADGE_TYPES = ['OpenBadgeCredential', 'AchievementCredential']

/** Where Open Badges 3.0 (section B) fixes the kind of a part, wherever that part is there. */
const KINDS: [path: string, kind: string][] = [
  ['issuer', 'Profile'],
  ['issuer.parentOrg', 'Profile'],
  ['issuer.otherIdentifier', 'IdentifierEntry'],
  ['credentialSubject', 'AchievementSubject'],
  ['credentialSubject.identifier', 'IdentityObject'],
  ['credentialSubject.source', 'Profile'],
  ['credentialSubject.result', 'Result'],
  ['credentialSubject.achievement', 'Achievement'],
  ['credentialSubject.achievement.creator', 'Profile'],
  ['credentialSubject.achievement.alignment', 'Alignment'],
  ['credentialSubject.achievement.resultDescription', 'ResultDescription'],
  ['credentialSubject.achievement.otherIdentifier', 'IdentifierEntry'],
  ['credentialSubject.achievement.related', 'Related'],
  ['evidence', 'Evidence'],
]

export function isBadge(document: JsonObject): boolean {
  return asArray(document.type).some((type) => BADGE_TYPES.includes(String(type)))
}

/** Open Badges 3.0, section B.1: AchievementCredential, AchievementSubject and Achievement, and the kinds of their parts. */
export function badgeFailure(document: JsonObject): Check | undefined {
  if (asArray(document['@context'])[0] === CREDENTIALS_V2 && document.validFrom === undefined) {
    return missing('validFrom')
  }
  return achievementFailure(document) ?? kindFailure(document)
}

function achievementFailure(document: JsonObject): Check | undefined {
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

function kindFailure(document: JsonObject): Check | undefined {
  for (const [path, kind] of KINDS) {
    const parts = path
      .split('.')
      .reduce<unknown[]>(
        (found, name) => found.filter(isObject).flatMap((part) => asArray(part[name])),
        [document],
      )
    const isWrong = parts.filter(isObject).some((part) => !asArray(part.type).includes(kind))
    if (isWrong) return malformed(`${path}.type`, 'kind_unnamed')
  }
  return undefined
}
