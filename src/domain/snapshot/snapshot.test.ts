import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hasSharedData,
  readSharedCsv,
  readSharedRows,
  sharedDataReason,
} from '../../../tests/support/shared-data.ts'
import { type Figure, figureProblems } from '../figure.ts'
import { seededRandom } from '../random.ts'
import { type Catalogue, type RawTable, readCatalogue } from './catalogue.ts'
import { readList } from './cell-values.ts'
import { repairedText } from './encodings.ts'
import { isInformationTechnology } from './information-technology.ts'
import { IT_LABELS, IT_RULE_ERROR } from './it-labels.ts'
import { KNOWN_PROVIDERS } from './known-providers.ts'
import { tableOfObjects } from './objects.ts'
import type { SnapshotReport } from './shape.ts'
import { snapshotReport } from './snapshot.ts'

const options = { source: 'test', asOf: '2026-01-01', computedAt: '2026-01-02T00:00:00Z' }

function read(table: RawTable, map: Record<string, string> = {}): Catalogue {
  const catalogue = readCatalogue(table, map)
  if ('problem' in catalogue) throw new Error(catalogue.problem)
  return catalogue
}

function report(text: string, map: Record<string, string> = {}): SnapshotReport {
  const [header = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  return snapshotReport(read({ header, rows }, map), options)
}

function figuresIn(value: unknown): Figure[] {
  if (typeof value !== 'object' || value === null) return []
  if ('status' in value && 'method' in value) return [value as Figure]
  return Object.values(value).flatMap(figuresIn)
}

function expectNumbers(value: unknown): void {
  if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(expectNumbers)
}

describe.skipIf(!hasSharedData)(`the catalogue sample${sharedDataReason}`, () => {
  const file = 'coursera/professional-certificates-and-more.csv'
  const [header = [], ...rows] = hasSharedData ? readSharedRows(file) : []
  const found = hasSharedData ? snapshotReport(read({ header, rows }), options) : undefined
  const professional = found?.professional_certificates

  test('has the reference figures of its professional certificates', () => {
    expect([found?.n, professional?.n]).toEqual([1008, 124])
    expect(found?.by_type).toEqual({
      Course: 472,
      Specialization: 411,
      'Professional Certificate': 124,
      'Guided Project': 1,
    })
    expect(professional?.beginner).toMatchObject({ numerator: 100, denominator: 124 })
    expect(professional?.beginner.value).toBeCloseTo(0.8065, 4)
    expect(professional?.beginner.lower).toBeCloseTo(0.728, 3)
    expect(professional?.beginner.upper).toBeCloseTo(0.866, 3)
    expect(professional?.at_most_six_months).toMatchObject({ numerator: 124, denominator: 124 })
    expect(professional?.provider_university.numerator).toBe(1)
    expect(professional?.rating_mean).toBeCloseTo(4.6732, 4)
  })

  test('says what it can’t say: nobody knows how many enrolled, so coverage is refused', () => {
    expect(professional?.rating_coverage).toHaveProperty('refused')
    expect(professional?.price.free.status).toBe('not_measured')
    const said = [...(found?.cannot_say ?? []), ...(found?.warnings ?? [])].join('\n')
    for (const words of ['complete', 'job', 'marks', 'support', 'about 1000', 'rounded', '43000', 'Latin-1'])
      expect(said).toContain(words)
  })

  test('is made of figures of the one shape, and of numbers', () => {
    expect(figuresIn(found).flatMap(figureProblems)).toEqual([])
    expect(figuresIn(found).length).toBeGreaterThan(20)
    expectNumbers(found)
  })

  test('the IT rule errs on the labelled sample as often as is said', () => {
    const entries = readSharedCsv(file)
    const drawn = seededRandom('snapshot-it-rule')
      .shuffle(entries.map((_, row) => row))
      .slice(0, 100)
    const counted = { truePositive: 0, falseNegative: 0, falsePositive: 0, trueNegative: 0 }
    for (const row of drawn) {
      const { Title: title = '', Skills: skills = '' } = entries[row] ?? {}
      const label = IT_LABELS[createHash('sha256').update(title).digest('hex').slice(0, 16)]
      expect(label, title).toBeDefined()
      const says = isInformationTechnology(repairedText(title), readList(repairedText(skills)))
      if (label) counted[says ? 'truePositive' : 'falseNegative']++
      else counted[says ? 'falsePositive' : 'trueNegative']++
    }
    expect(counted).toEqual(IT_RULE_ERROR)
  })
})

describe.skipIf(!hasSharedData)(`another catalogue of the shared data${sharedDataReason}`, () => {
  test('is read without being told its columns', () => {
    const [header = [], ...rows] = hasSharedData ? readSharedRows('harvardx-mitx/appendix.csv') : []
    const found = snapshotReport(read({ header, rows }), options)
    expect(found.n).toBe(290)
    expect(found.columns).toMatchObject({
      title: 'Course Title',
      provider: 'Institution',
      field: 'Course Subject',
    })
    expect(found.all.provider_university).toMatchObject({ numerator: 290, denominator: 290 })
    expect(found.cannot_say.join()).not.toContain('How many of those who enrol complete')
  })
})

describe('a catalogue', () => {
  test('is understood in the spellings of other exports', () => {
    const found = report(`
      course_title | course_organization | course_Certificate_type | course_rating | course_difficulty | course_students_enrolled | num_reviews | is_paid | content_duration
      Python I     | Google              | PROFESSIONAL CERTIFICATE | 4,8          | Beginner level    | 5.3k                     | 1,037       | True    | 12 weeks
      Cooking      | University of X     | COURSE                   | 4.2          | All Levels        | 43K+ already enrolled    | 911         | False   | 9 months at 5 hours a week`)
    expect(found.by_type).toEqual({ Course: 1, 'Professional Certificate': 1 })
    expect(found.all.levels).toEqual({ Beginner: 1, Mixed: 1 })
    expect(found.all.at_most_six_months).toMatchObject({ numerator: 1, denominator: 2 })
    expect(found.all.price.free).toMatchObject({ numerator: 1 })
    expect(found.all.rating_mean).toBeCloseTo(4.5, 12)
    expect(found.all.it_related).toMatchObject({ numerator: 1 })
    expect(found.professional_certificates.provider_company).toMatchObject({ value: 1, denominator: 1 })
  })

  test('has its other columns named by a map, and says what is missing', () => {
    const text = `
      Bezeichnung | Anbieter
      Rust        | Niemand GmbH`
    expect(() => report(text)).toThrow('--map title=COLUMN')
    expect(() => report(text, { title: 'Titel' })).toThrow('no column Titel')
    expect(() => report(text, { colour: 'Anbieter' })).toThrow('there is no colour')
    const found = report(text, { title: 'Bezeichnung', provider: 'Anbieter' })
    expect(found.all.provider_company).toMatchObject({ numerator: 1 })
    expect(found.cannot_say.join()).toContain('--map type=COLUMN')
  })

  test('without a column for the kind is told by its titles, and that is said', () => {
    const found = report(`
      title                                       | level
      Google IT Support Professional Certificate  | Beginner
      Cooking                                     | Beginner`)
    expect(found.by_type).toEqual({ 'Professional Certificate': 1, 'not stated': 1 })
    expect(found.professional_certificates.n).toBe(1)
    expect(found.cannot_say.join()).toContain('The 1 whose titles say')
  })

  test('with more ratings than enrolments has no coverage, and says which entry', () => {
    const found = report(`
      title | reviews | enrolled
      A     | 900     | 1200
      B     | 901     | 850`)
    expect(found.all.rating_coverage).toEqual({
      refused: expect.stringContaining('1 of 2 entries have more ratings than enrolments (B: 901 and 850)'),
    })
  })

  test('whose rounded numbers leave the coverage open has none either', () => {
    const found = report(`
      title | reviews | enrolled
      A     | 1000    | 3000`)
    expect(found.all.rating_coverage).toEqual({
      refused: expect.stringContaining('rounding leaves the share'),
    })
    const exact = report(`
      title | reviews | enrolled
      A     | 1037    | 3011
      B     | 12      | 100`).all.rating_coverage
    expect(exact).toMatchObject({ numerator: 1049, denominator: 3111 })
  })

  test('counts unknown providers as unknown, and nobody is guessed', () => {
    const found = report(`
      title | provider
      A     | Multiple educators
      B     | The Quiet Academy
      C     | Universität Wien
      D     | PwC India
      E     | Ministry of Health`)
    const kinds = ['unknown', 'university', 'company', 'public_body'] as const
    expect(kinds.map((kind) => found.all[`provider_${kind}`].numerator)).toEqual([2, 1, 1, 1])
  })

  test('tells doubled rows, damaged letters and what could not be read', () => {
    const found = report(`
      title       | provider | rating
      Gestión     | IBM      | 4.5
      GestiÃ³n    | IBM      | 4.5
      Te\uFFFDt   | IBM      | good`)
    const said = found.warnings.join('\n')
    expect(said).toContain('word for word: 1')
    expect(said).toContain('1 of 3 titles are UTF-8')
    expect(said).toContain('1 titles have characters that were lost')
    expect(said).toContain('1 values of rating could not be read')
  })

  test('of JSON is found wherever its list stands, with objects inside', () => {
    const table = tableOfObjects({
      total: 2,
      data: [
        { name: 'SQL', partner: { name: 'Meta', kind: 'company' }, skills: ['SQL', 'Databases'] },
        { name: 'Yoga', partner: { name: 'X' }, skills: [], level: null },
      ],
    })
    const found = snapshotReport(read(table as RawTable), options)
    expect(found.all.top_providers).toContainEqual({ name: 'Meta', n: 1, kind: 'company' })
    expect(found.all.top_skills.map((skill) => skill.name)).toEqual(['Databases', 'SQL'])
    expect(tableOfObjects({ a: 1 })).toBeUndefined()
  })

  test('has an answer whatever its cells hold', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '4.8',
        'Beginner',
        'Infinity',
        '1e400',
        '-3',
        '3 - 6 Months',
        "['a', 'b']",
        'NaN',
        '9'.repeat(400),
      ),
      fc.string(),
    )
    const names = [
      'title',
      'provider',
      'type',
      'level',
      'rating',
      'reviews',
      'enrolled',
      'skills',
      'duration',
      'price',
      'description',
    ]
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), { maxLength: 6 }),
        (rows) => {
          const found = snapshotReport(read({ header: names, rows }), options)
          expect(figuresIn(found).flatMap(figureProblems)).toEqual([])
          expectNumbers(found)
        },
      ),
      { numRuns: 200 },
    )
  })
})

test('every known provider has a source and stands there once', () => {
  const names = KNOWN_PROVIDERS.flatMap((provider) => provider.names)
  expect(names).toEqual([...new Set(names)])
  for (const { source } of KNOWN_PROVIDERS) expect(source).toMatch(/^https:\/\//)
})
