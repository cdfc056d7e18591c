import { normalCritical } from '../distributions.ts'
import { type Figure, measured, notMeasured, refused } from '../figure.ts'
import { wilson } from '../intervals.ts'
import { quantile, sortedSample } from '../quantiles.ts'
import type { CatalogueRow } from './catalogue.ts'
import type { CatalogueColumn } from './columns.ts'
import { isAtMost } from './duration.ts'
import { isInformationTechnology } from './information-technology.ts'
import { IT_RULE_ERROR } from './it-labels.ts'
import { ratingCoverage, ratingSpread } from './ratings.ts'
import type { SnapshotSection } from './shape.ts'
import { largest, skillOverlaps, skillPairs, topSkills } from './skills.ts'
import type { Subject } from './subject.ts'
import { NOT_STATED } from './types.ts'

/**
 * The review's questions about some entries. A share has all of these entries as its denominator: who states nothing
 * is not in the numerator, and how many state nothing is said in its population.
 * @param what the entries in words, as "professional certificates"
 */
export function snapshotSection(
  rows: readonly CatalogueRow[],
  has: ReadonlySet<CatalogueColumn>,
  subject: Subject,
  what: string,
): SnapshotSection {
  const share = sharesOf(rows, subject, what)
  const hasProvider = has.has('provider')
  const hasDuration = DURATION_COLUMNS.some((column) => has.has(column))
  const rating = ratingSpread(rows)
  const it = share('it_related', 'it-rule/1', true, 'title', (row) =>
    isInformationTechnology(row.title, row.skills),
  )
  const provider = (kind: CatalogueRow['providerKind']) =>
    share(
      `provider_${kind ?? 'unknown'}`,
      'provider-list/1',
      hasProvider,
      'provider',
      (row) => row.providerKind === kind,
    )
  return {
    n: rows.length,
    beginner: share('beginner', 'as-stated/1', has.has('level'), 'level', (row) =>
      row.level === undefined ? undefined : row.level === 'Beginner',
    ),
    levels: countsOf(rows, has.has('level'), (row) => row.level ?? NOT_STATED),
    provider_university: provider('university'),
    provider_company: provider('company'),
    provider_public_body: provider('public_body'),
    provider_unknown: provider(undefined),
    at_most_six_months: share(
      'at_most_six_months',
      'as-stated/1',
      hasDuration,
      'duration',
      (row) => row.duration && isAtMost(row.duration, 6),
    ),
    durations: countsOf(rows, has.has('duration'), (row) => row.durationText || NOT_STATED, 12),
    it_related: it,
    it_related_corrected: corrected(it, subject),
    rating_mean: rating?.mean ?? null,
    rating,
    rating_at_least_4_5:
      rating && rating.scale !== 5
        ? refused(
            subject.of('rating_at_least_4_5', 'proportion', 'as-stated/1', `the ${rows.length} ${what}`),
            `ratings go up to ${rating.max}: they are not out of five`,
          )
        : share('rating_at_least_4_5', 'as-stated/1', has.has('rating'), 'rating', (row) =>
            row.rating === undefined ? undefined : row.rating >= 4.5,
          ),
    rating_coverage: ratingCoverage(rows, subject, what),
    price: {
      free: share(
        'free',
        'as-stated/1',
        PRICE_COLUMNS.some((column) => has.has(column)),
        'price',
        (row) => row.price && row.price.amount === 0,
      ),
      by_currency: pricesOf(rows),
    },
    hands_on_claimed: share(
      'hands_on_claimed',
      'hands-on-words/1',
      has.has('description'),
      'description',
      (row) => (row.description === '' ? undefined : HANDS_ON.test(`${row.title} ${row.description}`)),
    ),
    top_providers: hasProvider ? topProviders(rows) : [],
    top_skills: topSkills(rows, 15),
    skill_pairs: skillPairs(rows, 10),
    skills_overlap: overlaps(rows, has, share),
    fields: countsOf(rows, has.has('field'), (row) => row.field || NOT_STATED, 15),
  }
}

// Words that claim doing; `docs/methods/snapshot.md` names them. A claim is not a measurement.
const HANDS_ON =
  /\b(hands[- ]?on|real[- ]world (projects?|tasks?|scenarios?)|(portfolio|capstone|guided) projects?|labs?|build (a|an|your)|practical (projects?|exercises?|assignments?))\b/i

const DURATION_COLUMNS = [
  'duration',
  'duration_months',
  'duration_weeks',
  'duration_days',
  'duration_hours',
] as const
const PRICE_COLUMNS = ['price', 'is_free', 'is_paid'] as const

type Share = (
  name: string,
  method: string,
  isThere: boolean,
  column: string,
  holds: (row: CatalogueRow) => boolean | undefined,
) => Figure

function sharesOf(rows: readonly CatalogueRow[], subject: Subject, what: string): Share {
  return (name, method, isThere, column, holds) => {
    const about = (words: string) => subject.of(name, 'proportion', method, words)
    if (!isThere) return notMeasured(about(`the ${what}`), `there is no column for the ${column}`)
    if (rows.length === 0) return notMeasured(about(`the ${what}`), `there are no ${what}`)
    let numerator = 0
    let silent = 0
    for (const row of rows) {
      const answer = holds(row)
      if (answer === true) numerator++
      else if (answer === undefined) silent++
    }
    const words = `the ${rows.length} ${what}${silent > 0 ? `, of which ${silent} do not say` : ''}`
    if (silent === rows.length) return notMeasured(about(words), `no entry says anything of the ${column}`)
    return measured(about(words), {
      value: numerator / rows.length,
      ...wilson(numerator, rows.length),
      numerator,
      denominator: rows.length,
    })
  }
}

/**
 * The share that the rule would find if it never erred: (share + specificity − 1) ÷ (sensitivity + specificity − 1),
 * Rogan & Gladen 1978, American Journal of Epidemiology 107, 71–76. The interval adds up the squared distances of the
 * share's Wilson bounds and of the rule's errors (Donner & Zou 2012, Statistical Methods in Medical Research 21, 347–359),
 * within [0, 1].
 */
function corrected(it: Figure, subject: Subject): Figure {
  const about = subject.of('it_related_corrected', 'proportion', 'it-rule-rogan-gladen/1', it.population)
  if (it.value === undefined || it.denominator === undefined)
    return notMeasured(about, it.why ?? 'there is no share to correct')
  const { truePositive, falseNegative, falsePositive, trueNegative } = IT_RULE_ERROR
  const [withIt, without] = [truePositive + falseNegative, trueNegative + falsePositive]
  const sensitivity = truePositive / withIt
  const specificity = trueNegative / without
  const power = sensitivity + specificity - 1
  const value = (it.value + specificity - 1) / power
  const binomial = (share: number, n: number) => (share * (1 - share)) / n
  // The share's own part of the interval is Wilson's, which is right where few entries all say the same.
  const errors =
    normalCritical(0.95) ** 2 *
    (value ** 2 * binomial(sensitivity, withIt) + (1 - value) ** 2 * binomial(specificity, without))
  const half = (bound: number) => Math.sqrt(((it.value as number) - bound) ** 2 + errors) / power
  const within = (share: number) => Math.min(1, Math.max(0, share))
  return measured(about, {
    value: within(value),
    lower: within(value - half(it.lower ?? 0)),
    upper: within(value + half(it.upper ?? 1)),
    denominator: it.denominator,
  })
}

function overlaps(rows: readonly CatalogueRow[], has: ReadonlySet<CatalogueColumn>, share: Share): Figure {
  const isSmall = rows.length <= COMPARED_AT_MOST
  const found = has.has('skills') && isSmall ? skillOverlaps(rows) : []
  const answers = new Map(rows.map((row, at) => [row, found[at]]))
  const column = isSmall ? 'skills' : `overlap of more than ${COMPARED_AT_MOST} entries`
  return share('skills_overlap', 'jaccard-half/1', has.has('skills') && isSmall, column, (row) =>
    answers.get(row),
  )
}

// Each entry is compared with all others that name one of its skills.
const COMPARED_AT_MOST = 20_000

function pricesOf(rows: readonly CatalogueRow[]): SnapshotSection['price']['by_currency'] {
  const amounts = new Map<string, number[]>()
  for (const { price } of rows) {
    if (!price || price.amount === 0) continue
    const currency = price.currency ?? NOT_STATED
    amounts.set(currency, [...(amounts.get(currency) ?? []), price.amount])
  }
  return Object.fromEntries(
    [...amounts].map(([currency, values]) => {
      const sorted = sortedSample(values)
      const [min, median, max] = [sorted[0], quantile(sorted, 0.5), sorted.at(-1)] as [number, number, number]
      return [currency, { n: sorted.length, median, min, max }]
    }),
  )
}

function topProviders(rows: readonly CatalogueRow[]): SnapshotSection['top_providers'] {
  const kinds = new Map(rows.map((row) => [row.provider, row.providerKind ?? 'unknown']))
  return Object.entries(countsOf(rows, true, (row) => row.provider || NOT_STATED, 10, false)).map(
    ([name, n]) => ({
      name,
      n,
      kind: kinds.get(name) ?? 'unknown',
    }),
  )
}

// How many entries have which word, the most frequent first; what comes after `atMost` is put together.
function countsOf(
  rows: readonly CatalogueRow[],
  isThere: boolean,
  wordOf: (row: CatalogueRow) => string,
  atMost = Number.POSITIVE_INFINITY,
  isRestCounted = true,
): Record<string, number> {
  if (!isThere) return {}
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(wordOf(row), (counts.get(wordOf(row)) ?? 0) + 1)
  const sorted = largest([...counts])
  const rest = sorted.slice(atMost).reduce((sum, [, n]) => sum + n, 0)
  const shown = sorted.slice(0, atMost)
  return Object.fromEntries(rest > 0 && isRestCounted ? [...shown, ['others', rest]] : shown)
}
