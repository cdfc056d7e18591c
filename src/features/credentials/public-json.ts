import { urls } from '../../urls.ts'
import type { EditionFacts } from '../authoring/api.ts'
import { CREDENTIALS_V2, OPEN_BADGES_V3 } from './contexts.ts'
import { controllerIdOf } from './did.ts'

// What the addresses inside our credentials lead to: Open Badges 3.0 documents of their own.

const CONTEXT = [CREDENTIALS_V2, OPEN_BADGES_V3]

/** An issuer's `Profile`. Its id is that of the newest key's owner: the name under which it signs. */
export function issuerJson(
  provider: { slug: string; name: string; country: string; demonstration: boolean },
  keys: { id: string }[],
  site: string,
) {
  const newest = keys[0]
  const address = site + urls.issuerProfile({ provider: provider.slug })
  return {
    '@context': CONTEXT,
    id: newest ? controllerIdOf(newest.id) : address,
    type: ['Profile'],
    name: provider.demonstration ? `Demonstration: ${provider.name}` : provider.name,
    url: site + urls.provider({ provider: provider.slug }),
    address: { type: ['Address'], addressCountryCode: provider.country },
  }
}

/** One edition of a credential as an `Achievement`. */
export function achievementJson(
  edition: {
    id: string
    title: string
    summary: string
    language: string
    slug: string
    demonstration: boolean
    facts: EditionFacts
  },
  site: string,
) {
  return {
    '@context': CONTEXT,
    id: site + urls.achievement({ edition: edition.id }),
    type: ['Achievement'],
    name: edition.demonstration ? `Demonstration: ${edition.title}` : edition.title,
    description: edition.summary,
    criteria: { type: 'Criteria', id: site + urls.credential({ credential: edition.slug }) },
    inLanguage: edition.language,
    version: edition.facts.version,
  }
}
