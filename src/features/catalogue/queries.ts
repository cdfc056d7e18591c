import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'
import type { EditionFacts, LessonSpec, ProviderFacts } from '../authoring/api.ts'

export interface CatalogueEntry {
  id: string
  slug: string
  title: string
  summary: string
  kind: EditionFacts['kind']
  status: EditionFacts['status']
  field: EditionFacts['field']
  level: EditionFacts['level']
  language: string
  effortHours: number
  advertisedWeeks: number
  priceMinor: number | null
  currency: string | null
  publishedAt: Date
  provider: { slug: string; name: string; kind: ProviderFacts['kind']; country: string }
  /** How well it fits the words searched for; null where nothing was searched, 0 where it does not fit. */
  rank: number | null
}

/**
 * Every credential that is shown, with how well it fits a search: all words (the last one may be unfinished) count
 * first, then words that look alike. One query; lists are filtered and sorted from it, so that what a small group is
 * compared with is the whole catalogue.
 */
export async function selectCatalogue(
  db: Executor,
  search = '',
  provider?: string,
): Promise<CatalogueEntry[]> {
  const words = searchWords(search)
  const rows = await db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select([
      'c.id',
      'c.slug',
      'e.title',
      'e.summary',
      'e.kind',
      'e.status',
      'e.field',
      'e.level',
      'e.language',
    ])
    .select(['e.effort_hours', 'e.advertised_weeks', 'e.price_minor', 'e.currency', 'e.published_at'])
    .select(['p.slug as provider_slug', 'p.name as provider_name', 'p.kind as provider_kind', 'p.country'])
    .select(rankOf(words).as('rank'))
    .$if(provider !== undefined, (query) => query.where('p.slug', '=', provider!))
    .orderBy('e.title')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    title: row.title,
    summary: row.summary,
    kind: row.kind as CatalogueEntry['kind'],
    status: row.status as CatalogueEntry['status'],
    field: row.field as CatalogueEntry['field'],
    level: row.level as CatalogueEntry['level'],
    language: row.language,
    effortHours: Number(row.effort_hours),
    advertisedWeeks: Number(row.advertised_weeks),
    priceMinor: row.price_minor,
    currency: row.currency,
    publishedAt: row.published_at,
    provider: {
      slug: row.provider_slug,
      name: row.provider_name,
      kind: row.provider_kind as ProviderFacts['kind'],
      country: row.country,
    },
    rank: row.rank,
  }))
}

/** At most eight words of letters and digits: what people type, not operators. */
export function searchWords(search: string): string[] {
  return (search.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 8)
}

// A word that is in the text, or begins one, counts 1; one that only looks alike counts what it shares in trigrams,
// from 0.45 on. Every word must fit somehow.
function rankOf(words: string[]) {
  if (words.length === 0) return sql<number | null>`null::float8`
  const fits = words.map(
    (word) => sql<number>`case
      when e.search_vector @@ to_tsquery('simple', ${`${word}:*`}) then 1
      when word_similarity(${word}, e.search_text) >= 0.45 then word_similarity(${word}, e.search_text) * 0.8
      else 0 end`,
  )
  const inTitle = sql`case when e.title ilike ${`%${words.join('%')}%`} then 1 else 0 end`
  return sql<number | null>`(case when least(${sql.join(fits)}) = 0 then 0
    else (${sql.join(fits, sql` + `)})::float8 / ${sql.lit(words.length)} + ${inTitle} end)::float8`
}

export interface OutlineItem {
  id: string
  slug: string
  module: string
  kind: 'lesson' | 'quiz' | 'lab' | 'project'
  title: string
  minutes: number
  preview: boolean
}

export interface OutlineCourse {
  slug: string
  title: string
  summary: string
  effort_hours: number
  status: EditionFacts['status']
  items: OutlineItem[]
}

export interface CredentialDetails {
  id: string
  slug: string
  editionId: string
  editionNumber: number
  publishedAt: Date
  firstPublishedAt: Date
  kind: EditionFacts['kind']
  status: EditionFacts['status']
  title: string
  summary: string
  descriptionHtml: string
  effortHours: number
  advertisedWeeks: number
  priceMinor: number | null
  currency: string | null
  facts: EditionFacts
  provider: {
    slug: string
    name: string
    country: string
    kind: ProviderFacts['kind']
    facts: ProviderFacts
    demonstration: boolean
  }
  courses: OutlineCourse[]
  /** The newest first. */
  editions: {
    number: number
    published_at: string
    hours: number
    weeks: number
    price_minor: number | null
    currency: string | null
  }[]
  /** The viewer's own enrolment, if there is one. */
  enrolmentId: string | null
}

/** Everything that a credential's page says, apart from the figures: one query. */
export async function selectOptionalCredential(
  db: Executor,
  slug: string,
  personKey: string | undefined,
): Promise<CredentialDetails | undefined> {
  const row = await db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select([
      'c.id',
      'c.slug',
      'e.id as edition_id',
      'e.number',
      'e.published_at',
      'e.kind',
      'e.status',
      'e.title',
    ])
    .select([
      'e.summary',
      'e.description_html',
      'e.effort_hours',
      'e.advertised_weeks',
      'e.price_minor',
      'e.currency',
    ])
    .select([
      'e.facts',
      'p.slug as provider_slug',
      'p.name as provider_name',
      'p.country',
      'p.kind as provider_kind',
    ])
    .select(['p.facts as provider_facts', 'p.demonstration'])
    .select(
      sql<CredentialDetails['editions']>`(select json_agg(json_build_object('number', v.number,
        'published_at', v.published_at, 'hours', v.effort_hours::float8, 'weeks', v.advertised_weeks::float8,
        'price_minor', v.price_minor, 'currency', v.currency) order by v.number desc) from editions v where v.credential_id = c.id)`.as(
        'editions',
      ),
    )
    .select(
      sql<OutlineCourse[]>`(select coalesce(json_agg(json_build_object('slug', k.slug, 'title', k.title,
        'summary', k.summary, 'effort_hours', k.effort_hours, 'status', k.status, 'items',
        (select coalesce(json_agg(json_build_object('id', i.id, 'slug', i.slug, 'module', i.module_title,
          'kind', i.kind, 'title', i.title, 'minutes', i.minutes, 'preview', i.preview) order by i.position), '[]')
         from items i where i.course_id = k.id)) order by k.position), '[]')
        from courses k where k.edition_id = e.id)`.as('courses'),
    )
    .select(
      (personKey === undefined
        ? sql<string | null>`null`
        : sql<string | null>`(select n.id from enrolments n where n.credential_id = c.id
            and n.person_key = ${personKey}::uuid order by n.ordinal desc limit 1)`
      ).as('enrolment_id'),
    )
    .where('c.slug', '=', slug)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    id: row.id,
    slug: row.slug,
    editionId: row.edition_id,
    editionNumber: row.number,
    publishedAt: row.published_at,
    firstPublishedAt: new Date(row.editions.at(-1)!.published_at),
    kind: row.kind as CredentialDetails['kind'],
    status: row.status as CredentialDetails['status'],
    title: row.title,
    summary: row.summary,
    descriptionHtml: row.description_html,
    effortHours: Number(row.effort_hours),
    advertisedWeeks: Number(row.advertised_weeks),
    priceMinor: row.price_minor,
    currency: row.currency,
    facts: row.facts as unknown as EditionFacts,
    provider: {
      slug: row.provider_slug,
      name: row.provider_name,
      country: row.country,
      kind: row.provider_kind as ProviderFacts['kind'],
      facts: row.provider_facts as unknown as ProviderFacts,
      demonstration: row.demonstration,
    },
    courses: row.courses,
    editions: row.editions,
    enrolmentId: row.enrolment_id,
  }
}

export interface ProviderDetails {
  slug: string
  name: string
  country: string
  kind: ProviderFacts['kind']
  aboutHtml: string
  facts: ProviderFacts
  demonstration: boolean
}

export async function selectOptionalProvider(
  db: Executor,
  slug: string,
): Promise<ProviderDetails | undefined> {
  const row = await db
    .selectFrom('providers')
    .select(['slug', 'name', 'country', 'kind', 'about_html', 'facts', 'demonstration'])
    .where('slug', '=', slug)
    .executeTakeFirst()
  return (
    row && {
      slug: row.slug,
      name: row.name,
      country: row.country,
      kind: row.kind as ProviderFacts['kind'],
      aboutHtml: row.about_html,
      facts: row.facts as unknown as ProviderFacts,
      demonstration: row.demonstration,
    }
  )
}

export interface PreviewLesson {
  credential: string
  credentialTitle: string
  status: EditionFacts['status']
  priceMinor: number | null
  course: string
  courseTitle: string
  title: string
  minutes: number
  language: string
  bodyHtml: string
  spec: LessonSpec
}

/** A lesson that everybody may read; undefined for every other item. */
export async function selectOptionalPreview(
  db: Executor,
  { credential, course, item }: { credential: string; course: string; item: string },
): Promise<PreviewLesson | undefined> {
  const row = await db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .innerJoin('courses as k', 'k.edition_id', 'e.id')
    .innerJoin('items as i', 'i.course_id', 'k.id')
    .select([
      'c.slug',
      'e.title as credential_title',
      'e.status',
      'e.price_minor',
      'e.language',
      'k.slug as course',
    ])
    .select(['k.title as course_title', 'i.title', 'i.minutes', 'i.body_html', 'i.spec'])
    .where('c.slug', '=', credential)
    .where('k.slug', '=', course)
    .where('i.slug', '=', item)
    .where('i.kind', '=', 'lesson')
    .where('i.preview', '=', true)
    .executeTakeFirst()
  return (
    row && {
      credential: row.slug,
      credentialTitle: row.credential_title,
      status: row.status as EditionFacts['status'],
      priceMinor: row.price_minor,
      course: row.course,
      courseTitle: row.course_title,
      title: row.title,
      minutes: row.minutes,
      language: row.language,
      bodyHtml: row.body_html,
      spec: row.spec as unknown as LessonSpec,
    }
  )
}

/** A file of a published edition by its hash and name; undefined where no edition has it. */
export async function selectOptionalMedia(
  db: Executor,
  hash: string,
): Promise<{ media_type: string; bytes: number } | undefined> {
  return db
    .selectFrom('media')
    .select(['media_type', 'bytes'])
    .where('content_hash', '=', hash)
    .limit(1)
    .executeTakeFirst()
}
