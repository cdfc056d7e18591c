import { describe, expect, test } from 'vitest'
import { readCount, readDecimal, readLevel, readList, readPrice } from './cell-values.ts'
import { isAtMost, readDuration } from './duration.ts'
import { repairedText } from './encodings.ts'
import { typeName } from './types.ts'

describe('cells of a catalogue', () => {
  test('hold counts in many spellings', () => {
    const cells = [
      '43000',
      '43,000',
      '43.000',
      '43k',
      '43K+ already enrolled',
      '(43000 reviews)',
      '0.043M',
      '43 000',
    ]
    expect(cells.map(readCount)).toEqual(cells.map(() => 43_000))
    expect(['', 'none', '5.3k', '1.250k', '7'].map(readCount)).toEqual([undefined, undefined, 5300, 1250, 7])
  })

  test('hold ratings with point or comma, prices with and without currency', () => {
    expect(['4.8', '4,8', '4.8 stars', '4.8/5', ''].map(readDecimal)).toEqual([4.8, 4.8, 4.8, 4.8, undefined])
    expect(readPrice('$49 / month')).toEqual({ amount: 49, currency: '$' })
    expect(readPrice('49.99 EUR')).toEqual({ amount: 49.99, currency: 'EUR' })
    expect(readPrice('Free')).toEqual({ amount: 0 })
    expect(readPrice('1,299')).toEqual({ amount: 1299 })
    expect(readPrice('on request')).toBeUndefined()
  })

  test('hold lists as programs write them', () => {
    expect(readList("['Audit', ' Cloud Computing', \"Master's thesis\"]")).toEqual([
      'Audit',
      'Cloud Computing',
      "Master's thesis",
    ])
    expect(readList('["a","b"]')).toEqual(['a', 'b'])
    expect(readList('{a, b}')).toEqual(['a', 'b'])
    expect(readList('a; b, c | d')).toEqual(['a', 'b, c', 'd'])
    expect(readList('Drama  Screen Writing  Comedy')).toEqual(['Drama', 'Screen Writing', 'Comedy'])
    expect(readList('[]')).toEqual([])
  })

  test('hold levels and kinds in several words', () => {
    expect(['Beginner level', 'Introductory', 'All Levels', 'Expert', 'Level 4', ''].map(readLevel)).toEqual([
      'Beginner',
      'Beginner',
      'Mixed',
      'Advanced',
      'Level 4',
      undefined,
    ])
    const names = ['professional_certificate', 'PROFESSIONAL CERTIFICATES', 'Professional Certificate (IBM)']
    expect(names.map(typeName)).toEqual(names.map(() => 'Professional Certificate'))
    expect(['COURSE', 'guided_project', 'MasterTrack® Certificate', ''].map(typeName)).toEqual([
      'Course',
      'Guided Project',
      'MasterTrack® Certificate',
      'not stated',
    ])
  })

  test('hold durations, of which months decide and hours of a week do not', () => {
    const atMostSix = (text: string) => {
      const duration = readDuration(text)
      return duration && isAtMost(duration, 6)
    }
    for (const text of [
      '3 - 6 Months',
      '1–4 weeks',
      'Less Than 2 Hours',
      'P26W',
      '26 weeks',
      'Up to 6 months',
      '6 months at 10 hours a week',
      '10 hours a week for 6 months',
      'Approx. 32 hours',
      '180 days',
      'two weeks',
    ])
      expect(atMostSix(text), text).toBe(true)
    for (const text of ['7 months', '1 year', 'More than 7 months', 'P1Y', '900 hours'])
      expect(atMostSix(text), text).toBe(false)
    for (const text of ['', 'self-paced', '6', '5 - 7 months', '6+ months', '10 hours per week'])
      expect(atMostSix(text), text).toBeUndefined()
  })

  test('hold text that was decoded wrongly once, which is put right; and text that was not, which stays', () => {
    expect(repairedText('GestiÃ³n')).toBe('Gestión')
    expect(repairedText('Diplomacy â€“ x â\u0080\u0099')).toBe('Diplomacy – x ’')
    expect(repairedText('Donâ€™t')).toBe('Don’t')
    for (const text of ['Gestión', 'naïve', 'Ã', 'データ', 'plain']) expect(repairedText(text)).toBe(text)
  })
})
