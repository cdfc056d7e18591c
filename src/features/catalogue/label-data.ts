import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import type { CredentialDetails } from './queries.ts'

/** The label for programs. The shape is stable: keys may be added, what is there keeps its name and meaning. */
export function labelJson(credential: CredentialDetails, label: LabelFigures, publicUrl: string) {
  const { provider, facts } = credential
  const at = (path: string) => publicUrl + path
  const { slug } = credential
  return {
    schema: 'candour-label/1',
    credential: {
      id: slug,
      url: at(urls.credential({ credential: slug })),
      title: credential.title,
      kind: credential.kind,
      status: credential.status,
      edition: { number: credential.editionNumber, published_at: credential.publishedAt.toISOString() },
      provider: {
        id: provider.slug,
        name: provider.name,
        country: provider.country,
        kind: provider.kind,
        demonstration: provider.demonstration,
        quality: provider.facts.quality,
      },
    },
    stated: {
      ...facts,
      hours: credential.effortHours,
      weeks: credential.advertisedWeeks,
      price:
        credential.priceMinor === null
          ? 'free'
          : { monthly_minor: credential.priceMinor, currency: credential.currency },
    },
    measured: {
      release: label.release
        ? {
            id: label.release.id,
            number: label.release.number,
            as_of: label.release.asOf.toISOString(),
            url: at(urls.release({ release: label.release.id })),
          }
        : null,
      simulated: label.simulated,
      currency: credential.currency,
      figures: label.figures.map(({ grouping, asOf, figure }) => ({
        ...figure,
        grouping,
        as_of: asOf.toISOString(),
      })),
      not_measured: ['help', 'jobs', 'who_takes_it', 'chances', 'public_record'],
    },
  }
}
