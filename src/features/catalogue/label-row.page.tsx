import { FiguresTable } from '../../ui/figures-table.tsx'
import { formatDate } from '../../ui/format.ts'
import { Tag } from '../../ui/label.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls, withQuery } from '../../urls.ts'
import { figureTitle, type LabelFigures, type MethodPage, methodHref } from '../outcomes/api.ts'
import { FairBilling } from './fair-billing.tsx'
import { figureLookup } from './figure-lookup.ts'
import { RowCharts } from './label-row-charts.tsx'
import type { LabelRowName } from './label-row-names.ts'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

interface LabelRowPageProps {
  page: PageContext
  credential: CredentialDetails
  label: LabelFigures
  row: LabelRowName
  method: MethodPage
}

/** What stands behind a row of the label: how it is computed, who was counted, and the data. */
export function LabelRowPage({ page, credential, label, row, method }: LabelRowPageProps) {
  const { locale } = page
  const t = messages(locale)
  const lines = label.figures
    .filter((one) => row.figures.includes(one.name))
    .map(({ name, grouping, figure, asOf }) => ({
      key: `${name} ${grouping}`,
      title: figureTitle(locale, name, grouping),
      figure,
      asOf,
      currency: credential.currency,
      methodHref: methodHref(name),
    }))
  const { slug } = credential
  const lookup = figureLookup(label)
  return (
    <Layout page={page} title={t('rowOf', { row: t(row.title), title: credential.title })}>
      <section>
        <p class="kicker">
          <a href={`${urls.credential({ credential: slug })}#${row.slug}`}>
            {t('backToLabel', { title: credential.title })}
          </a>
        </p>
        <h1>{t(row.title)}</h1>
        {label.release && (
          <p class="small">
            {t('figuresOf', { date: formatDate(locale, label.release.asOf) })}{' '}
            {label.simulated && <Tag>{t('simulated')}</Tag>}
          </p>
        )}
        {row.notYet && <p class="none">{t(row.notYet)}</p>}
        <RowCharts slug={row.slug} page={page} credential={credential} figures={lookup} />
      </section>
      {row.slug === 'cost' && <FairBilling page={page} credential={credential} />}
      {lines.length > 0 && (
        <section>
          <h2>{t('figuresTitle')}</h2>
          <FiguresTable
            locale={locale}
            title={t('figuresTitle')}
            releasedOf={label.release?.asOf}
            lines={lines.filter((line) => !isOfCurve(line.figure.name))}
          />
          {lines.some((line) => isOfCurve(line.figure.name)) && (
            <details>
              <summary>{t('curveTable')}</summary>
              <FiguresTable
                locale={locale}
                title={t('curveTable')}
                releasedOf={label.release?.asOf}
                lines={lines.filter((line) => isOfCurve(line.figure.name))}
              />
            </details>
          )}
        </section>
      )}
      <section>
        <h2>{t('howTitle')}</h2>
        {locale !== 'en' && <p class="quiet">{t('methodsEnglish')}</p>}
        <div class="prose" lang="en" dir="ltr" dangerouslySetInnerHTML={{ __html: method.html }} />
        <p>
          <a href={`${urls.methods()}#${method.name}`}>{t('methodsTitle')}</a>
        </p>
      </section>
      <section>
        <h2>{t('dataTitle')}</h2>
        <p>
          {lines.length > 0 && (
            <>
              <a href={withQuery(urls.credentialLabelCsv({ credential: slug }), { row: row.slug })}>
                {t('csvOfRow')}
              </a>
              .{' '}
            </>
          )}
          {t('dataSays')} <a href={urls.credentialLabelCsv({ credential: slug })}>{t('csv')}</a>,{' '}
          <a href={urls.credentialLabelJson({ credential: slug })}>{t('json')}</a>,{' '}
          <a href={urls.credentialLabelJsonLd({ credential: slug })}>{t('jsonLd')}</a>
        </p>
      </section>
    </Layout>
  )
}

// Long series stand in a table that opens.
function isOfCurve(name: string): boolean {
  return name.endsWith('_curve') || name === 'finishing_pace'
}
