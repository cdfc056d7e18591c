import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { labelRows } from './label-row-names.ts'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

/** The label for programs, in the shape of label-schema.ts: keys may be added, what is there keeps its meaning. */
export function labelJson(credential: CredentialDetails, label: LabelFigures, publicUrl: string) {
  const { provider, facts } = credential
  const at = (path: string) => publicUrl + path
  const { slug } = credential
  const { self_check: questions, price: _price, hours: _hours, weeks: _weeks, ...stated } = facts
  return {
    $schema: at(urls.schema({ schema: 'label.json' })),
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
      ...stated,
      // Their answers are for those who take the check.
      self_check: questions.map(({ answer: _answer, tolerance: _tolerance, ...question }) => question),
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
      not_measured: labelRows.flatMap((row) =>
        'notYet' in row ? [{ row: row.slug, why: messages('en')(row.notYet) }] : [],
      ),
    },
    notes: label.notes.map(({ id, number, text, writtenAt, release }) => ({
      id,
      number,
      text,
      written_at: writtenAt.toISOString(),
      release: at(urls.release({ release: release.id })),
      signed: at(urls.providerNoteJson({ note: id })),
    })),
    links: {
      csv: at(urls.credentialLabelCsv({ credential: slug })),
      json_ld: at(urls.credentialLabelJsonLd({ credential: slug })),
      image: at(urls.credentialLabelSvg({ credential: slug })),
      embed: at(urls.credentialLabelEmbed({ credential: slug })),
    },
  }
}
