import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import { type OneConnection, onOneConnection } from '../../platform/db/copy-out.ts'
import { type Executor, json, type Tx } from '../../platform/db/pool.ts'
import type { Deps } from '../../platform/deps.ts'
import { addJob } from '../../platform/jobs.ts'
import { newId } from '../../platform/random.ts'
import { setSiteState } from '../../platform/site-state.ts'
import { codeVersion } from './code-version.ts'
import { packCounted, unpackCounted } from './counted-people.ts'
import { emptyColumns, FactSet } from './facts.ts'
import type { FigureEntry } from './figure-set.ts'
import { labelFigures } from './label-figures.ts'
import { withFinishingPace } from './pace-figures.ts'
import { selectPieces, selectPromised } from './peer-figures.ts'
import { type PublishedEntry, publishSet } from './publish-set.ts'
import { selectPublishedBefore } from './queries.ts'
import { selectFacts, setKey } from './select-facts.ts'

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
  try {
    return await inOneTransaction(deps, asOf, computedAt)
  } catch (error) {
    // Somebody else made the release of this date meanwhile: then it is there.
    if ((error as { code?: string }).code !== serializationFailure) throw error
    return inOneTransaction(deps, asOf, computedAt)
  }
}

/** Why a release can't be corrected. */
export type CorrectionRefused = { refused: 'no_release' | 'not_newest' }

/**
 * Computes the figures of the newest data date again and publishes them as a new release that names the old one and why.
 * Both stay as they were published; the site shows the correction. The rules of consecutive releases hold: a figure of
 * the same people may be put right, one of which fewer than 10 people changed stays. The same reason again makes no
 * second correction.
 */
export async function correctFigures(
  deps: Deps,
  asOf: Date,
  reason: string,
): Promise<Release | CorrectionRefused> {
  const newest = await deps.db
    .selectFrom('figures_releases')
    .select(['id', 'as_of', 'reason'])
    .orderBy('as_of', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest?.as_of.getTime() !== asOf.getTime()) {
    const ofDate = await deps.db
      .selectFrom('figures_releases')
      .select('id')
      .where('as_of', '=', asOf)
      .executeTakeFirst()
    return { refused: ofDate ? 'not_newest' : 'no_release' }
  }
  if (newest.reason === reason)
    return deps.db.transaction().execute((tx) => existingRelease(tx, newest.id, asOf))
  return inOneTransaction(deps, asOf, deps.clock.now(), { of: newest.id, reason })
}

const serializationFailure = '40001'

interface Correction {
  of: string
  reason: string
}

function inOneTransaction(
  deps: Deps,
  asOf: Date,
  computedAt: Date,
  correction?: Correction,
): Promise<Release> {
  return onOneConnection(deps.pool, (connection) =>
    // All tables are read as they are at one moment.
    connection.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        // Room for a million enrolments in hash tables, for this transaction alone.
        await sql`set local work_mem = '96MB'`.execute(tx)
        // One after the other, each knowing what the one before it published.
        await sql`lock table figures_releases in share row exclusive mode`.execute(tx)
        const id = newId(computedAt, deps.random)
        const inserted = await tx
          .insertInto('figures_releases')
          .values({
            id,
            as_of: asOf,
            computed_at: computedAt,
            code_version: codeVersion(),
            corrects: correction?.of ?? null,
            reason: correction?.reason ?? null,
          })
          .onConflict((conflict) => conflict.column('as_of').where('corrects', 'is', null).doNothing())
          .executeTakeFirst()
        if (!inserted.numInsertedOrUpdatedRows)
          return existingRelease(tx, await selectReleaseOf(tx, asOf), asOf)
        const isCorrection = correction !== undefined
        const sets = await computeSets({ ...connection, db: tx }, { asOf, computedAt, isCorrection })
        const rows = sets.flatMap((set) => rowsOf(id, set))
        await insertFigures(tx, rows)
        await insertCounted(tx, id, sets)
        await audit(tx, {
          at: computedAt,
          actor: null,
          action: correction ? 'outcomes.figures-corrected' : 'outcomes.figures-released',
          subjectKind: 'figures_release',
          subjectId: id,
          detail: {
            as_of: asOf.toISOString(),
            figures: rows.length,
            ...(correction ? { corrects: correction.of, reason: correction.reason } : {}),
          },
        })
        await setSiteState(tx, 'figures', { release: id }, computedAt)
        // The analysis of our catalogue is kept with each release (room snapshot).
        await addJob(tx, 'snapshot.take')
        return { id, asOf, figures: rows.length, measured: countMeasured(rows), isNew: true }
      }),
  )
}

async function selectReleaseOf(tx: Tx, asOf: Date): Promise<string> {
  const release = await tx
    .selectFrom('figures_releases')
    .select('id')
    .where('as_of', '=', asOf)
    .where('corrects', 'is', null)
    .executeTakeFirstOrThrow()
  return release.id
}

async function existingRelease(tx: Tx, id: string, asOf: Date): Promise<Release> {
  const figures = await tx.selectFrom('figures').select('figure').where('release_id', '=', id).execute()
  const counted = figures.filter(({ figure }) => (figure as { status?: string }).status === 'measured')
  return { id, asOf, figures: figures.length, measured: counted.length, isNew: false }
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

/** What is published of one credential, simulated or real. */
interface PublishedSet {
  credentialId: string
  simulated: boolean
  published: PublishedEntry[]
  counted: Buffer
}

async function computeSets(
  connection: OneConnection,
  { asOf, computedAt, isCorrection }: { asOf: Date; computedAt: Date; isCorrection: boolean },
): Promise<PublishedSet[]> {
  const { db } = connection
  const facts = await selectFacts(connection, asOf)
  const pieces = await selectPieces(db, asOf)
  const promised = await selectPromised(db, asOf)
  const before = await selectPublishedBefore(db)
  const sets: PublishedSet[] = []
  for (const credential of await selectCredentials(db)) {
    for (const simulated of [false, true]) {
      const key = setKey(credential.id, simulated)
      const own = facts.get(key) ?? noFacts
      // An empty set is published as such, "not enough people yet", once its credential was there.
      if (own.n === 0 && (simulated || credential.created_at >= asOf)) continue
      const entries = labelFigures({
        facts: own,
        asOf: asOf.getTime(),
        computedAt: computedAt.toISOString(),
        simulated,
        currency: credential.currency,
        pieces: pieces.get(key),
        promised: promised.get(key),
      })
      const then = before.get(key)
      const { published, counted } = publishSet(
        entries,
        own.n,
        asOf,
        then && { figures: then.figures, counted: unpackCounted(then.people, own.numbers), isCorrection },
      )
      const packed = packCounted(counted, own.numbers)
      const complete = withFinishingPace(published, computedAt)
      sets.push({ credentialId: credential.id, simulated, published: complete, counted: packed })
    }
  }
  return sets
}

const noFacts = new FactSet(emptyColumns(0))

function rowsOf(releaseId: string, { credentialId, simulated, published }: PublishedSet): FigureRow[] {
  return published.map(({ name, grouping, figure, asOf }, position) => ({
    release_id: releaseId,
    credential_id: credentialId,
    simulated,
    name,
    grouping,
    position,
    as_of: asOf,
    figure,
  }))
}

async function insertCounted(tx: Executor, releaseId: string, sets: PublishedSet[]): Promise<void> {
  for (const { credentialId, simulated, counted } of sets)
    await tx
      .insertInto('figures_counted')
      .values({ release_id: releaseId, credential_id: credentialId, simulated, people: counted })
      .execute()
}

function selectCredentials(tx: Executor) {
  return tx
    .selectFrom('credentials as c')
    .innerJoin('editions as e', 'e.id', 'c.current_edition_id')
    .select(['c.id', 'c.created_at', 'e.currency'])
    .orderBy('c.slug')
    .execute()
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
