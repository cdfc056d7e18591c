import { expect, test } from 'vitest'
import { DistinctGroups, GroupOfPeople } from './group-of-people.ts'

const people = Array.from({ length: 100 }, (_, k) => k)
const group = (belongs: (k: number) => boolean) => GroupOfPeople.of(people, belongs)

test('a group counts its people and knows who differs', () => {
  const even = group((k) => k % 2 === 0)
  expect(even.size).toBe(50)
  expect(even.has(64)).toBe(true)
  expect(even.has(65)).toBe(false)
  expect(even.differs(group((k) => k % 2 === 0 && k < 90))).toBe(5)
})

test('equal groups are one, and their parts add up to each of them', () => {
  const groups = new DistinctGroups()
  const all = groups.indexOf(group(() => true))
  const young = groups.indexOf(group((k) => k < 30))
  expect(groups.indexOf(group((k) => k < 30))).toBe(young)
  const even = groups.indexOf(group((k) => k % 2 === 0))
  const parts = groups.parts(people.length)
  expect(parts).toHaveLength(4)
  const sum = (index: number) =>
    parts.filter((part) => part.groups.includes(index)).reduce((total, part) => total + part.persons, 0)
  expect([sum(all), sum(young), sum(even)]).toEqual([100, 30, 50])
})
