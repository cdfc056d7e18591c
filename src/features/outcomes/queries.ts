import { sql } from 'kysely'
import type { Figure } from '../../domain/figure.ts'
import type { Executor } from '../../platform/db/pool.ts'

export interface PublishedFigure {
  name: string
  grouping: string
  asOf: Date
  figure: Figure
}

/** What a set of figures was when it was last published. */
export interface PublishedSetBefore {
  figures: PublishedFigure[]
  /** Whom it counted (`unpackCounted`). */
  people: Buffer
}

/** What the last release shows, by `setKey`: what the next one is compared with. */
export async function selectPublishedBefore(db: Executor): Promise<Map<string, PublishedSetBefore>> {
  const rows = await db
    .selectFrom('figures')
    .select(['credential_id', 'simulated', 'name', 'grouping', 'as_of', 'figure'])
    .where('release_id', '=', lastRelease)
    .orderBy('position')
    .execute()
  const counted = await db
    .selectFrom('figures_counted')
    .select(['credential_id', 'simulated', 'people'])
    .where('release_id', '=', lastRelease)
    .execute()
  const sets = new Map<string, PublishedSetBefore>()
  for (const { credential_id: id, simulated, people } of counted)
    sets.set(`${id} ${simulated}`, { figures: [], people })
  for (const { credential_id: id, simulated, as_of: asOf, figure, ...row } of rows)
    sets.get(`${id} ${simulated}`)?.figures.push({ ...row, asOf, figure: figure as unknown as Figure })
  return sets
}

// Of the releases that hold figures: the one being made does not yet.
const lastRelease = sql<string>`(select id from figures_releases r
  where exists (select 1 from figures f where f.release_id = r.id) order by number desc limit 1)`

export interface ReleaseSummary {
  id: string
  number: number
  asOf: Date
  computedAt: Date
  codeVersion: string
  figures: number
  measured: number
  /** What it puts right, and why; null for most. */
  corrects: OtherRelease | null
  /** What puts it right, and why. */
  correctedBy: OtherRelease | null
}

export interface OtherRelease {
  id: string
  number: number
  reason: string
  computedAt: string
}

// A release and the ones that it corrects, or that correct it (the last of them).
const corrects = sql<OtherRelease | null>`(select json_build_object('id', o.id, 'number', o.number, 'reason', r.reason,
  'computedAt', o.computed_at) from figures_releases o where o.id = r.corrects)`
const correctedBy = sql<OtherRelease | null>`(select json_build_object('id', o.id, 'number', o.number,
  'reason', o.reason, 'computedAt', o.computed_at) from figures_releases o where o.corrects = r.id
  order by o.number desc limit 1)`

/** All releases, the newest first, with how many figures each holds. */
export async function selectReleases(db: Executor): Promise<ReleaseSummary[]> {
  const rows = await db
    .selectFrom('figures_releases as r')
    .leftJoin('figures as f', 'f.release_id', 'r.id')
    .select(['r.id', 'r.number', 'r.as_of', 'r.computed_at', 'r.code_version'])
    .select([corrects.as('corrects'), correctedBy.as('corrected_by')])
    .select(sql<number>`count(f.name)`.as('figures'))
    .select(sql<number>`count(*) filter (where f.figure ->> 'status' = 'measured')`.as('measured'))
    .groupBy('r.id')
    .orderBy('r.as_of', 'desc')
    .orderBy('r.number', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    asOf: row.as_of,
    computedAt: row.computed_at,
    codeVersion: row.code_version,
    figures: row.figures,
    measured: row.measured,
    corrects: row.corrects,
    correctedBy: row.corrected_by,
  }))
}

export interface ReleaseFigure extends PublishedFigure {
  credential: string
  title: string
  currency: string | null
}

/** One release with every figure in it, in the order of the labels. Undefined where there is none of that id. */
export async function selectOptionalRelease(
  db: Executor,
  id: string,
): Promise<{ summary: ReleaseSummary; figures: ReleaseFigure[] } | undefined> {
  const release = await db
    .selectFrom('figures_releases as r')
    .select(['r.id', 'r.number', 'r.as_of', 'r.computed_at', 'r.code_version'])
    .select([corrects.as('corrects'), correctedBy.as('corrected_by')])
    .where('r.id', '=', id)
    .executeTakeFirst()
  if (!release) return undefined
  const rows = await db
    .selectFrom('figures as f')
    .innerJoin('credentials as c', 'c.id', 'f.credential_id')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['c.slug', 'e.title', 'e.currency', 'f.name', 'f.grouping', 'f.as_of', 'f.figure'])
    .where('f.release_id', '=', id)
    .orderBy('e.title')
    .orderBy('f.simulated')
    .orderBy('f.position')
    .execute()
  const figures = rows.map((row) => ({
    credential: row.slug,
    title: row.title,
    currency: row.currency,
    name: row.name,
    grouping: row.grouping,
    asOf: row.as_of,
    figure: row.figure as unknown as Figure,
  }))
  return {
    summary: {
      id: release.id,
      number: release.number,
      asOf: release.as_of,
      computedAt: release.computed_at,
      codeVersion: release.code_version,
      figures: figures.length,
      measured: figures.filter(({ figure }) => figure.status === 'measured').length,
      corrects: release.corrects,
      correctedBy: release.corrected_by,
    },
    figures,
  }
}
