import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { histogram, publishableHistogram } from './histogram.ts'

const bins = (...persons: number[]) => persons.map((count, k) => ({ from: k, to: k + 1, persons: count }))

describe('a published histogram', () => {
  test('merges neighbours until each bin holds nobody or ten', () => {
    expect(publishableHistogram(bins(12, 3, 4, 5, 0, 20))).toEqual([
      { from: 0, to: 1, persons: 12 },
      { from: 1, to: 4, persons: 12 },
      { from: 4, to: 5, persons: 0 },
      { from: 5, to: 6, persons: 20 },
    ])
    expect(publishableHistogram(bins(12, 0, 4))).toEqual([{ from: 0, to: 3, persons: 16 }])
  })

  test('is nothing where all together are too few, and whole where nobody is in it', () => {
    expect(publishableHistogram(bins(3, 0, 4))).toBeUndefined()
    expect(publishableHistogram(bins(0, 0))).toEqual(bins(0, 0))
    expect(publishableHistogram([])).toEqual([])
  })

  test('loses nobody, covers the same range, and shows no bin of one to nine', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 25 }), { maxLength: 20 }), (persons) => {
        const merged = publishableHistogram(bins(...persons))
        if (!merged) return
        const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
        expect(sum(merged.map((bin) => bin.persons))).toBe(sum(persons))
        merged.forEach((bin, k) => {
          expect(bin.persons === 0 || bin.persons >= 10).toBe(true)
          expect(bin.from).toBe(k === 0 ? 0 : merged[k - 1]?.to)
        })
        expect(merged.at(-1)?.to ?? 0).toBe(persons.length)
      }),
    )
  })

  test('counts a value at an edge in the bin above, and the last edge in the last bin', () => {
    expect(histogram([0, 1, 1.5, 2, 3, -1, Number.NaN], [0, 1, 2])).toEqual([
      { from: 0, to: 1, persons: 1 },
      { from: 1, to: 2, persons: 3 },
    ])
    expect(histogram([1], [])).toEqual([])
  })
})
