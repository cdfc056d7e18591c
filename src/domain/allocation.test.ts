import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { choosePiece, countsFrom, type Reviewer, reviewsOwed, type WaitingPiece } from './allocation.ts'

const day = (n: number) => new Date(Date.UTC(2026, 10, n))
const piece = (id: string, author: string, marks: number, since: Date, locks = 0): WaitingPiece => ({
  id,
  author,
  marks,
  locks,
  waitingSince: since,
})
const mei = (changes: Partial<Reviewer> = {}): Reviewer => ({
  person: 'mei',
  seen: new Set(),
  skipped: new Set(),
  reviewedBy: new Set(),
  ...changes,
})
const reserve = [
  { id: 'r1', given: 3 },
  { id: 'r2', given: 1 },
]

test('the piece with the fewest marks comes first, among equals the one that waited longest', () => {
  const pool = [piece('a', 'ann', 1, day(1)), piece('b', 'bo', 0, day(3)), piece('c', 'cy', 0, day(2))]
  expect(choosePiece(mei(), { pool, reserve, peers: 2 })).toEqual({ id: 'c', from: 'pool' })
})

test('a mark that is on its way counts as one', () => {
  const pool = [piece('a', 'ann', 0, day(1), 1), piece('b', 'bo', 0, day(3))]
  expect(choosePiece(mei(), { pool, reserve, peers: 2 })?.id).toBe('b')
})

test('nobody gets their own piece, a piece twice, a swap of two, or a piece that has its reviewers', () => {
  const pool = [
    piece('own', 'mei', 0, day(1)),
    piece('seen', 'ann', 0, day(1)),
    piece('swap', 'bo', 0, day(1)),
    piece('full', 'cy', 2, day(1)),
    piece('spare taken', 'cy', 1, day(1), 2),
  ]
  const reviewer = mei({ seen: new Set(['seen']), reviewedBy: new Set(['bo']) })
  expect(choosePiece(reviewer, { pool, reserve, peers: 2 })).toEqual({ id: 'r2', from: 'reserve' })
})

test('before the reserve, one reviewer more than needed gets the piece whose place was taken longest ago', () => {
  const pool = [
    { ...piece('newer', 'ann', 1, day(1), 1), fullUntil: day(6) },
    { ...piece('older', 'bo', 0, day(2), 2), fullUntil: day(5) },
    piece('spare taken', 'cy', 0, day(0), 3),
  ]
  expect(choosePiece(mei(), { pool, reserve, peers: 2 })).toEqual({ id: 'older', from: 'pool' })
  const free = piece('free', 'di', 1, day(3))
  expect(choosePiece(mei(), { pool: [...pool, free], reserve, peers: 2 })?.id).toBe('free')
})

test('when the pool is dry the reserve gives, the least used piece first, a skipped one last', () => {
  expect(choosePiece(mei(), { pool: [], reserve, peers: 2 })?.id).toBe('r2')
  const skippedOne = mei({ seen: new Set(['r1', 'r2']), skipped: new Set(['r1']) })
  expect(choosePiece(skippedOne, { pool: [], reserve, peers: 2 })?.id).toBe('r1')
  expect(choosePiece(mei({ seen: new Set(['r1', 'r2']) }), { pool: [], reserve, peers: 2 })).toBeUndefined()
})

test('a piece whose time with the peers is half over goes before one with fewer marks', () => {
  const pressing = { ...piece('old', 'ann', 1, day(1)), educatorsFrom: day(5) }
  const fresh = { ...piece('new', 'bo', 0, day(2)), educatorsFrom: day(6) }
  const at = (now: Date) => choosePiece(mei(), { pool: [pressing, fresh], reserve, peers: 2, now })?.id
  expect(at(day(2))).toBe('new')
  expect(at(day(3))).toBe('old')
})

test('a piece that is in doubt gets as many peers as it asks for', () => {
  const pool = [{ ...piece('a', 'ann', 2, day(1)), wanted: 3 }]
  expect(choosePiece(mei(), { pool, reserve, peers: 2 })?.from).toBe('pool')
})

test('careful and careless reviewers are spread over pieces that need a mark alike', () => {
  const pool = [
    { ...piece('weak', 'ann', 1, day(1)), skills: [0.5] },
    { ...piece('strong', 'bo', 1, day(1)), skills: [1.5] },
    { ...piece('weak, later', 'cy', 1, day(3)), skills: [0.1] },
  ]
  const given = (skill: number) => choosePiece(mei({ skill }), { pool, reserve, peers: 2 })?.id
  expect(given(1.6)).toBe('weak')
  expect(given(0.6)).toBe('strong')
})

test('a learner never owes more reviews than the reserve can supply', () => {
  expect(reviewsOwed(2, 3)).toBe(2)
  expect(reviewsOwed(3, 1)).toBe(1)
})

test('a piece counts from when it was handed in and the owed reviews were given, whichever is later', () => {
  expect(countsFrom(day(5), 0, [])).toEqual(day(5))
  expect(countsFrom(day(5), 2, [day(6)])).toBeNull()
  expect(countsFrom(day(5), 2, [day(9), day(6)])).toEqual(day(9))
  expect(countsFrom(day(12), 2, [day(9), day(6)])).toEqual(day(12))
})

test('in any order of arrivals and reviews no rule is broken and a learner who is alone can always give', () => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f']
  fc.assert(
    fc.property(fc.array(fc.nat({ max: people.length - 1 }), { minLength: 1, maxLength: 60 }), (turns) => {
      const peers = 2
      const pool: WaitingPiece[] = []
      const given: { reviewer: string; piece: string; author: string }[] = []
      const reservePieces = [1, 2, 3].map((n) => ({ id: `r${n}`, given: 0 }))
      turns.forEach((turn, at) => {
        const person = people[turn]!
        if (!pool.some((one) => one.author === person)) {
          pool.push(piece(`p-${person}`, person, 0, new Date(at)))
          return
        }
        const seen = new Set(given.filter((one) => one.reviewer === person).map((one) => one.piece))
        const reviewedBy = new Set(given.filter((one) => one.author === person).map((one) => one.reviewer))
        const reviewer: Reviewer = { person, seen, skipped: new Set(), reviewedBy }
        const chosen = choosePiece(reviewer, { pool, reserve: reservePieces, peers })
        const fromReserve = [...seen].filter((id) => id.startsWith('r')).length
        if (!chosen) return expect(fromReserve).toBe(3)
        expect(seen.has(chosen.id)).toBe(false)
        if (chosen.from === 'reserve') {
          reservePieces.find((one) => one.id === chosen.id)!.given++
          given.push({ reviewer: person, piece: chosen.id, author: 'reserve' })
          return
        }
        const target = pool.find((one) => one.id === chosen.id)!
        expect(target.author).not.toBe(person)
        expect(reviewedBy.has(target.author)).toBe(false)
        expect(target.marks).toBeLessThan(peers)
        target.marks++
        given.push({ reviewer: person, piece: target.id, author: target.author })
      })
    }),
  )
})
