import { describe, expect, test } from 'vitest'
import { GrowingSite } from '../../../tests/support/growing-site.ts'
import { auditReleases } from '../../../tests/support/release-audit.ts'
import { LinearBounds } from '../../domain/linear-bounds.ts'

const month = (k: number) => Date.UTC(2025, k, 1)

describe('an adversary with a solver', () => {
  test('finds no suppressed number in consecutive releases of growing sites', () => {
    let targets = 0
    let measured = 0
    for (const [seed, people] of [
      ['small', 120],
      ['middling', 300],
    ] as const) {
      const site = new GrowingSite(seed, { people, from: Date.UTC(2023, 6, 1), until: Date.UTC(2026, 0, 1) })
      const audited = auditReleases(site, [month(6), month(7), month(8), month(9)])
      expect(audited.findings).toEqual([])
      targets += audited.targets
      measured += audited.measured
    }
    // It had something to look for, and there was something to see.
    expect(targets).toBeGreaterThan(100)
    expect(measured).toBeGreaterThan(150)
  })
})

describe('the solver', () => {
  test('knows what a sum can be', () => {
    // a + b + c = 20, a + b = 12, b + c ≤ 10.
    const bounds = new LinearBounds(4, [
      {
        terms: new Map([
          [0, 1],
          [1, 1],
          [2, 1],
        ]),
        value: 20,
      },
      {
        terms: new Map([
          [0, 1],
          [1, 1],
        ]),
        value: 12,
      },
      {
        terms: new Map([
          [1, 1],
          [2, 1],
          [3, 1],
        ]),
        value: 10,
      },
    ])
    expect(bounds.range(new Map([[2, 1]]))).toEqual({ min: 8, max: 8 })
    expect(bounds.range(new Map([[1, 1]]))).toEqual({ min: 0, max: 2 })
    expect(bounds.range(new Map([[0, 1]]))).toEqual({ min: 10, max: 12 })
    expect(bounds.range(new Map([[3, 1]]))).toEqual({ min: 0, max: 2 })
  })

  test('sees that nothing fits', () => {
    const contradiction = [
      { terms: new Map([[0, 1]]), value: 3 },
      { terms: new Map([[0, 1]]), value: 4 },
    ]
    expect(() => new LinearBounds(1, contradiction)).toThrow('contradict')
  })
})
