import type { EditionFacts, ProviderFacts } from '../authoring/api.ts'

/** An entry of our own catalogue as it is exported: the names are those of `candour snapshot`. */
export interface CatalogueEntry {
  title: string
  provider: string
  provider_kind: string
  type: string
  level: string
  field: string
  language: string
  duration_weeks: number
  duration_hours: number
  price: number
  currency?: string
  skills: string[]
  prerequisites: string[]
  who_marks: string[]
  description: string
  /** Published figures, where they are measured. */
  enrolled?: number
  ratings_count?: number
  rating?: number
  completion?: number
}

/** What is stated of a credential; the same from a database and from the files of a provider. */
export function catalogueEntry(
  facts: Pick<
    EditionFacts,
    | 'title'
    | 'kind'
    | 'level'
    | 'field'
    | 'language'
    | 'weeks'
    | 'hours'
    | 'price'
    | 'skills'
    | 'prerequisites'
    | 'marked_by'
    | 'summary'
    | 'description'
  >,
  provider: Pick<ProviderFacts, 'name' | 'kind'>,
): CatalogueEntry {
  const { price } = facts
  return {
    title: facts.title,
    provider: provider.name,
    provider_kind: provider.kind,
    type: facts.kind,
    level: facts.level,
    field: facts.field,
    language: facts.language,
    duration_weeks: facts.weeks,
    duration_hours: facts.hours,
    // Cents of a month.
    ...(price === 'free' ? { price: 0 } : { price: price.monthly / 100, currency: price.currency }),
    skills: facts.skills.map((skill) => skill.name),
    prerequisites: [...facts.prerequisites],
    who_marks: [...facts.marked_by],
    description: `${facts.summary} ${facts.description}`,
  }
}
