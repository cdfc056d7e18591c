import { type RawBuilder, sql } from 'kysely'
import type { Executor } from '../../platform/db/pool.ts'

/** A provider's answer to the figures of one of its credentials. */
export interface ProviderNote {
  id: string
  number: number
  text: string
  writtenAt: Date
  release: { id: string; number: number; asOf: Date }
}

export interface NotedCredential {
  id: string
  slug: string
  title: string
  language: string
  provider: { id: string; slug: string; name: string }
  /** What a new note would answer to; undefined before any figures were released. */
  release: { id: string; number: number; asOf: Date } | undefined
  /** The newest first, with the signed statements. */
  notes: (ProviderNote & { document: object })[]
}

interface NoteRow {
  id: string
  number: number
  text: string
  written_at: string
  release_id: string
  release_number: number
  release_as_of: string
  document: object
}

/** The notes of a credential (its id, or a reference to it) as a JSON list, the newest first. */
export function notesOf(credential: string | RawBuilder<unknown>, { documents = false } = {}) {
  return sql<
    NoteRow[]
  >`(select coalesce(json_agg(json_build_object('id', n.id, 'number', n.number, 'text', n.text,
      'written_at', n.written_at, 'release_id', r.id, 'release_number', r.number, 'release_as_of', r.as_of
      ${documents ? sql`, 'document', n.document` : sql``}) order by n.number desc), '[]')
    from provider_notes n join figures_releases r on r.id = n.release_id
    where n.credential_id = ${credential})`
}

export function toNotes(rows: NoteRow[]): (ProviderNote & { document: object })[] {
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    text: row.text,
    writtenAt: new Date(row.written_at),
    release: { id: row.release_id, number: row.release_number, asOf: new Date(row.release_as_of) },
    document: row.document,
  }))
}

/** A credential with everything that its provider ever answered to its figures: one query. */
export async function selectOptionalNotedCredential(
  db: Executor,
  slug: string,
): Promise<NotedCredential | undefined> {
  const row = await db
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .leftJoin(
      (join) =>
        join
          .selectFrom('figures_releases')
          .select(['id', 'number', 'as_of'])
          .orderBy('as_of', 'desc')
          .orderBy('number', 'desc')
          .limit(1)
          .as('r'),
      (join) => join.onTrue(),
    )
    .select([
      'c.id',
      'c.slug',
      'e.title',
      'e.language',
      'p.id as provider_id',
      'p.slug as provider_slug',
      'p.name',
    ])
    .select(['r.id as release_id', 'r.number as release_number', 'r.as_of'])
    .select(notesOf(sql.ref('c.id'), { documents: true }).as('notes'))
    .where('c.slug', '=', slug)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    language: row.language,
    provider: { id: row.provider_id, slug: row.provider_slug, name: row.name },
    release:
      row.release_id && row.release_number && row.as_of
        ? { id: row.release_id, number: row.release_number, asOf: row.as_of }
        : undefined,
    notes: toNotes(row.notes),
  }
}

export async function selectOptionalNoteDocument(db: Executor, id: string): Promise<object | undefined> {
  const row = await db.selectFrom('provider_notes').select('document').where('id', '=', id).executeTakeFirst()
  return row?.document as object | undefined
}
