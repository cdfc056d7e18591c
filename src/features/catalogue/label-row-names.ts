import type { CatalogueKey } from './messages.ts'

/** The rows of the label, in order: their address, title, the method page behind, and the figures in them. */
export interface LabelRowName {
  slug: string
  title: CatalogueKey
  /** docs/methods/<name>.md */
  method: string
  figures: readonly string[]
  /** Why nothing measures it yet. */
  notYet?: CatalogueKey
}

export const labelRows = [
  {
    slug: 'who-finishes',
    title: 'rowFinish',
    method: 'completion',
    figures: [
      'enrolled',
      'started',
      'committed',
      'completed_12_months',
      'completed_12_months_of_started',
      'completed_12_months_of_committed',
      'completed_12_months_of_intending',
      'completed_100_percent',
      'completed_150_percent',
      'completed_200_percent',
      'completed_12_months_by_entry',
      'completion_curve',
      'leaving_curve',
    ],
  },
  {
    slug: 'time',
    title: 'rowTime',
    method: 'time',
    figures: ['hours_to_complete', 'weeks_to_complete', 'hours_per_week', 'finishing_pace'],
  },
  {
    slug: 'cost',
    title: 'rowCost',
    method: 'cost',
    figures: [
      'paid',
      'paid_completed',
      'paid_left',
      'paid_going',
      'paid_not_completed',
      'revenue_share_not_completed',
      'revenue_share_left',
      'revenue_share_after_last_activity',
      'refunded_share',
      'aided',
      'paid_histogram',
    ],
  },
  {
    slug: 'hands-on',
    title: 'rowHands',
    method: 'hands-on',
    figures: ['doing_share_of_time', 'doing_share_of_marks'],
  },
  {
    slug: 'who-marks',
    title: 'rowMarks',
    method: 'marks',
    figures: ['marked_by', 'days_until_marked', 'marked_as_promised', 'peer_educator_agreement', 'appeals'],
  },
  { slug: 'help', title: 'rowHelp', method: 'not-measured', figures: [], notYet: 'notYet_help' },
  {
    slug: 'ratings',
    title: 'rowRatings',
    method: 'ratings',
    figures: [
      'rating_coverage',
      'rating_coverage_of_completers',
      'rating_mean',
      'rating_mean_lowest',
      'rating_mean_highest',
      'rating_mean_adjusted',
      'rating_histogram',
      'rating_as_described',
      'rating_usable',
      'rating_worth',
    ],
  },
  { slug: 'jobs', title: 'rowJobs', method: 'not-measured', figures: [], notYet: 'notYet_jobs' },
  {
    slug: 'who-takes-it',
    title: 'rowWho',
    method: 'who-takes-it',
    figures: ['intent_finish', 'intent_goal', 'entry_check'],
  },
  { slug: 'chances', title: 'rowChances', method: 'not-measured', figures: [], notYet: 'notYet_chances' },
  { slug: 'record', title: 'rowRecord', method: 'not-measured', figures: [], notYet: 'notYet_record' },
  { slug: 'since', title: 'rowSince', method: 'figures-releases', figures: [] },
] as const satisfies readonly LabelRowName[]

export type LabelRowSlug = (typeof labelRows)[number]['slug']

export function labelRowOf(slug: string): LabelRowName | undefined {
  return labelRows.find((row) => row.slug === slug)
}
