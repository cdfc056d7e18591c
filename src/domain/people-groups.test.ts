import { expect, test } from 'vitest'
import { DistinctGroups, GroupOfPeople, partsOf } from './people-groups.ts'

const people = 100
const group = (belongs: (k: number) => boolean) => GroupOfPeople.of(people, belongs)

test('a group counts its people and knows who differs', () => {
  const even = group((k) => k % 2 === 0)
  expect(even.size).toBe(50)
  expect(even.has(64)).toBe(true)
  expect(even.has(65)).toBe(false)
  expect(even.differs(group((k) => k % 2 === 0 && k < 90))).toBe(5)
  expect(even.without(group((k) => k < 50)).size).toBe(25)
  expect(GroupOfPeople.ofIndexes(people, Uint32Array.of(0, 2, 98)).differs(even)).toBe(47)
})

test('equal groups are one, and their parts add up to each of them', () => {
  const groups = new DistinctGroups()
  const all = groups.indexOf(group(() => true))
  const young = groups.indexOf(group((k) => k < 30))
  expect(groups.indexOf(group((k) => k < 30))).toBe(young)
  const even = groups.indexOf(group((k) => k % 2 === 0))
  const { parts, partOf } = partsOf(groups.groups, people)
  expect(parts.filter((part) => part.persons > 0)).toHaveLength(4)
  const sum = (index: number) =>
    parts.filter((part) => part.groups.includes(index)).reduce((total, part) => total + part.persons, 0)
  expect([sum(all), sum(young), sum(even)]).toEqual([100, 30, 50])
  expect(parts[partOf[4]!]!.groups).toEqual([all, young, even])
})

test('who is in no group has no part', () => {
  const { parts, partOf } = partsOf([group((k) => k < 10)], people)
  expect(partOf[50]).toBe(0)
  expect(parts[0]).toEqual({ persons: 90, groups: [] })
})
