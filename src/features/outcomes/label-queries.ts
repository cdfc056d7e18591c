import { sql } from 'kysely'
import type { Figure } from '../../domain/figure.ts'
import type { Executor } from '../../platform/db/pool.ts'
import { notesOf, type ProviderNote, toNotes } from './note-queries.ts'
import type { PublishedFigure } from './queries.ts'

/** What a label shows: one set of figures, never a mix. */
export interface LabelFigures {
  release: { id: string; number: number; asOf: Date } | undefined
  simulated: boolean
  figures: PublishedFigure[]
  /** What the provider answers to the figures, the newest first. */
  notes: ProviderNote[]
}

type ShownSet = Pick<LabelFigures, 'simulated' | 'figures'>

/** The release that the site shows: the newest data date, its last correction. */
const shownRelease = sql<string>`(select id from figures_releases order by as_of desc, number desc limit 1)`

/**
 * The figures of one label from the last release. The real ones as soon as any of them is published; before that, on
 * a demo, the simulated ones.
 */
export async function selectLabelFigures(
  db: Executor,
  credentialId: string,
  { demo }: { demo: boolean },
): Promise<LabelFigures> {
  const rows = await db
    .selectFrom('figures_releases as r')
    .leftJoin('figures as f', (join) =>
      join.onRef('f.release_id', '=', 'r.id').on('f.credential_id', '=', credentialId),
    )
    .select(['r.id', 'r.number', 'r.as_of as release_as_of'])
    .select(['f.name', 'f.grouping', 'f.simulated', 'f.as_of', 'f.figure'])
    // Once, with the first figure: they belong to the label, not to a figure.
    .select(
      sql<
        Parameters<typeof toNotes>[0] | null
      >`case when row_number() over (order by f.position, f.simulated) = 1
        then ${notesOf(credentialId)} end`.as('notes'),
    )
    .where('r.id', '=', shownRelease)
    .orderBy('f.position')
    .orderBy('f.simulated')
    .execute()
  const [first] = rows
  const figures = rows.flatMap((row) =>
    row.name === null
      ? []
      : [
          {
            name: row.name,
            grouping: row.grouping ?? '',
            simulated: row.simulated === true,
            asOf: row.as_of!,
            figure: row.figure as unknown as Figure,
          },
        ],
  )
  const release = first && { id: first.id, number: first.number, asOf: first.release_as_of }
  return { release, notes: toNotes(first?.notes ?? []), ...shownSet(figures, demo) }
}

/** Headlines of every credential, for lists: by credential id the figures of these names. */
export async function selectHeadlines(
  db: Executor,
  names: readonly string[],
  { demo }: { demo: boolean },
): Promise<Map<string, ShownSet>> {
  const rows = await db
    .selectFrom('figures')
    .select(['credential_id', 'name', 'grouping', 'simulated', 'as_of', 'figure'])
    .where('release_id', '=', shownRelease)
    .where('name', 'in', [...names])
    .orderBy('position')
    .execute()
  const byCredential = new Map<string, (PublishedFigure & { simulated: boolean })[]>()
  for (const { credential_id: id, as_of: asOf, figure, ...row } of rows) {
    const list = byCredential.get(id) ?? []
    byCredential.set(id, list)
    list.push({ ...row, asOf, figure: figure as unknown as Figure })
  }
  return new Map([...byCredential].map(([id, figures]) => [id, shownSet(figures, demo)]))
}

/** Hours that the middle half of finishers needed, as the label shows them; undefined where it doesn't. */
export async function selectOptionalHoursNeeded(
  db: Executor,
  credentialId: string,
  { demo }: { demo: boolean },
): Promise<{ from: number; to: number } | undefined> {
  const rows = await db
    .selectFrom('figures')
    .select(['name', 'grouping', 'simulated', 'as_of as asOf', 'figure'])
    .where('release_id', '=', shownRelease)
    .where('credential_id', '=', credentialId)
    // The number of people tells whether the label is of real ones.
    .where('name', 'in', ['hours_to_complete', 'enrolled'])
    .execute()
  const all = rows.map((row) => ({ ...row, figure: row.figure as unknown as Figure }))
  const { figures } = shownSet(all, demo)
  const at = (share: number) =>
    figures.find(({ name, grouping }) => name === 'hours_to_complete' && grouping === `quantile=${share}`)
      ?.figure.value
  const [from, to] = [at(0.25), at(0.75)]
  return from === undefined || to === undefined ? undefined : { from, to }
}

function shownSet(figures: (PublishedFigure & { simulated: boolean })[], demo: boolean): ShownSet {
  const real = figures.filter((figure) => !figure.simulated)
  const simulated = figures.filter((figure) => figure.simulated)
  const isReal = real.some((one) => one.figure.status === 'measured') || !demo || simulated.length === 0
  const shown = isReal ? real : simulated
  return {
    simulated: !isReal,
    figures: shown.map(({ name, grouping, asOf, figure }) => ({ name, grouping, asOf, figure })),
  }
}
