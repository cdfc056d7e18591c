import type { Figure } from '../figure.ts'

/** What is said of one part of a catalogue, such as its professional certificates. */
export interface SnapshotSection {
  n: number
  beginner: Figure
  /** Entries by level; "not stated" where the catalogue says none. */
  levels: Record<string, number>
  provider_university: Figure
  provider_company: Figure
  provider_public_body: Figure
  provider_unknown: Figure
  at_most_six_months: Figure
  /** Entries by duration as it is written there. */
  durations: Record<string, number>
  it_related: Figure
  /** The same, put right by how often the rule is wrong (Rogan & Gladen 1978). */
  it_related_corrected: Figure
  /** Mean of the entries' ratings, each entry once; null without ratings. */
  rating_mean: number | null
  rating: RatingSpread | null
  rating_at_least_4_5: Figure
  rating_coverage: Figure | { refused: string }
  price: {
    free: Figure
    by_currency: Record<string, { n: number; median: number; min: number; max: number }>
  }
  hands_on_claimed: Figure
  top_providers: { name: string; n: number; kind: string }[]
  top_skills: { name: string; n: number }[]
  /** Skills that most often stand in one entry. */
  skill_pairs: { skills: [string, string]; n: number }[]
  /** Entries that teach much the same as an entry of another provider. */
  skills_overlap: Figure
  fields: Record<string, number>
}

export interface RatingSpread {
  n: number
  mean: number
  /** Interval of the mean over entries, by Student. */
  lower?: number
  upper?: number
  standard_deviation: number
  min: number
  median: number
  max: number
  /** The top of the scale that the values suggest. */
  scale: number
}

/** The answer of `candour snapshot`: of all entries, and of the professional certificates. */
export interface SnapshotReport {
  source: string
  as_of: string
  n: number
  /** Ours → the file's column. */
  columns: Record<string, string>
  by_type: Record<string, number>
  all: SnapshotSection
  professional_certificates: SnapshotSection
  /** What these data can't answer, a sentence each. */
  cannot_say: string[]
  warnings: string[]
}

export interface SnapshotOptions {
  /** Name of the file, or the site. */
  source: string
  /** Day of the catalogue, ISO 8601: of the export, or of the release. */
  asOf: string
  /** Instant of the computation. */
  computedAt: string
  simulated?: boolean
}
