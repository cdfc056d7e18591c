import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { type Criterion, sumResults } from './rubric.ts'
import { simulatePieces } from './simulated-pieces.ts'

const criterion = (id: string): Criterion => ({
  id,
  title: id,
  levels: [0, 1, 2, 3].map((points) => ({ points, title: `${points}`, description: '' })),
  comment: 'optional',
})
const project = {
  criteria: ['a', 'b', 'c'].map(criterion),
  passShare: 0.6,
  peers: 2,
  audit: { share: 0.1, piecesAYearMin: 10 },
}
const dayMs = 86_400_000
const start = Date.UTC(2025, 0, 1)
const pieces = Array.from({ length: 500 }, (_, k) => ({
  quality: 0.6 + (k % 9) / 25,
  handedInAt: new Date(start + k * dayMs),
  markedAt: new Date(start + (k + 3) * dayMs),
}))

test('the same seed gives the same marks; every piece passed, and everybody came before the mark', () => {
  const simulated = simulatePieces(project, pieces, seededRandom('a'))
  expect(simulatePieces(project, pieces, seededRandom('a'))).toEqual(simulated)
  for (const piece of simulated) {
    const { points, pointsMax } = sumResults(piece.results)
    expect(points / pointsMax).toBeGreaterThanOrEqual(0.6 - 1e-9)
    for (const review of piece.reviews) {
      expect(review.givenAt >= piece.handedInAt).toBe(true)
      expect(review.submittedAt <= piece.markedAt).toBe(true)
    }
    if (piece.appeal) expect(piece.appeal.after).toBeGreaterThanOrEqual(piece.appeal.before)
  }
})

test('the first ten pieces of a year are audited, and of the others about one in ten', () => {
  const simulated = simulatePieces(project, pieces, seededRandom('b'))
  const audited = simulated.filter((piece) => piece.educator?.why === 'audit')
  expect(audited.length).toBeGreaterThan(35)
  expect(audited.length).toBeLessThan(95)
  expect(audited.filter((piece) => piece.auditProbability === 1).length).toBeGreaterThanOrEqual(10)
  expect(
    simulated.every((piece) => (piece.auditProbability === null) === (piece.educator?.why === 'late')),
  ).toBe(true)
})
