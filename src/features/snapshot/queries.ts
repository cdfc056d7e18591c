import { sql } from 'kysely'
import type { Figure } from '../../domain/figure.ts'
import type { SnapshotReport } from '../../domain/snapshot/shape.ts'
import type { Executor } from '../../platform/db/pool.ts'
import type { EditionFacts, ProviderFacts } from '../authoring/api.ts'
import { type CatalogueEntry, catalogueEntry } from './catalogue-entry.ts'

export interface OwnCatalogue {
  entries: CatalogueEntry[]
  /** Whether a figure in it is of simulated people. */
  simulated: boolean
}

/**
 * Our catalogue as it was at a moment, each credential in its newest edition of then, with the figures of a release
 * (the last one where none is named): one query. Real figures where a credential has any, else the demo's simulated.
 */
export async function selectOwnCatalogue(
  db: Executor,
  { at, release, demo }: { at: Date; release?: string; demo: boolean },
): Promise<OwnCatalogue> {
  const { rows } = await sql<{
    facts: EditionFacts
    provider: ProviderFacts
    figures: Record<string, Figure> | null
    simulated: boolean | null
  }>`
    with shown as (
      select ${release ?? null}::uuid as id where ${release ?? null}::uuid is not null
      union all
      (select id from figures_releases where ${release ?? null}::uuid is null order by as_of desc, number desc limit 1)
    ), sets as (
      select distinct on (credential_id) credential_id, simulated, figures from (
        select f.credential_id, f.simulated, json_object_agg(f.name, f.figure) as figures
        from figures f where f.release_id = (select id from shown) and f.grouping = ''
          and f.name in ('rating_coverage', 'rating_mean', 'completed_12_months') and (${demo} or not f.simulated)
        group by f.credential_id, f.simulated
        having bool_or(f.figure ->> 'status' = 'measured')
      ) found order by credential_id, simulated
    ), now_shown as (
      select distinct on (e.credential_id) e.credential_id, e.facts from editions e
      where e.published_at <= ${at} order by e.credential_id, e.number desc
    )
    select n.facts, p.facts as provider, s.figures, s.simulated
    from now_shown n
    join credentials c on c.id = n.credential_id
    join providers p on p.id = c.provider_id
    left join sets s on s.credential_id = c.id
    order by c.slug`.execute(db)
  return {
    entries: rows.map((row) => ({
      ...catalogueEntry(row.facts, row.provider),
      ...published(row.figures ?? {}),
    })),
    simulated: rows.some((row) => row.simulated === true),
  }
}

// Coverage and ratings are of the same people, so they are given together or not at all.
function published(figures: Record<string, Figure>): Partial<CatalogueEntry> {
  const { rating_coverage: coverage, rating_mean: mean, completed_12_months: completed } = figures
  const isCovered = coverage?.numerator !== undefined && coverage.denominator !== undefined
  return {
    ...(isCovered ? { enrolled: coverage.denominator, ratings_count: coverage.numerator } : {}),
    ...(mean?.value === undefined ? {} : { rating: mean.value }),
    ...(completed?.value === undefined ? {} : { completion: completed.value }),
  }
}

export interface PastSnapshot {
  release: string
  number: number
  asOf: Date
  takenAt: Date
  report: SnapshotReport
}

/** Every snapshot that was taken, the newest first. */
export async function selectPastSnapshots(db: Executor): Promise<PastSnapshot[]> {
  return (await past(db).orderBy('s.as_of', 'desc').orderBy('r.number', 'desc').execute()).map(toPast)
}

export async function selectOptionalPastSnapshot(
  db: Executor,
  release: string,
): Promise<PastSnapshot | undefined> {
  const row = await past(db).where('s.release_id', '=', release).executeTakeFirst()
  return row && toPast(row)
}

/** Releases without a snapshot, the oldest first. */
export async function selectReleasesToSnapshot(
  db: Executor,
): Promise<{ id: string; asOf: Date; computedAt: Date }[]> {
  const rows = await db
    .selectFrom('figures_releases as r')
    .leftJoin('catalogue_snapshots as s', 's.release_id', 'r.id')
    .select(['r.id', 'r.as_of', 'r.computed_at'])
    .where('s.release_id', 'is', null)
    .orderBy('r.number')
    .execute()
  return rows.map((row) => ({ id: row.id, asOf: row.as_of, computedAt: row.computed_at }))
}

function past(db: Executor) {
  return db
    .selectFrom('catalogue_snapshots as s')
    .innerJoin('figures_releases as r', 'r.id', 's.release_id')
    .select(['s.release_id', 'r.number', 's.as_of', 's.taken_at', 's.report'])
}

function toPast(row: {
  release_id: string
  number: number
  as_of: Date
  taken_at: Date
  report: unknown
}): PastSnapshot {
  return {
    release: row.release_id,
    number: row.number,
    asOf: row.as_of,
    takenAt: row.taken_at,
    report: row.report as SnapshotReport,
  }
}
