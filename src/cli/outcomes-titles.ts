const TITLES: Record<string, string> = {
  enrolled: 'Enrolled',
  started: 'Started',
  committed: 'Committed',
  completed: 'Completed so far',
  completed_of_intending: 'Completed, of those who meant to finish',
  completed_by_100: 'Completed within the advertised time',
  completed_by_150: 'Completed within 150 % of the advertised time',
  completed_by_200: 'Completed within twice the advertised time',
  completed_by_12_months: 'Completed within 12 months',
  days_until_25_percent_left: 'Days until a quarter had left',
  days_until_50_percent_left: 'Days until half had left',
  days_until_75_percent_left: 'Days until three quarters had left',
  paid_completed_p10: 'Paid by those who completed, lowest tenth',
  paid_completed_median: 'Paid by those who completed, median',
  paid_completed_p90: 'Paid by those who completed, highest tenth',
  paid_left_p10: 'Paid by those who left, lowest tenth',
  paid_left_median: 'Paid by those who left, median',
  paid_left_p90: 'Paid by those who left, highest tenth',
  paid_still_going_p10: 'Paid by those still going, lowest tenth',
  paid_still_going_median: 'Paid by those still going, median',
  paid_still_going_p90: 'Paid by those still going, highest tenth',
  hands_on: 'Active time spent doing',
  rating_coverage: 'Rated at all',
  rating_mean: 'Mean rating, of those who rated',
  rating_mean_worst_case: 'Mean rating, whatever the silent would have said',
  rating_mean_post_stratified: 'Mean rating, weighted by completion',
  completed_mean_of_credentials: 'Completed, mean of the credentials',
  completed_random_effects: 'Completed, with the spread between credentials',
}

/** A figure of `candour outcomes` in words. */
export function outcomesTitle(name: string): string {
  return TITLES[name] ?? name.replaceAll('_', ' ')
}
