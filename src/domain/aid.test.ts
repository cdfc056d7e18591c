import { expect, test } from 'vitest'
import { decideAid, incomeBands, incomeLines, mayApply, oneStepUp, situations } from './aid.ts'
import { aidCountries } from './aid-countries.ts'

const answers = { country: 'KE', household: 3, income: 'under_line', situation: 'none' } as const

test('less income never gets less aid, and a situation never lowers it', () => {
  for (const situation of situations) {
    const percents = incomeBands
      .filter((income) => income !== 'unsaid')
      .map((income) => decideAid({ ...answers, income, situation }).percent)
    expect(percents).toEqual([...percents].sort((a, b) => b - a))
    for (const income of incomeBands)
      expect(decideAid({ ...answers, income, situation }).percent).toBeGreaterThanOrEqual(
        decideAid({ ...answers, income }).percent,
      )
  }
})

test('who had to flee pays nothing, whatever else they say or leave out', () => {
  for (const income of incomeBands)
    expect(decideAid({ ...answers, income, situation: 'displaced' })).toMatchObject({
      percent: 100,
      rule: 'displaced',
    })
})

test('each band and each step is as published', () => {
  const percent = (income: (typeof incomeBands)[number], situation: (typeof situations)[number] = 'none') =>
    decideAid({ ...answers, income, situation }).percent
  expect(incomeBands.map((band) => percent(band))).toEqual([100, 75, 50, 0, 0])
  expect(incomeBands.map((band) => percent(band, 'student'))).toEqual([100, 100, 75, 0, 50])
  expect([oneStepUp(0), oneStepUp(50), oneStepUp(75), oneStepUp(100)]).toEqual([50, 75, 100, 100])
})

test('the lines are in the money of the country, grow with the household, and are rounded up to two digits', () => {
  expect(incomeLines('DE', 1)).toEqual({ currency: 'EUR', half: 570, line: 1200, double: 2300 })
  expect(incomeLines('KE', 1)).toEqual({ currency: 'KES', half: 6500, line: 13_000, double: 26_000 })
  expect(incomeLines('DE', 4)!.line).toBe(2300)
  expect(incomeLines('ZZ', 1)).toBeUndefined()
})

test('every country has a group, a currency and a factor above zero', () => {
  expect(aidCountries.size).toBeGreaterThan(235)
  for (const { code, currency, perDollar } of aidCountries.values()) {
    expect(code).toMatch(/^[A-Z]{2}$/)
    expect(currency).toMatch(/^[A-Z]{3}$/)
    expect(perDollar, code).toBeGreaterThan(0)
  }
})

test('one may apply again after ninety days, not before', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  expect(mayApply(null, now)).toBe(true)
  expect(mayApply(new Date('2026-08-27T12:00:00Z'), now)).toBe(false)
  expect(mayApply(new Date('2026-08-26T12:00:00Z'), now)).toBe(true)
})
