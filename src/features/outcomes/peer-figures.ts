import { wilson } from '../../domain/intervals.ts'
import { auditFindings } from '../../domain/peer-marks/audits.ts'
import { bootstrap, percentileInterval } from '../../domain/peer-marks/bootstrap.ts'
import { isKnown } from '../../domain/peer-marks/unknown.ts'
import { GroupOfPeople } from '../../domain/people-groups.ts'
import { seededRandom } from '../../domain/random.ts'
import { roundedTo } from '../../domain/rounding.ts'
import { MINIMUM_CELL } from '../../domain/suppression.ts'
import type { Executor } from '../../platform/db/pool.ts'
import {
  eachMarkedPiece,
  type MarkedPiece,
  type PromisedPiece,
  selectPromisedPieces,
} from '../peer-review/api.ts'
import type { FigureEntry, FigureInput, Population } from './figure-set.ts'
import { setKey } from './select-facts.ts'

/** The pieces that people marked before a date, by credential, simulated and real apart. */
export async function selectPieces(db: Executor, asOf: Date): Promise<Map<string, MarkedPiece[]>> {
  const sets = new Map<string, MarkedPiece[]>()
  for await (const piece of eachMarkedPiece(db, { asOf })) addTo(sets, piece)
  return sets
}

/** The pieces whose marks were due by a date, likewise. */
export async function selectPromised(db: Executor, asOf: Date): Promise<Map<string, PromisedPiece[]>> {
  const sets = new Map<string, PromisedPiece[]>()
  for (const piece of await selectPromisedPieces(db, asOf)) addTo(sets, piece)
  return sets
}

function addTo<Piece extends PromisedPiece>(sets: Map<string, Piece[]>, piece: Piece): void {
  const key = setKey(piece.credentialId, piece.simulated)
  const set = sets.get(key)
  if (set) set.push(piece)
  else sets.set(key, [piece])
}

/**
 * How far peers and educators who mark blind agree, whose marks came as promised, and which part of the people who
 * appealed were right to.
 */
export function peerFigures(
  { facts, pieces = [], promised = [] }: FigureInput,
  marked: Population,
): FigureEntry[] {
  const places = new Map<number, number>()
  if (pieces.length > 0 || promised.length > 0)
    facts.each((fact) => {
      if (marked.has(fact)) places.set(fact.number, fact.index)
    })
  const own = pieces.filter((piece) => places.has(piece.enrolmentNumber))
  const groupOf = (some: { enrolmentNumber: number }[]) =>
    GroupOfPeople.ofIndexes(
      facts.n,
      Uint32Array.from(new Set(some.map((piece) => places.get(piece.enrolmentNumber)!))),
    )
  const due = promised.filter((piece) => places.has(piece.enrolmentNumber))
  return [agreement(own, marked, groupOf), promises(due, marked, groupOf), appeals(own, marked, groupOf)]
}

type GroupOf = (some: { enrolmentNumber: number }[]) => GroupOfPeople

// People, not pieces: somebody with one late piece of three was not served as promised.
function promises(due: PromisedPiece[], marked: Population, groupOf: GroupOf): FigureEntry {
  const name = 'marked_as_promised'
  const group = groupOf(due)
  if (group.size === 0)
    return marked.none(name, 'proportion', 'none/1', 'no work that people mark was due yet')
  const late = new Set(due.filter((piece) => !piece.isPromiseKept).map((piece) => piece.enrolmentNumber))
  const numerator = groupOf(due.filter((piece) => !late.has(piece.enrolmentNumber)))
  const figure = marked.measured(marked.subject(name, 'proportion', 'wilson/1'), {
    value: numerator.size / group.size,
    ...wilson(numerator.size, group.size),
    numerator: numerator.size,
    denominator: group.size,
  })
  return { ...marked.entry(figure, '', { numerator }), denominator: group }
}

const step = 0.05

// Lin's concordance, each audit weighted by 1 ÷ its chance of being drawn; bounds by bootstrap of the pieces.
function agreement(pieces: MarkedPiece[], marked: Population, groupOf: GroupOf): FigureEntry {
  const name = 'peer_educator_agreement'
  const audited = pieces.filter(
    (piece) => piece.peers.length > 0 && piece.blindEducator !== null && piece.auditProbability !== null,
  )
  if (audited.length === 0)
    return marked.none(
      name,
      'mean',
      'none/1',
      'peers are compared with educators who mark blind; no blind audits are recorded yet',
    )
  const group = groupOf(audited)
  const method = 'lin-concordance/1'
  if (group.size < MINIMUM_CELL) return { ...marked.tooSmall(name, 'mean', method), denominator: group }
  const rows = audited.map((piece) => ({
    peers: piece.peers.reduce((sum, points) => sum + points, 0) / piece.peers.length,
    educator: piece.blindEducator!,
    blind: true,
    probability: piece.auditProbability,
  }))
  const { linCcc } = auditFindings(rows)
  const drawn = bootstrap(rows.length, { random: seededRandom(name), samples: 400 }, (picks) => {
    const found = auditFindings(Array.from(picks, (pick) => rows[pick]!)).linCcc
    return { linCcc: isKnown(found) ? found : Number.NaN }
  })
  const bounds = percentileInterval(drawn.linCcc, 0.95)
  if (!isKnown(linCcc) || !bounds)
    return marked.none(name, 'mean', method, 'the audited marks do not differ enough to compare them')
  const figure = marked.measured(marked.subject(name, 'mean', method), {
    value: roundedTo(linCcc, step),
    lower: roundedTo(bounds[0], step, 'down'),
    upper: roundedTo(bounds[1], step, 'up'),
    denominator: group.size,
  })
  return { ...marked.entry(figure), denominator: group }
}

function appeals(pieces: MarkedPiece[], marked: Population, groupOf: GroupOf): FigureEntry {
  const decided = pieces.filter((piece) => piece.appeals.decided > 0)
  const raised = decided.filter((piece) => piece.appeals.raised > 0)
  const group = groupOf(decided)
  const numerator = groupOf(raised)
  if (group.size === 0) return marked.none('appeals', 'count', 'none/1', 'no appeal was decided yet')
  const figure = marked.measured(marked.subject('appeals', 'proportion', 'wilson/1'), {
    value: numerator.size / group.size,
    ...wilson(numerator.size, group.size),
    numerator: numerator.size,
    denominator: group.size,
  })
  return { ...marked.entry(figure, '', { numerator }), denominator: group }
}
