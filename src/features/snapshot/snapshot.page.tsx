import type { SnapshotReport } from '../../domain/snapshot/shape.ts'
import { formatDate, formatPercent } from '../../ui/format.ts'
import { Missing, Tag } from '../../ui/label.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import type { PastSnapshot } from './queries.ts'
import { SnapshotView } from './report-view.tsx'

interface SnapshotPageProps {
  page: PageContext
  /** Absent while the catalogue is empty. */
  report: SnapshotReport | undefined
  past: PastSnapshot[]
}

/** Our own catalogue through the review's questions, and how the answers were before. */
export function SnapshotPage({ page, report, past }: SnapshotPageProps) {
  const { locale } = page
  const t = messages(locale)
  return (
    <Layout page={page} title={t('title')} description={t('lead')}>
      <section>
        <h1>{t('title')}</h1>
        <p class="lead">{t('lead')}</p>
        {report ? (
          <>
            <p>
              {t('asOf', { date: formatDate(locale, new Date(report.as_of)) })}{' '}
              {isSimulated(report) && <Tag>{t('simulated')}</Tag>}
            </p>
            <p class="no-print">
              <a href={`${urls.methods()}#snapshot`}>{t('methods')}</a> ·{' '}
              <a href={urls.snapshotJson()}>{t('json')}</a> ·{' '}
              <a href={urls.snapshotCatalogue()}>{t('catalogueJson')}</a>
            </p>
          </>
        ) : (
          <Missing>{t('empty')}</Missing>
        )}
        <p class="quiet" dir="auto">
          {t('own')}
        </p>
      </section>
      {report && <SnapshotView locale={locale} report={report} />}
      <History page={page} past={past} />
    </Layout>
  )
}

/** A snapshot as it was taken with a figures release. */
export function PastSnapshotPage({ page, snapshot }: { page: PageContext; snapshot: PastSnapshot }) {
  const { locale } = page
  const t = messages(locale)
  const title = t('pastTitle', { number: snapshot.number })
  return (
    <Layout page={page} title={title}>
      <section>
        <p class="kicker">
          <a href={urls.snapshot()}>{t('back')}</a>
        </p>
        <h1>{title}</h1>
        <p>
          {t('asOf', { date: formatDate(locale, snapshot.asOf) })}{' '}
          {t('taken', { date: formatDate(locale, snapshot.takenAt) })}{' '}
          {isSimulated(snapshot.report) && <Tag>{t('simulated')}</Tag>}
        </p>
        <p>
          <a href={urls.release({ release: snapshot.release })}>
            {t('release', { number: snapshot.number })}
          </a>
        </p>
      </section>
      <SnapshotView locale={locale} report={snapshot.report} />
    </Layout>
  )
}

function History({ page: { locale }, past }: { page: PageContext; past: PastSnapshot[] }) {
  const t = messages(locale)
  const share = (value: number | undefined) => (value === undefined ? '–' : formatPercent(locale, value))
  return (
    <section>
      <h2>{t('history')}</h2>
      <p>{t('historyLead')}</p>
      {past.length === 0 ? (
        <Missing>{t('historyNone')}</Missing>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('history')}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{t('colRelease')}</th>
                <th scope="col">{t('colDate')}</th>
                <th scope="col">{t('colEntries')}</th>
                <th scope="col">{t('field')}</th>
                <th scope="col">{t('beginner')}</th>
                <th scope="col">{t('sixMonths')}</th>
              </tr>
            </thead>
            <tbody>
              {past.map(({ release, number, asOf, report }) => (
                <tr key={release}>
                  <th scope="row">
                    <a href={urls.pastSnapshot({ release })}>{t('release', { number })}</a>
                  </th>
                  <td>{formatDate(locale, asOf)}</td>
                  <td class="num">{report.n}</td>
                  <td class="num">{share(report.all.it_related.value)}</td>
                  <td class="num">{share(report.all.beginner.value)}</td>
                  <td class="num">{share(report.all.at_most_six_months.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function isSimulated(report: SnapshotReport): boolean {
  return report.all.beginner.simulated
}
