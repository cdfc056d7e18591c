import { expect, test } from 'vitest'
import { firstScale, markOfPiece } from './mark-of-piece.ts'
import { doubtOf, inQueueOrder, type Waiting } from './queue-order.ts'

const day = 86_400_000
const piece = (id: string, dueInDays: number, ...shares: number[]): Waiting => ({
  id,
  dueAt: new Date(dueInDays * day),
  peers: shares.map((share, k) => ({ reviewer: `${id}${k}`, share, scale: null })),
  scale: null,
})

test('what was promised first stands first, and a wide interval goes before it by up to two days', () => {
  const order = (...pieces: Waiting[]) => inQueueOrder(pieces).map(({ id }) => id)
  expect(order(piece('late', 5), piece('soon', 1))).toEqual(['soon', 'late'])
  expect(order(piece('agreed', 1, 0.5, 0.5), piece('apart', 1.2, 0.1, 0.9))).toEqual(['apart', 'agreed'])
  expect(order(piece('apart', 3.5, 0, 1), piece('unmarked', 1))).toEqual(['unmarked', 'apart'])
  expect(order(piece('b', 1), piece('a', 1))).toEqual(['a', 'b'])
})

test('doubt is the width of the interval that the mark would have, and none where nobody marked', () => {
  const { lower, upper } = markOfPiece(
    [
      { reviewer: 'x', share: 0.2 },
      { reviewer: 'y', share: 0.6 },
    ],
    firstScale,
  )
  expect(doubtOf(piece('x', 1, 0.2, 0.6))).toBeCloseTo(upper - lower, 12)
  expect(doubtOf(piece('x', 1))).toBeUndefined()
  // One mark leaves more doubt than two that agree.
  expect(doubtOf(piece('x', 1, 0.5))!).toBeGreaterThan(doubtOf(piece('x', 1, 0.5, 0.5))!)
})

test('doubt knows what the night learnt of the project and its markers', () => {
  const known = piece('x', 1, 0.5, 0.5)
  const scale = { method: 'mean' as const, stored: { within: { variance: 0.0036, df: 40 } }, shift: 0 }
  expect(doubtOf({ ...known, scale })!).toBeLessThan(doubtOf(known)!)
  const uneven = known.peers.map((peer, k) => ({
    ...peer,
    scale: { bias: 0, biasSd: 0.05, precision: 70, weight: k === 0 ? 0.8 : 1.25 },
  }))
  expect(doubtOf({ peers: uneven, scale })!).toBeGreaterThan(doubtOf({ ...known, scale })!)
})
