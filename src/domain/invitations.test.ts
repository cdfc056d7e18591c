import { expect, test } from 'vitest'
import { invitationsFor, invitationTimes } from './invitations.ts'

const day = (n: number) => new Date(Date.UTC(2026, 10, n))

test('people are invited early in the time of the peers, and once more, always before educators come', () => {
  const times = invitationTimes(day(1), day(4))
  expect(times).toHaveLength(2)
  for (const at of times) expect(at > day(1) && at < day(4)).toBe(true)
  expect(invitationTimes(day(4), day(4))).toEqual([])
})

test('three are asked for each reviewer who is missing, and nobody where none is', () => {
  expect(invitationsFor({ wanted: 2, marks: 0, locks: 0 })).toBe(6)
  expect(invitationsFor({ wanted: 2, marks: 1, locks: 0 })).toBe(3)
  expect(invitationsFor({ wanted: 2, marks: 1, locks: 1 })).toBe(0)
  expect(invitationsFor({ wanted: 2, marks: 1, locks: 2 })).toBe(0)
})
