import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FigureSubject, figureProblems } from './figure.ts'
import { followUp } from './follow-up.ts'
import { proportionFigure, publishedSteps, renewedFigure } from './suppression.ts'

const subject: FigureSubject = {
  name: 'completed',
  kind: 'proportion',
  population: 'people who enrolled',
  period: { from: '2025-01-01', to: '2025-12-31' },
  computed_at: '2026-01-01T00:00:00Z',
  method: 'wilson/1',
  simulated: false,
}

describe('a proportion', () => {
  test('is published with its interval when everybody in it is one of ten or more', () => {
    expect(proportionFigure(subject, 40, 100)).toMatchObject({
      status: 'measured',
      value: 0.4,
      numerator: 40,
    })
    expect(proportionFigure(subject, 0, 10)).toMatchObject({ status: 'measured', value: 0, lower: 0 })
    expect(proportionFigure(subject, 10, 10)).toMatchObject({ status: 'measured', value: 1, upper: 1 })
  })

  test('is a band when few are on one side', () => {
    expect(proportionFigure(subject, 3, 100)).toMatchObject({
      status: 'suppressed',
      why: 'fewer than 10 of 100',
      denominator: 100,
    })
    expect(proportionFigure(subject, 95, 100).why).toBe('more than 90 of 100')
    expect(proportionFigure(subject, 5, 12).why).toBe('fewer than 10 of 12')
  })

  test('says nothing of fewer than ten people, nor of nobody', () => {
    for (const [numerator, denominator] of [
      [3, 9],
      [0, 1],
      [0, 0],
    ] as const) {
      const figure = proportionFigure(subject, numerator, denominator)
      expect(figure.why).toBe('not enough people yet (fewer than 10)')
      expect(figure.denominator).toBeUndefined()
    }
    expect(() => proportionFigure(subject, 3, 2)).toThrow(RangeError)
  })

  test('never shows a count of 1 to 9, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (a, b) => {
        const figure = proportionFigure(subject, a, a + b)
        expect(figureProblems(figure)).toEqual([])
        if (figure.status !== 'measured') return
        for (const persons of [figure.numerator ?? 0, (figure.denominator ?? 0) - (figure.numerator ?? 0)]) {
          expect(persons === 0 || persons >= 10).toBe(true)
        }
      }),
    )
  })
})

describe('renewal', () => {
  test('keeps the old figure, with its date, until ten persons have entered or left', () => {
    const old = proportionFigure(subject, 40, 100)
    const next = { ...proportionFigure(subject, 44, 108), computed_at: '2026-02-01T00:00:00Z' }
    expect(renewedFigure(old, next, 9)).toBe(old)
    expect(renewedFigure(old, next, 10)).toBe(next)
    expect(renewedFigure(undefined, next, 3)).toBe(next)
  })
})

describe('the steps of a published curve', () => {
  test('each hold ten events or more, the last also the rest', () => {
    const time = Array.from({ length: 60 }, (_, k) => k + 0.5)
    const follow = followUp({
      time: [...time, ...Array(40).fill(90)],
      cause: [...time.map(() => 1), ...Array(40).fill(0)],
    })
    expect(publishedSteps(follow, 1)).toEqual([10, 20, 30, 40, 50, 60])
    expect(publishedSteps(follow, 1, 25)).toEqual([25, 60])
    expect(publishedSteps(follow, 2)).toEqual([])
  })

  test('are none where some events happened, but too few', () => {
    const follow = followUp({ time: [1, 2, ...Array(40).fill(90)], cause: [1, 1, ...Array(40).fill(0)] })
    expect(publishedSteps(follow, 1)).toBeUndefined()
    expect(publishedSteps(followUp({ time: [], cause: [] }), 1)).toEqual([])
  })

  test('hold at least ten events each, end before few are at risk, and miss none before that', () => {
    const rows = fc.array(
      fc.record({ time: fc.double({ min: 0, max: 40, noNaN: true }), cause: fc.integer({ min: 0, max: 2 }) }),
      { maxLength: 150 },
    )
    fc.assert(
      fc.property(rows, (people) => {
        const follow = followUp({
          time: people.map((row) => row.time),
          cause: people.map((row) => row.cause),
        })
        const steps = publishedSteps(follow, 1)
        if (!steps) return
        let from = -1
        for (const day of steps) {
          const held = people.filter((row) => row.cause === 1 && row.time > from && row.time <= day).length
          expect(held).toBeGreaterThanOrEqual(10)
          expect(people.filter((row) => row.time >= day).length).toBeGreaterThanOrEqual(10)
          from = day
        }
      }),
    )
  })
})
