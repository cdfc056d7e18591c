import { describe, expect, test } from 'vitest'
import { type Cell, withheldCells } from './disclosure.ts'
import { type Figure, figureProblems, measured, tooEarly } from './figure.ts'
import { wilson } from './intervals.ts'
import { type Candidate, publishableFigures } from './release.ts'

const share = (name: string, numerator: number, denominator: number, date = '2026-01-01'): Figure =>
  measured(
    {
      name,
      kind: 'proportion',
      population: 'people who enrolled',
      period: { from: '2025-01-01', to: '2025-12-31' },
      computed_at: `${date}T00:00:00Z`,
      method: 'wilson/1',
      simulated: false,
    },
    {
      value: denominator === 0 ? 0 : numerator / denominator,
      ...wilson(numerator, denominator),
      numerator,
      denominator,
    },
  )

describe('a release', () => {
  test('lets through what is about enough people', () => {
    const figures = publishableFigures({
      cells: [
        { key: 'enrolled', persons: 100 },
        { key: 'completed', persons: 40 },
      ],
      relations: [],
      candidates: [{ figure: share('completed', 40, 100), denominator: 'enrolled', numerator: 'completed' }],
    })
    expect(figures[0]?.status).toBe('measured')
  })

  test('withholds a group that would tell a small one by subtraction', () => {
    const cells: Cell[] = [
      { key: 'enrolled', persons: 100 },
      { key: 'beginners', persons: 60 },
      { key: 'advanced', persons: 36 },
      { key: 'unknown', persons: 4 },
      { key: 'completed', persons: 50 },
      { key: 'beginners completed', persons: 30 },
      { key: 'advanced completed', persons: 20 },
      { key: 'unknown completed', persons: 0 },
    ]
    const figures = publishableFigures({
      cells,
      relations: [
        { total: 'enrolled', parts: ['beginners', 'advanced', 'unknown'] },
        { total: 'completed', parts: ['beginners completed', 'advanced completed', 'unknown completed'] },
      ],
      candidates: [
        { figure: share('all', 50, 100), denominator: 'enrolled', numerator: 'completed' },
        { figure: share('beginners', 30, 60), denominator: 'beginners', numerator: 'beginners completed' },
        { figure: share('advanced', 20, 36), denominator: 'advanced', numerator: 'advanced completed' },
        { figure: share('unknown', 0, 4), denominator: 'unknown', numerator: 'unknown completed' },
      ],
    })
    expect(figures.map((figure) => figure.status)).toEqual([
      'measured',
      'measured',
      'suppressed',
      'suppressed',
    ])
    expect(figures[2]?.why).toBe('withheld, because a smaller group could be computed from it')
    expect(figures[3]?.why).toBe('not enough people yet (fewer than 10)')
    expect(figures.flatMap(figureProblems)).toEqual([])
  })

  test('does not let the steps of a funnel tell the few between two of them', () => {
    // 97 of 100 started: publishing "40 of the 97 who started" would tell the 3.
    const figures = publishableFigures({
      cells: [
        { key: 'enrolled', persons: 100 },
        { key: 'started', persons: 97 },
        { key: 'completed', persons: 40 },
      ],
      relations: [],
      candidates: [
        { figure: share('completed', 40, 100), denominator: 'enrolled', numerator: 'completed' },
        { figure: share('started', 97, 100), denominator: 'enrolled', numerator: 'started' },
        { figure: share('completed_of_started', 40, 97), denominator: 'started', numerator: 'completed' },
      ],
    })
    expect(figures[0]?.status).toBe('measured')
    expect(figures[1]).toMatchObject({ status: 'suppressed', why: 'more than 90 of 100', denominator: 100 })
    expect(figures[2]?.status).toBe('suppressed')
    expect(figures[2]?.denominator).toBeUndefined()
  })

  test('keeps a figure of the last release, and with it what would tell its change', () => {
    const previous = {
      all: share('all', 45, 90, '2025-12-01'),
      online: share('online', 24, 48, '2025-12-01'),
      onsite: share('onsite', 21, 42, '2025-12-01'),
    }
    const cells: Cell[] = [
      { key: 'all', persons: 112, changed: 22, before: 90 },
      { key: 'online', persons: 68, changed: 20, before: 48 },
      { key: 'onsite', persons: 44, changed: 2, before: 42 },
      { key: 'all completed', persons: 56 },
      { key: 'online completed', persons: 34 },
      { key: 'onsite completed', persons: 22 },
    ]
    const candidates: Candidate[] = [
      {
        figure: share('all', 56, 112),
        denominator: 'all',
        numerator: 'all completed',
        previous: previous.all,
      },
      {
        figure: share('online', 34, 68),
        denominator: 'online',
        numerator: 'online completed',
        previous: previous.online,
      },
      {
        figure: share('onsite', 22, 44),
        denominator: 'onsite',
        numerator: 'onsite completed',
        previous: previous.onsite,
      },
    ]
    const figures = publishableFigures({
      cells,
      relations: [
        { total: 'all', parts: ['online', 'onsite'] },
        { total: 'all completed', parts: ['online completed', 'onsite completed'] },
      ],
      candidates,
    })
    // The total may be renewed only together with the larger part, and that would tell the 2.
    expect(figures[2]).toBe(previous.onsite)
    expect(figures.filter((figure) => figure.computed_at.startsWith('2026'))).toHaveLength(1)
    expect(figures[0]?.status).toBe('measured')
  })

  test('keeps the date of a figure whose population is as it was', () => {
    const previous = share('completed', 40, 100, '2025-12-01')
    const figures = publishableFigures({
      cells: [
        { key: 'enrolled', persons: 100, changed: 0, before: 100 },
        { key: 'completed', persons: 60, changed: 20, before: 40 },
      ],
      relations: [],
      candidates: [
        { figure: share('completed', 60, 100), denominator: 'enrolled', numerator: 'completed', previous },
      ],
    })
    expect(figures[0]).toBe(previous)
  })

  test('lets through what says no number', () => {
    const early = tooEarly(share('completed', 1, 2), 'nobody enrolled a year ago')
    const figures = publishableFigures({
      cells: [{ key: 'enrolled', persons: 3 }],
      relations: [],
      candidates: [{ figure: early, denominator: 'enrolled' }],
    })
    expect(figures[0]).toBe(early)
  })

  test('publishes again as suppressed what has become too small', () => {
    const figures = publishableFigures({
      cells: [
        { key: 'enrolled', persons: 8, changed: 30, before: 30 },
        { key: 'completed', persons: 4 },
      ],
      relations: [],
      candidates: [
        {
          figure: share('completed', 4, 8),
          denominator: 'enrolled',
          numerator: 'completed',
          previous: share('completed', 15, 30),
        },
      ],
    })
    expect(figures[0]).toMatchObject({ status: 'suppressed', why: 'not enough people yet (fewer than 10)' })
  })

  test('refuses cells that are not given and parts that do not add up', () => {
    const candidates = [{ figure: share('x', 20, 40), denominator: 'all', numerator: 'some' }]
    expect(() => publishableFigures({ cells: [], relations: [], candidates })).toThrow('all')
    expect(() =>
      withheldCells({
        cells: [
          { key: 'a', persons: 20 },
          { key: 'b', persons: 11 },
        ],
        relations: [{ total: 'a', parts: ['b'] }],
        shown: new Map(),
        minimumCell: 10,
      }),
    ).toThrow('a holds 20 persons, its parts 11')
  })
})
