import { expect, test } from 'vitest'
import { markingFigures } from './marking-figures.ts'
import type { MarkedPiece } from './provenance.ts'

const piece = (n: number, more: Partial<MarkedPiece> = {}): MarkedPiece => ({
  handInId: `${n}`,
  credentialId: 'c',
  enrolmentNumber: n,
  personKey: `p${n}`,
  simulated: false,
  handedInAt: new Date('2026-11-01T00:00:00Z'),
  markedAt: new Date('2026-11-03T00:00:00Z'),
  isPromiseKept: true,
  peers: [0.6, 0.8],
  blindEducator: null,
  auditProbability: null,
  appeals: { decided: 0, raised: 0 },
  ...more,
})

test('only blind audits that were drawn count for agreement, each weighed by its chance', () => {
  const figures = markingFigures([
    piece(1, { blindEducator: 0.6, auditProbability: 1 }),
    piece(2, { peers: [0.4], blindEducator: 0.2, auditProbability: 0.1 }),
    // Marked by an educator because it was in doubt: it says nothing of the others.
    piece(3, { peers: [1], blindEducator: 0 }),
    piece(4, { peers: [], blindEducator: 0.5, auditProbability: 1 }),
  ])
  expect(figures).toMatchObject({ pieces: 4, audits: 2, auditedPeople: 2 })
  // (1 × 0.1 + 10 × 0.2) ÷ 11
  expect(figures.leniency?.value).toBeCloseTo(2.1 / 11, 12)
})

test('promises, waits and appeals are counted over all pieces', () => {
  const figures = markingFigures([
    piece(1, { appeals: { decided: 2, raised: 1 } }),
    piece(2, { markedAt: new Date('2026-11-06T00:00:00Z'), isPromiseKept: false }),
  ])
  expect(figures).toMatchObject({
    waitDays: [2, 5],
    promisesKept: 1,
    appealsDecided: 2,
    appealsRaised: 1,
    concordance: undefined,
    leniency: undefined,
  })
})
