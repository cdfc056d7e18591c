import { describe, expect, test } from 'vitest'
import { costGroups, revenueShareOfLeavers } from './cost.ts'

describe('what people paid', () => {
  test('is summed up in three groups, those who paid nothing included', () => {
    const groups = costGroups([
      { group: 'completed', netMinor: 9800 },
      { group: 'completed', netMinor: 14_700 },
      { group: 'completed', netMinor: 4900 },
      { group: 'left', netMinor: 0 },
      { group: 'left', netMinor: 4901 },
    ])
    expect(groups.completed).toMatchObject({ n: 3, totalMinor: 29_400, median: { value: 9800 } })
    // Halves of a minor unit are rounded up.
    expect(groups.left).toMatchObject({ n: 2, totalMinor: 4901, median: { value: 2451 } })
    expect(groups.still_going).toEqual({ n: 0, totalMinor: 0 })
  })

  test('comes from leavers to a share between its bounds', () => {
    const share = revenueShareOfLeavers([
      ...Array.from({ length: 60 }, () => ({ group: 'completed', netMinor: 20_000 }) as const),
      ...Array.from({ length: 100 }, () => ({ group: 'left', netMinor: 5000 }) as const),
    ])
    expect(share?.value).toBeCloseTo(500_000 / 1_700_000, 12)
    expect(share?.interval?.lower).toBeLessThan(share?.value ?? 0)
    expect(share?.interval?.upper).toBeGreaterThan(share?.value ?? 1)
  })

  test('has no share where nothing was earned, and no interval for one person', () => {
    expect(revenueShareOfLeavers([])).toBeUndefined()
    expect(revenueShareOfLeavers([{ group: 'left', netMinor: 0 }])).toBeUndefined()
    expect(revenueShareOfLeavers([{ group: 'left', netMinor: 100 }])).toEqual({ value: 1, n: 1 })
  })
})
