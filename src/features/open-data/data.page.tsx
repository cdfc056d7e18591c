import { formatDate, formatNumber } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls, withQuery } from '../../urls.ts'
import { fieldMeaning, fields } from './dictionary.ts'
import { messages } from './messages.ts'
import type { OpenRelease } from './queries.ts'

interface DataPageProps {
  page: PageContext
  /** The oldest first. */
  releases: OpenRelease[]
}

/** Where to get every published figure, what its columns mean, and how programs read it. */
export function DataPage({ page, releases }: DataPageProps) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('title')} description={t('lead')}>
      <section>
        <h1>{t('title')}</h1>
        <p class="lead">{t('lead')}</p>
      </section>
      <Files page={page} releases={releases} />
      <Licence page={page} last={releases.at(-1)} />
      <Releases page={page} releases={releases} />
      <Api page={page} />
      <Dictionary page={page} />
      <section id="methods">
        <h2>{t('methodsTitle')}</h2>
        <p>{t('methodsLead')}</p>
        <ul class="files">
          <li>
            <a href={urls.methods()}>{t('allMethods')}</a>
          </li>
          <li>
            <a href={urls.method({ method: 'recompute' })}>{t('recompute')}</a>
          </li>
        </ul>
      </section>
    </Layout>
  )
}

function Files({ page, releases }: DataPageProps) {
  const { locale } = page
  const t = messages(locale)
  const sum = (pick: (release: OpenRelease) => number) => releases.reduce((all, one) => all + pick(one), 0)
  return (
    <section>
      <h2>{t('everything')}</h2>
      {releases.length > 0 && (
        <p>
          {t('counts', {
            releases: releases.length,
            figures: sum((one) => one.figures),
            measured: formatNumber(
              locale,
              sum((one) => one.measured),
            ),
          })}
        </p>
      )}
      <ul class="files">
        <li>
          <a href={urls.dataCsv()}>{t('csv')}</a>
        </li>
        <li>
          <a href={urls.dataJson()}>{t('json')}</a>
        </li>
        <li>
          <a href={urls.dataPackage()}>{t('package')}</a>
        </li>
        <li>
          <a href={urls.dataSchema()}>{t('schema')}</a>
        </li>
        <li>
          <a href={urls.figureSchema()}>{t('figureSchema')}</a>
        </li>
      </ul>
      <p class="small">{t('onePerRow')}</p>
      <p class="small">{t('smallGroups')}</p>
    </section>
  )
}

function Licence({ page, last }: { page: PageContext; last: OpenRelease | undefined }) {
  const t = messages(page.locale)
  return (
    <section id="licence">
      <h2>{t('licenceTitle')}</h2>
      <p>
        <a href="https://creativecommons.org/licenses/by/4.0/" rel="license">
          CC BY 4.0
        </a>
        . {t('licence')}
      </p>
      {last && (
        <p class="small">
          {t('cite', {
            site: new URL(page.publicUrl).host,
            number: last.number,
            date: formatDate(page.locale, last.computedAt),
          })}
        </p>
      )}
    </section>
  )
}

function Releases({ page, releases }: DataPageProps) {
  const { locale } = page
  const t = messages(locale)
  return (
    <section id="releases">
      <h2>{t('releasesTitle')}</h2>
      {releases.length === 0 ? (
        <p class="none">{t('none')}</p>
      ) : (
        <div class="table-scroll" tabIndex={0}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{t('releasesTitle')}</th>
                <th scope="col">{t('asOf')}</th>
                <th scope="col">{t('figures')}</th>
                <th scope="col">CSV</th>
                <th scope="col">JSON</th>
              </tr>
            </thead>
            <tbody>
              {releases.toReversed().map((release) => {
                const self = urls.release({ release: release.id })
                const title = t('release', { number: release.number })
                return (
                  <tr key={release.id}>
                    <th scope="row">
                      <a href={self}>{title}</a>
                      {release.corrects !== null && (
                        <>
                          {' '}
                          <span class="small">
                            {t('corrects', { number: release.corrects, reason: release.reason ?? '' })}
                          </span>
                        </>
                      )}
                    </th>
                    <td>{formatDate(locale, release.asOf)}</td>
                    <td class="num">{t('of', { measured: release.measured, figures: release.figures })}</td>
                    <td>
                      <a href={withQuery(self, { as: 'csv' })} aria-label={`${title}, CSV`}>
                        CSV
                      </a>
                    </td>
                    <td>
                      <a href={withQuery(self, { as: 'json' })} aria-label={`${title}, JSON`}>
                        JSON
                      </a>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      <p>
        {t('feeds')} <a href={urls.dataFeedAtom()}>{t('feedAtom')}</a> ·{' '}
        <a href={urls.dataFeedJson()}>{t('feedJson')}</a>
      </p>
    </section>
  )
}

const parameters = [
  ['release', 'paramRelease'],
  ['credential', 'paramCredential'],
  ['name', 'paramName'],
  ['simulated', 'paramSimulated'],
  ['status', 'paramStatus'],
  ['limit', 'paramLimit'],
  ['after', 'paramAfter'],
  ['format', 'paramFormat'],
] as const

function Api({ page }: { page: PageContext }) {
  const t = messages(page.locale)
  const lists = [
    [urls.apiFigures(), 'apiFigures'],
    [urls.apiReleases(), 'apiReleases'],
    [urls.apiCredentials(), 'apiCredentials'],
    [urls.apiMethods(), 'apiMethods'],
    [urls.apiDescription(), 'apiDescription'],
  ] as const
  const example = withQuery(urls.apiFigures(), { name: 'completed_12_months', release: 'all', limit: 50 })
  return (
    <section id="api">
      <h2>{t('apiTitle')}</h2>
      <p>{t('apiLead')}</p>
      <ul class="files">
        {lists.map(([address, words]) => (
          <li key={address}>
            <a href={address} dir="ltr">
              <code>{address}</code>
            </a>{' '}
            {t(words)}
          </li>
        ))}
      </ul>
      <div class="table-scroll" tabIndex={0}>
        <table class="plain">
          <caption>
            <code dir="ltr">{urls.apiFigures()}</code>
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('colParameter')}</th>
              <th scope="col">{t('colMeaning')}</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map(([name, words]) => (
              <tr key={name}>
                <th scope="row">
                  <code dir="ltr">{name}</code>
                </th>
                <td>{t(words)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        {t('apiExample')}:{' '}
        <a href={example} dir="ltr">
          <code>{example}</code>
        </a>
      </p>
      <p class="small">{t('apiPages')}</p>
    </section>
  )
}

function Dictionary({ page }: { page: PageContext }) {
  const { locale } = page
  const t = messages(locale)
  return (
    <section id="dictionary">
      <h2>{t('dictionaryTitle')}</h2>
      <p>{t('dictionaryLead')}</p>
      <div class="table-scroll" tabIndex={0}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{t('colColumn')}</th>
              <th scope="col">{t('colType')}</th>
              <th scope="col">{t('colMeaning')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ name, type }) => (
              <tr key={name}>
                <th scope="row">
                  <code dir="ltr">{name}</code>
                </th>
                <td>{t(`type_${type}`)}</td>
                <td>{fieldMeaning(locale, name)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
