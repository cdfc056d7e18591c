import type { Figure } from '../domain/figure.ts'
import type { SnapshotReport, SnapshotSection } from '../domain/snapshot/shape.ts'

/** The analysis for a terminal: question by question, each number with what it is of. */
export function snapshotInWords(report: SnapshotReport): string {
  const { professional_certificates: professional } = report
  const lines = [
    `Snapshot of ${plain(report.source)}, ${report.as_of}`,
    `${report.n} entries${Object.keys(report.by_type).length > 0 ? `: ${counts(report.by_type)}` : ''}`,
    '',
    ...(professional.n > 0 ? ['Professional certificates', ...section(professional), ''] : []),
    'All entries',
    ...section(report.all),
    '',
    'What these data can’t say',
    ...report.cannot_say.map((sentence) => `  ${plain(sentence)}`),
  ]
  if (report.warnings.length > 0)
    lines.push('', 'Note', ...report.warnings.map((sentence) => `  ${plain(sentence)}`))
  return `${lines.join('\n')}\n`
}

function section(part: SnapshotSection): string[] {
  const { rating, price } = part
  return [
    `  who provides them: ${share(part.provider_company)} companies; ${share(part.provider_university)} universities; ${share(part.provider_public_body)} public bodies; ${share(part.provider_unknown)} unknown`,
    ...(part.top_providers.length > 0
      ? [`    most: ${part.top_providers.map(({ name, n }) => `${plain(name)} ${n}`).join(', ')}`]
      : []),
    `  about information technology: ${share(part.it_related)}; put right by the rule’s known errors ${share(part.it_related_corrected)}`,
    `  for beginners: ${share(part.beginner)}`,
    ...(Object.keys(part.levels).length > 0 ? [`    levels: ${counts(part.levels)}`] : []),
    `  at most six months: ${share(part.at_most_six_months)}`,
    ...(Object.keys(part.durations).length > 0 ? [`    as stated: ${counts(part.durations)}`] : []),
    rating
      ? `  ratings: mean ${rating.mean.toFixed(4)} of ${rating.n} rated entries, standard deviation ${rating.standard_deviation.toFixed(2)}, from ${rating.min} to ${rating.max}; 4.5 or better: ${share(part.rating_at_least_4_5)}`
      : '  ratings: none',
    'refused' in part.rating_coverage
      ? `  how many of the enrolled rated: refused: ${plain(part.rating_coverage.refused)}`
      : `  how many of the enrolled rated: ${share(part.rating_coverage)}`,
    `  free: ${share(price.free)}`,
    ...Object.entries(price.by_currency).map(
      ([currency, { n, median, min, max }]) =>
        `    price in ${plain(currency)}: median ${median} (${min} to ${max}), ${n} entries`,
    ),
    `  say that they are hands-on: ${share(part.hands_on_claimed)}`,
    ...(part.top_skills.length > 0
      ? [
          `  skills, most: ${part.top_skills
            .slice(0, 10)
            .map(({ name, n }) => `${plain(name)} ${n}`)
            .join(', ')}`,
        ]
      : []),
    `  teach much the same as another provider’s entry: ${share(part.skills_overlap)}`,
  ]
}

function share(figure: Figure): string {
  if (figure.status !== 'measured' || figure.value === undefined) return plain(figure.why ?? figure.status)
  const of = figure.numerator === undefined ? '' : ` = ${figure.numerator} of ${figure.denominator}`
  return `${percent(figure.value)}${of} (${percent(figure.lower)} to ${percent(figure.upper)})`
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, n]) => `${plain(name)} ${n}`)
    .join(', ')
}

function percent(value: number | undefined): string {
  return value === undefined ? '?' : `${(value * 100).toFixed(1)} %`
}

/** What stands in files of others must not steer the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '·')
}
