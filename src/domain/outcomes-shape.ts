import type { Figure } from './figure.ts'
import type { ChiSquareTest } from './score-test.ts'

/** Everything that is computed of one set of people. */
export interface OutcomesSection {
  n: number | null
  funnel: Figure[]
  completion: CurvePoint[]
  leaving: CurvePoint[]
  /** 1 − Kaplan–Meier, leavers taken for people who may still complete: only to show by how much that overstates. */
  completion_naive: NaivePoint[]
  completion_at: Record<'100' | '150' | '200' | '12_months', Figure>
  retention: RetentionPoint[]
  retention_quantiles: Record<'0.25' | '0.5' | '0.75', Figure>
  restricted_mean: MeanPoint[]
  days_to_complete: CompletionTimes
  cost: Record<'completed' | 'left' | 'still_going', Record<'p10' | 'median' | 'p90', Figure>>
  hands_on: Figure
  ratings: RatingsReport
}

/** Completion over several credentials: what must stand beside the pooled rate. */
export interface CredentialsReport {
  n: number
  /** Each credential once, however large. */
  unweighted_mean: Figure
  /** The interval has the spread between credentials in it. */
  random_effects: Figure
  /** Where the rate of one further credential would lie; null for fewer than three. */
  prediction: { lower: number; upper: number } | null
}

export interface OutcomesReport extends OutcomesSection {
  as_of: string
  /** Whether small numbers were suppressed (`--publish`). */
  published: boolean
  excluded: { why: string; n: number | null; lines: number[] }[]
  /** Null without a column credential_id, or with a single credential in it. */
  credentials: CredentialsReport | null
  /** Tests of equal cause-specific hazards, and of equal incidence, between the groups; null without groups. */
  log_rank: Record<'completed' | 'left', ChiSquareTest | null>
  gray: Record<'completed' | 'left', ChiSquareTest | null>
  groups: ({ group: string } & OutcomesSection)[]
  warnings: string[]
}

export interface OutcomesReportOptions {
  /** Days at which curves are given. */
  days: readonly number[]
  minimumCell: number
  /** Suppress what is about too few people. */
  publish: boolean
  /** Instant of the computation, ISO 8601. */
  computedAt: string
}

export interface CompletionTimes {
  p10: number | null
  p25: number | null
  p50: number | null
  p75: number | null
  p90: number | null
  n: number | null
}

export interface RatingsReport {
  coverage: Figure
  mean: Figure
  mean_worst_case: Figure
  mean_post_stratified: Figure
  /** Persons by rating, `{ "1": 3, …, "5": 40 }`; published, neighbours merged as "1–3". Null without ratings. */
  histogram: Record<string, number> | null
  /** Those who said nothing. */
  silent: number | null
}

/** Numbers are null at days up to which nobody was followed; `at_risk` is null in what is published. */
export interface CurvePoint {
  day: number
  cumulative_incidence: number | null
  standard_error: number | null
  lower: number | null
  upper: number | null
  at_risk: number | null
}

export interface RetentionPoint {
  day: number
  survival: number | null
  standard_error: number | null
  lower: number | null
  upper: number | null
  at_risk: number | null
}

export interface NaivePoint {
  day: number
  value: number | null
}

export interface MeanPoint {
  day: number
  value: number | null
  standard_error: number | null
}
