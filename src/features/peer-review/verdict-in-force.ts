import { sumResults } from '../../domain/rubric.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Verdict } from './decide.ts'

/** What is in force for a decided piece; undefined before it is decided. Call it with the project locked. */
export async function selectVerdict(tx: Tx, handInId: string): Promise<Verdict | undefined> {
  const decision = await tx
    .selectFrom('piece_decisions')
    .selectAll()
    .where('hand_in_id', '=', handInId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!decision) return undefined
  const rows = await tx
    .selectFrom('criterion_results')
    .selectAll()
    .where('hand_in_id', '=', handInId)
    .orderBy('criterion')
    .execute()
  const pointsMax = Number(decision.points_max)
  return {
    results: rows.map((row) => ({
      criterion: row.criterion,
      points: Number(row.points),
      pointsMax: Number(row.points_max),
      weight: Number(row.weight),
      peerShare: Number(row.peer_share),
      educatorShare: Number(row.educator_share),
    })),
    interval: { lower: Number(decision.lower) / pointsMax, upper: Number(decision.upper) / pointsMax },
    method: decision.method,
    scaleShift: Number(decision.scale_shift),
    peers: decision.peers,
    educators: decision.educators,
    reviewWeights: decision.review_weights as Verdict['reviewWeights'],
  }
}

/** An interval moved with its mark, so that the two stay together. */
export function intervalMovedWith(before: Verdict, results: Verdict['results']): Verdict['interval'] {
  const from = sumResults(before.results)
  const to = sumResults(results)
  const step = to.points / to.pointsMax - from.points / from.pointsMax
  const hold = (value: number) => Math.min(Math.max(value + step, 0), 1)
  return { lower: hold(before.interval.lower), upper: hold(before.interval.upper) }
}
