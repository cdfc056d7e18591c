import type { SnapshotReport } from '../domain/snapshot/shape.ts'
import { SnapshotView, snapshotMessages } from '../features/snapshot/api.ts'
import { formatDate } from '../ui/format.ts'
import { standaloneHtml } from './standalone.tsx'

/** The analysis as one HTML page. */
export function snapshotHtml(report: SnapshotReport): string {
  const t = snapshotMessages('en')
  const title = t('reportTitle', { source: report.source })
  return standaloneHtml({
    title,
    description: t('entries', { n: report.n }),
    children: (
      <>
        <section class="report-head">
          <p class="kicker">Candour</p>
          <h1>{title}</h1>
          <p class="lead">{t('asOf', { date: formatDate('en', new Date(report.as_of)) })}</p>
        </section>
        <SnapshotView locale="en" report={report} />
      </>
    ),
  })
}
