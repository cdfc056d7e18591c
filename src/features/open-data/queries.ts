import { sql } from 'kysely'
import type { Figure } from '../../domain/figure.ts'
import type { Executor } from '../../platform/db/pool.ts'
import type { FigureFilter } from './forms.ts'

/** One release, as the open data tell of it. */
export interface OpenRelease {
  id: string
  number: number
  asOf: Date
  computedAt: Date
  codeVersion: string
  /** The number of the release that this one corrects, and why. */
  corrects: number | null
  reason: string | null
  figures: number
  measured: number
}

/** All releases since the beginning, the oldest first. */
export async function selectOpenReleases(db: Executor): Promise<OpenRelease[]> {
  const rows = await db
    .selectFrom('figures_releases as r')
    .leftJoin('figures_releases as old', 'old.id', 'r.corrects')
    .leftJoinLateral(
      (inner) =>
        inner
          .selectFrom('figures as f')
          .select(sql<number>`count(*)`.as('figures'))
          .select(sql<number>`count(*) filter (where f.figure ->> 'status' = 'measured')`.as('measured'))
          .whereRef('f.release_id', '=', 'r.id')
          .as('counted'),
      (join) => join.onTrue(),
    )
    .select(['r.id', 'r.number', 'r.as_of', 'r.computed_at', 'r.code_version', 'r.reason'])
    .select(['old.number as corrects', 'counted.figures', 'counted.measured'])
    .orderBy('r.number')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    asOf: row.as_of,
    computedAt: row.computed_at,
    codeVersion: row.code_version,
    corrects: row.corrects,
    reason: row.reason,
    figures: row.figures ?? 0,
    measured: row.measured ?? 0,
  }))
}

/** The last release's number; undefined where there is none: what tells whether anything has changed. */
export async function selectOptionalLastNumber(db: Executor): Promise<number | undefined> {
  const row = await db
    .selectFrom('figures_releases')
    .select((e) => e.fn.max('number').as('number'))
    .executeTakeFirst()
  return row?.number ?? undefined
}

/** A figure with where it stands. */
export interface OpenFigure {
  release: number
  releaseAsOf: Date
  provider: string
  credential: string
  grouping: string
  position: number
  currency: string | null
  asOf: Date
  figure: Figure
}

/** Where a list goes on: after this figure. */
export interface Place {
  release: number
  credential: string
  simulated: boolean
  position: number
}

/**
 * Figures in one order, by release, credential, simulated ones last, then as the label has them; `limit` of them after
 * a place. However many releases there are, no more of them are read than the list needs.
 */
export async function selectFigures(
  db: Executor,
  filter: FigureFilter,
  { after, limit }: { after?: Place; limit: number },
): Promise<OpenFigure[]> {
  const { release, credential, name, simulated, status } = filter
  const rows = await db
    .selectFrom('figures_releases as r')
    .innerJoinLateral(
      (inner) =>
        inner
          .selectFrom('figures as f')
          .innerJoin('credentials as c', 'c.id', 'f.credential_id')
          .innerJoin('providers as p', 'p.id', 'c.provider_id')
          .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
          .select(['p.slug as provider', 'c.slug as credential', 'e.currency'])
          .select(['f.simulated', 'f.position', 'f.grouping', 'f.as_of', 'f.figure'])
          .whereRef('f.release_id', '=', 'r.id')
          .$if(credential !== undefined, (q) => q.where('c.slug', '=', credential!))
          .$if(name !== undefined, (q) => q.where('f.name', '=', name!))
          .$if(simulated !== undefined, (q) => q.where('f.simulated', '=', simulated!))
          .$if(status !== undefined, (q) => q.where(sql`f.figure ->> 'status'`, '=', status!))
          .$if(after !== undefined, (q) =>
            q.where(
              sql<boolean>`(r.number, c.slug, f.simulated, f.position) > (${after!.release}, ${after!.credential}, ${after!.simulated}, ${after!.position})`,
            ),
          )
          .orderBy('c.slug')
          .orderBy('f.simulated')
          .orderBy('f.position')
          .limit(limit)
          .as('f'),
      (join) => join.onTrue(),
    )
    .select(['r.number', 'r.as_of as release_as_of', 'f.provider', 'f.credential', 'f.currency'])
    .select(['f.simulated', 'f.position', 'f.grouping', 'f.as_of', 'f.figure'])
    .$if(release === 'latest', (q) =>
      q.where(
        'r.id',
        '=',
        sql<string>`(select id from figures_releases order by as_of desc, number desc limit 1)`,
      ),
    )
    .$if(typeof release === 'number', (q) => q.where('r.number', '=', release as number))
    .$if(after !== undefined, (q) => q.where('r.number', '>=', after!.release))
    .orderBy('r.number')
    .orderBy('f.credential')
    .orderBy('f.simulated')
    .orderBy('f.position')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    release: row.number,
    releaseAsOf: row.release_as_of,
    provider: row.provider,
    credential: row.credential,
    grouping: row.grouping,
    position: row.position,
    currency: row.currency,
    asOf: row.as_of,
    figure: row.figure as unknown as Figure,
  }))
}

export interface OpenCredential {
  slug: string
  title: string
  kind: string
  provider: string
  providerName: string
}

/** The credentials that any release tells of, or that can be found in the catalogue. */
export function selectOpenCredentials(db: Executor): Promise<OpenCredential[]> {
  return db
    .selectFrom('credentials as c')
    .innerJoin('providers as p', 'p.id', 'c.provider_id')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['c.slug', 'e.title', 'e.kind', 'p.slug as provider', 'p.name as providerName'])
    .orderBy('c.slug')
    .execute()
}
