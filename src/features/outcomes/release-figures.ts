import { audit } from '../../platform/audit.ts'
import { type Executor, json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/random.ts'
import { setSiteState } from '../../platform/site-state.ts'
import { codeVersion } from './code-version.ts'
import { type EnrolmentFact, selectEnrolmentFacts } from './facts.ts'
import type { FigureEntry } from './figure-set.ts'
import { labelFigures } from './label-figures.ts'
import { publishSet } from './publish-set.ts'
import { selectPublishedFigures } from './queries.ts'

export interface Release {
  id: string
  asOf: Date
  figures: number
  measured: number
  /** False where the figures of this date were there already: a release is never changed. */
  isNew: boolean
}

/**
 * Computes the figures of every credential from the facts before `asOf` and publishes them as one release. A release
 * of the same date that is there already stays as it is. Simulated and real facts make figures of their own.
 */
export async function releaseFigures(deps: Deps, asOf: Date): Promise<Release> {
  const computedAt = deps.clock.now()
  if (asOf > computedAt) throw new RangeError('the data date lies in the future')
  return deps.db.transaction().execute(async (tx) => {
    const id = newId(computedAt, deps.random)
    const inserted = await tx
      .insertInto('figures_releases')
      .values({ id, as_of: asOf, computed_at: computedAt, code_version: codeVersion() })
      .onConflict((conflict) => conflict.column('as_of').where('corrects', 'is', null).doNothing())
      .executeTakeFirst()
    if (!inserted.numInsertedOrUpdatedRows) return existingRelease(tx, asOf)
    const rows = await computeRows(tx, id, asOf, computedAt)
    await insertFigures(tx, rows)
    await audit(tx, {
      at: computedAt,
      actor: null,
      action: 'outcomes.figures-released',
      subjectKind: 'figures_release',
      subjectId: id,
      detail: { as_of: asOf.toISOString(), figures: rows.length },
    })
    await setSiteState(tx, 'figures', { release: id }, computedAt)
    return { id, asOf, figures: rows.length, measured: countMeasured(rows), isNew: true }
  })
}

async function existingRelease(tx: Tx, asOf: Date): Promise<Release> {
  const release = await tx
    .selectFrom('figures_releases')
    .select('id')
    .where('as_of', '=', asOf)
    .where('corrects', 'is', null)
    .executeTakeFirstOrThrow()
  const figures = await tx
    .selectFrom('figures')
    .select('figure')
    .where('release_id', '=', release.id)
    .execute()
  const counted = figures.filter(({ figure }) => (figure as { status?: string }).status === 'measured')
  return { id: release.id, asOf, figures: figures.length, measured: counted.length, isNew: false }
}

interface FigureRow {
  release_id: string
  credential_id: string
  simulated: boolean
  name: string
  grouping: string
  position: number
  as_of: Date
  figure: FigureEntry['figure']
}

async function computeRows(tx: Tx, releaseId: string, asOf: Date, computedAt: Date): Promise<FigureRow[]> {
  const bySet = groupBySet(await selectEnrolmentFacts(tx, asOf))
  const published = await selectPublishedFigures(tx, asOf)
  const rows: FigureRow[] = []
  for (const credential of await selectCredentials(tx)) {
    for (const simulated of [false, true]) {
      const own = bySet.get(setKey(credential.id, simulated)) ?? []
      // An empty set is published as such, "not enough people yet", once its credential was there.
      if (own.length === 0 && (simulated || credential.created_at >= asOf)) continue
      const entries = labelFigures({
        facts: own,
        asOf: asOf.getTime(),
        computedAt: computedAt.toISOString(),
        simulated,
        advertisedDays: Number(credential.advertised_weeks) * 7,
        currency: credential.currency,
      })
      const key = setKey(credential.id, simulated)
      const seen = publishSet(entries, own, asOf, (entry) =>
        published.get(`${key} ${entry.name} ${entry.grouping}`),
      )
      for (const [position, { name, grouping, figure, asOf: figureAsOf }] of seen.entries()) {
        rows.push({
          release_id: releaseId,
          credential_id: credential.id,
          simulated,
          name,
          grouping,
          position,
          as_of: figureAsOf,
          figure,
        })
      }
    }
  }
  return rows
}

function selectCredentials(tx: Tx) {
  return tx
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['c.id', 'c.created_at', 'e.advertised_weeks', 'e.currency'])
    .orderBy('c.slug')
    .execute()
}

function groupBySet(facts: EnrolmentFact[]): Map<string, EnrolmentFact[]> {
  const sets = new Map<string, EnrolmentFact[]>()
  for (const fact of facts) {
    const key = setKey(fact.credentialId, fact.simulated)
    const set = sets.get(key)
    if (set) set.push(fact)
    else sets.set(key, [fact])
  }
  return sets
}

export function setKey(credentialId: string, simulated: boolean): string {
  return `${credentialId} ${simulated}`
}

async function insertFigures(tx: Executor, rows: FigureRow[]): Promise<void> {
  const rowsPerStatement = 1000
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    await tx
      .insertInto('figures')
      .values(rows.slice(from, from + rowsPerStatement).map((row) => ({ ...row, figure: json(row.figure) })))
      .execute()
  }
}

function countMeasured(rows: FigureRow[]): number {
  return rows.filter((row) => row.figure.status === 'measured').length
}
