import { FiguresTable } from '../../ui/figures-table.tsx'
import { formatDate } from '../../ui/format.ts'
import { Tag } from '../../ui/label.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls, withQuery } from '../../urls.ts'
import { figureTitle } from './figure-titles.ts'
import { messages } from './messages.ts'
import { methodHref } from './method-pages.ts'
import type { ReleaseFigure, ReleaseSummary } from './queries.ts'

export function ReleasesPage({ page, releases }: { page: PageContext; releases: ReleaseSummary[] }) {
  const { locale } = page
  const t = messages(locale)
  const hasCorrections = releases.some((release) => release.corrects || release.correctedBy)
  return (
    <Layout page={page} title={t('releasesTitle')} description={t('releasesLead')}>
      <section>
        <h1>{t('releasesTitle')}</h1>
        <p class="lead">{t('releasesLead')}</p>
        <p>
          <a href={urls.methods()}>{t('methods')}</a>
        </p>
        {releases.length === 0 ? (
          <p class="none">{t('none')}</p>
        ) : (
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{t('colRelease')}</th>
                <th scope="col">{t('colDate')}</th>
                <th scope="col">{t('colCounts')}</th>
                {hasCorrections && <th scope="col">{t('colCorrection')}</th>}
              </tr>
            </thead>
            <tbody>
              {releases.map((release) => (
                <tr key={release.id}>
                  <th scope="row">
                    <a href={urls.release({ release: release.id })}>
                      {t('release', { number: release.number })}
                    </a>
                  </th>
                  <td>{formatDate(locale, release.asOf)}</td>
                  <td class="num">{t('of', { measured: release.measured, figures: release.figures })}</td>
                  {hasCorrections && (
                    <td>
                      <Corrections page={page} release={release} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </Layout>
  )
}

// What a release puts right, and what puts it right: both stay readable.
function Corrections({ page, release }: { page: PageContext; release: ReleaseSummary }) {
  const { locale } = page
  const t = messages(locale)
  const says = [
    ['corrects', release.corrects],
    ['correctedBy', release.correctedBy],
  ] as const
  return (
    <>
      {says.map(
        ([key, other]) =>
          other && (
            <p key={key} class="warning">
              {t(key, {
                release: t('release', { number: other.number }),
                date: formatDate(locale, new Date(other.computedAt)),
                reason: other.reason,
              })}{' '}
              <a href={urls.release({ release: other.id })}>{t('release', { number: other.number })}</a>
            </p>
          ),
      )}
    </>
  )
}

interface ReleasePageProps {
  page: PageContext
  release: ReleaseSummary
  figures: ReleaseFigure[]
}

/** One release: every credential with its headline figures, and everything as a file. */
export function ReleasePage({ page, release, figures }: ReleasePageProps) {
  const { locale } = page
  const t = messages(locale)
  const title = t('release', { number: release.number })
  const self = urls.release({ release: release.id })
  return (
    <Layout page={page} title={title}>
      <section>
        <p class="kicker">
          <a href={urls.releases()}>{t('back')}</a>
        </p>
        <h1>{title}</h1>
        <p class="lead">{t('asOf', { date: formatDate(locale, release.asOf) })}</p>
        <p class="small">
          {t('computed', { date: formatDate(locale, release.computedAt), version: release.codeVersion })};{' '}
          {t('counts', { measured: release.measured, figures: release.figures })}.
        </p>
        <Corrections page={page} release={release} />
        {release.correctedBy && <p>{t('supersededNote')}</p>}
        <p>
          <a href={withQuery(self, { as: 'csv' })}>{t('csv')}</a> ·{' '}
          <a href={withQuery(self, { as: 'json' })}>{t('json')}</a>
        </p>
      </section>
      {setsOf(figures).map((set) => (
        <section key={set.key}>
          <h2>
            <a href={urls.credential({ credential: set.credential })}>{set.title}</a>{' '}
            {set.simulated && <Tag>{t('simulated')}</Tag>}
          </h2>
          <FiguresTable
            locale={locale}
            title={`${set.title}${set.simulated ? `, ${t('simulated')}` : ''}`}
            releasedOf={release.asOf}
            lines={set.figures
              .filter(({ name }) => !name.endsWith('_curve'))
              .map(({ name, grouping, figure, asOf, currency }) => ({
                key: `${name} ${grouping}`,
                title: figureTitle(locale, name, grouping),
                figure,
                asOf,
                currency,
                methodHref: methodHref(name),
              }))}
          />
        </section>
      ))}
    </Layout>
  )
}

function setsOf(figures: ReleaseFigure[]) {
  const sets = new Map<
    string,
    { key: string; credential: string; title: string; simulated: boolean; figures: ReleaseFigure[] }
  >()
  for (const one of figures) {
    const { credential, title } = one
    const { simulated } = one.figure
    const key = `${credential} ${simulated}`
    const set = sets.get(key) ?? { key, credential, title, simulated, figures: [] }
    sets.set(key, set)
    set.figures.push(one)
  }
  return [...sets.values()]
}
