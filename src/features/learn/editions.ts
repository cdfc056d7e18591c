import { sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'

// What is the same for every learner of an edition. Editions are immutable, so it is read once and kept, bounded by
// its size; a learner's page then asks only for what is the learner's own.

export type ItemKind = 'lesson' | 'quiz' | 'lab' | 'project'

export interface EditionItem {
  id: string
  slug: string
  kind: ItemKind
  title: string
  course: string
  courseTitle: string
  moduleTitle: string
  minutes: number
  doingMinutes: number
  weight: number
  passShare: number | null
  required: boolean
  bodyHtml: string
  spec: unknown
}

export interface Edition {
  id: string
  credentialId: string
  credentialSlug: string
  title: string
  /** of its texts, as a language tag */
  language: string
  providerId: string
  providerName: string
  number: number
  advertisedWeeks: number
  effortHours: number
  hoursPerWeek: number
  items: EditionItem[]
}

const keptBytesMax = 24 * 1024 * 1024
const kept = new Map<string, { edition: Edition; bytes: number }>()
let keptBytes = 0

/** An edition with its items in order. */
export async function selectEdition(db: Executor, editionId: string): Promise<Edition> {
  const found = kept.get(editionId)
  if (found) return found.edition
  const edition = await readEdition(db, editionId)
  const bytes = edition.items.reduce((sum, item) => sum + item.bodyHtml.length * 2 + 1000, 2000)
  kept.set(editionId, { edition, bytes })
  keptBytes += bytes
  for (const [id, entry] of kept) {
    if (keptBytes <= keptBytesMax || id === editionId) break
    kept.delete(id)
    keptBytes -= entry.bytes
  }
  return edition
}

async function readEdition(db: Executor, editionId: string): Promise<Edition> {
  const row = await db
    .selectFrom('editions as e')
    .innerJoin('credentials as c', 'c.id', 'e.credential_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .select([
      'e.id',
      'e.credential_id',
      'c.slug',
      'e.title',
      'e.language',
      'c.provider_id',
      'p.name',
      'e.number',
      'e.advertised_weeks',
      'e.effort_hours',
    ])
    .select(sql<number | null>`(e.facts->>'hours_per_week')::float8`.as('hours_per_week'))
    .select(
      sql<EditionItem[]>`(select coalesce(json_agg(json_build_object(
        'id', i.id, 'slug', i.slug, 'kind', i.kind, 'title', i.title, 'course', co.slug, 'courseTitle', co.title,
        'moduleTitle', i.module_title, 'minutes', i.minutes, 'doingMinutes', i.doing_minutes, 'weight', i.weight,
        'passShare', i.pass_share, 'required', i.required, 'bodyHtml', i.body_html, 'spec', i.spec)
        order by co.position, i.position), '[]')
        from items i join courses co on co.id = i.course_id where i.edition_id = e.id)`.as('items'),
    )
    .where('e.id', '=', editionId)
    .executeTakeFirstOrThrow()
  const hours = Number(row.effort_hours)
  const weeks = Number(row.advertised_weeks)
  return {
    id: row.id,
    credentialId: row.credential_id,
    credentialSlug: row.slug,
    title: row.title,
    language: row.language,
    providerId: row.provider_id,
    providerName: row.name,
    number: row.number,
    advertisedWeeks: weeks,
    effortHours: hours,
    hoursPerWeek: row.hours_per_week ?? (weeks > 0 ? hours / weeks : 6),
    items: row.items,
  }
}
