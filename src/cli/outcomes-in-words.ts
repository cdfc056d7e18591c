import type { Figure } from '../domain/figure.ts'
import { inLines } from '../domain/outcomes-report.ts'
import type { OutcomesReport, OutcomesSection } from '../domain/outcomes-shape.ts'
import { outcomesTitle } from './outcomes-titles.ts'

/** The report for a terminal: every figure with its denominator in words. */
export function outcomesInWords(report: OutcomesReport): string {
  const lines = [
    `Outcomes as of ${report.as_of.slice(0, 10)}`,
    report.published
      ? 'Small numbers are suppressed: this may be published.'
      : 'Nothing is suppressed: this is for whoever the data belong to. Use --publish before you pass it on.',
    '',
    ...section(report),
    ...report.groups.flatMap((group) => [`--- ${plain(group.group) || '(empty)'} ---`, ...section(group)]),
  ]
  const tests = (['completed', 'left'] as const).flatMap((cause) => {
    const rank = report.log_rank[cause]
    const gray = report.gray[cause]
    return [
      ...(rank
        ? [
            `  ${cause}: log-rank (cause-specific) chi-square ${round(rank.chi_square)}, df ${rank.df}, p ${rank.p.toPrecision(2)}`,
          ]
        : []),
      ...(gray
        ? [
            `  ${cause}: Gray's test chi-square ${round(gray.chi_square)}, df ${gray.df}, p ${gray.p.toPrecision(2)}`,
          ]
        : []),
    ]
  })
  if (tests.length > 0) lines.push('Differences between the groups', ...tests, '')
  if (report.credentials) {
    const { unweighted_mean, random_effects } = report.credentials
    lines.push('Several credentials', inWords(unweighted_mean), inWords(random_effects), '')
  }
  if (report.excluded.length > 0) {
    lines.push('Left out')
    for (const { why, n, lines: at } of report.excluded) {
      lines.push(`  ${n ?? 'a few'}: ${why}${at.length > 0 ? ` (${inLines(n ?? at.length, at)})` : ''}`)
    }
    lines.push('')
  }
  if (report.warnings.length > 0)
    lines.push('Note', ...report.warnings.map((warning) => `  ${plain(warning)}`), '')
  return `${lines.join('\n').trimEnd()}\n`
}

function section(part: OutcomesSection): string[] {
  const { days_to_complete: times } = part
  return [
    `${part.n ?? 'Few'} enrolments`,
    ...part.funnel.slice(1).map(inWords),
    ...Object.values(part.completion_at).map(inWords),
    ...part.completion.map(({ day, cumulative_incidence, lower, upper }, k) => {
      const naive = part.completion_naive[k]?.value ?? null
      const overstated =
        naive === null
          ? ''
          : `; counting leavers as people who may still complete would say ${percent(naive)}`
      return cumulative_incidence === null
        ? `  Completed by day ${day}: nobody was followed for that long`
        : `  Completed by day ${day}: ${percent(cumulative_incidence)} (${percent(lower)} to ${percent(upper)})${overstated}`
    }),
    ...part.retention.map(({ day, survival, lower, upper }) =>
      survival === null
        ? `  Still there on day ${day}: nobody was followed for that long`
        : `  Still there on day ${day}: ${percent(survival)} (${percent(lower)} to ${percent(upper)})`,
    ),
    ...Object.values(part.retention_quantiles).map(inWords),
    times.p50 === null || times.p25 === null || times.p75 === null
      ? '  Days to complete: not known'
      : `  Days to complete: ${round(times.p25)} / ${round(times.p50)} / ${round(times.p75)} (quartiles of those who completed within a year)`,
    ...Object.values(part.cost).map((figures) => inWords(figures.median)),
    ...[part.hands_on, part.ratings.coverage, part.ratings.mean, part.ratings.mean_worst_case].map(inWords),
    '',
  ]
}

function inWords(figure: Figure): string {
  const name = outcomesTitle(figure.name)
  if (figure.status !== 'measured') return `  ${name}: ${figure.status.replaceAll('_', ' ')}: ${figure.why}`
  const isShare = figure.kind === 'proportion'
  const value = isShare ? percent(figure.value) : round(figure.value)
  const interval =
    figure.lower === undefined || figure.upper === undefined
      ? ''
      : ` (${isShare ? percent(figure.lower) : round(figure.lower)} to ${isShare ? percent(figure.upper) : round(figure.upper)})`
  const whom =
    figure.numerator === undefined ? figure.population : `${figure.numerator} of ${figure.population}`
  return `  ${name}: ${value}${interval}, ${plain(whom)}`
}

function percent(share: number | null | undefined): string {
  return typeof share === 'number' ? `${(share * 100).toFixed(1)} %` : '?'
}

function round(value: number | undefined): string {
  return value === undefined ? '?' : String(Math.round(value * 100) / 100)
}

/** What stands in files of others must not steer the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '·')
}
