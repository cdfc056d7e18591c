import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  FIGURE_KINDS,
  FIGURE_STATUSES,
  type Figure,
  type FigureSubject,
  figureProblems,
  measured,
  notMeasured,
  notReached,
  refused,
  suppressed,
  tooEarly,
} from './figure.ts'

const subject: FigureSubject = {
  name: 'completed',
  kind: 'proportion',
  population: 'the 100 people who enrolled in 2025',
  period: { from: '2025-01-01', to: '2025-12-31' },
  computed_at: '2026-01-01T00:00:00Z',
  method: 'wilson/1',
  simulated: false,
}

describe('a figure', () => {
  test('has the one shape, whatever became of it', () => {
    const figures: Figure[] = [
      measured(subject, { value: 0.4, lower: 0.3, upper: 0.5, numerator: 40, denominator: 100 }),
      suppressed(subject, 'fewer than 10 of 100', { denominator: 100 }),
      tooEarly(subject, 'nobody enrolled 365 days ago'),
      notReached(subject, 'half had not finished', { lower: 120 }),
      notMeasured(subject, 'nothing records it yet'),
      refused(subject, 'more ratings than enrolments'),
    ]
    for (const figure of figures) expect(figureProblems(figure)).toEqual([])
    expect(new Set(figures.map((figure) => figure.status))).toEqual(new Set(FIGURE_STATUSES))
    for (const figure of figures.slice(1)) expect('value' in figure).toBe(false)
  })

  test('never carries keys that are undefined, so that stored and fresh figures compare equal', () => {
    const figure = measured(subject, { value: 0.4, lower: undefined })
    expect(JSON.parse(JSON.stringify(figure))).toStrictEqual(figure)
  })

  test('cannot be built on a number that is not one', () => {
    expect(() => measured(subject, { value: Number.NaN })).toThrow('completed: value is NaN')
    expect(() => measured(subject, { value: 1, upper: Number.POSITIVE_INFINITY })).toThrow('upper')
  })

  test('is refused when it hides a value, lacks a reason or has a key of its own', () => {
    const hidden = { ...suppressed(subject, 'few'), value: 0.03 }
    expect(figureProblems(hidden)).toEqual(['value must be there exactly when measured'])
    expect(figureProblems({ ...hidden, value: undefined, why: undefined })).toEqual(['why is missing'])
    expect(figureProblems({ ...measured(subject, { value: 1 }), colour: 'red' })).toEqual([
      'unknown key colour',
    ])
    expect(
      figureProblems({ ...measured(subject, { value: 1 }), period: { from: '2025', to: '' } }),
    ).toHaveLength(1)
    expect(figureProblems(null)).toEqual(['not an object'])
  })

  test('agrees with the published schema key by key', () => {
    const schema = JSON.parse(readFileSync(new URL('../../docs/figure.schema.json', import.meta.url), 'utf8'))
    expect(schema.properties.status.enum).toEqual(FIGURE_STATUSES)
    expect(schema.properties.kind.enum).toEqual(FIGURE_KINDS)
    const whole = measured(subject, { value: 0.4, lower: 0.3, upper: 0.5, numerator: 40, denominator: 100 })
    expect(Object.keys(schema.properties).toSorted()).toEqual([...Object.keys(whole), 'why'].toSorted())
    for (const key of schema.required) {
      expect(figureProblems({ ...whole, [key]: undefined }), `without ${key}`).not.toEqual([])
    }
  })
})
