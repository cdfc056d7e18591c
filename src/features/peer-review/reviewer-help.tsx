import { type MarkedBoth, reviewerRecord } from '../../domain/reviewer-record.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { messages } from './messages.ts'
import type { Project } from './project.ts'

/**
 * How a marker stands to the educators, said as help to that marker alone: overall, and where the difference is
 * largest. Nothing until three pieces can be compared.
 */
export function ReviewerHelp({
  page,
  project,
  compared,
}: {
  page: PageContext
  project: Pick<Project, 'criteria'>
  compared: MarkedBoth[]
}) {
  const record = reviewerRecord(project.criteria, compared)
  if (!record) return null
  const t = messages(page.locale)
  const { most } = record
  const title = most && project.criteria.find((criterion) => criterion.id === most.criterion)?.title
  return (
    <p class="reviewer-help">
      {t('recordBias', {
        n: record.pieces,
        share: formatPercent(page.locale, Math.abs(record.bias)),
        way: Math.abs(record.bias) < 0.02 ? 'same' : record.bias > 0 ? 'more' : 'less',
      })}{' '}
      {most &&
        title &&
        t('recordMost', {
          points: formatNumber(page.locale, Math.abs(most.points), 1),
          way: most.points > 0 ? 'more' : 'less',
          title,
        })}
    </p>
  )
}
