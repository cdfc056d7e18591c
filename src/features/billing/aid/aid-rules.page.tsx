import {
  aidDaysMax,
  aidRulesVersion,
  appealDays,
  applyAgainDays,
  decideAid,
  incomeBands,
  incomeLines,
  lineDollars,
} from '../../../domain/aid.ts'
import { aidCountries } from '../../../domain/aid-countries.ts'
import type { Locale } from '../../../domain/locales.ts'
import { formatNumber, formatPercent, formatWhole } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { aidMessages } from './aid.messages.ts'

/** The rules of aid, made from the functions that decide. */
export function AidRulesPage({ page }: { page: PageContext }) {
  const { locale } = page
  const t = aidMessages(locale)
  return (
    <Layout page={page} title={t('rulesTitle')}>
      <section class="narrow aid">
        <h1>{t('rulesTitle')}</h1>
        <p class="lead">{t('rulesLead')}</p>
        <h2>{t('rulesHow')}</h2>
        <p>{t('ruleLine')}</p>
        <Shares locale={locale} />
        <ul class="rules">
          <li>{t('ruleDisplaced')}</li>
          <li>{t('ruleDays', { days: aidDaysMax })}</li>
          <li>{t('ruleTrial')}</li>
          <li>{t('ruleStays', { days: applyAgainDays })}</li>
          <li>{t('ruleTrialOneDiscount')}</li>
          <li>{t('ruleNoProof')}</li>
          <li>{t('ruleData', { days: appealDays })}</li>
        </ul>
        <h2>{t('linesTitle')}</h2>
        <p>{t('linesText', { high: formatNumber(locale, lineDollars.high, 0) })}</p>
        <details>
          <summary>{t('linesEvery')}</summary>
          <Lines locale={locale} />
        </details>
        <p class="small">{t('rulesVersion', { version: aidRulesVersion })}</p>
      </section>
    </Layout>
  )
}

function Shares({ locale }: { locale: Locale }) {
  const t = aidMessages(locale)
  const share = (percent: number) =>
    percent === 0 ? t('noAid') : percent === 100 ? t('wholePrice') : formatPercent(locale, percent / 100)
  const given = (income: (typeof incomeBands)[number], situation: 'none' | 'student') =>
    share(decideAid({ country: 'DE', household: 1, income, situation }).percent)
  return (
    <Table
      label={t('ruleTableCaption')}
      columns={[
        { title: t('ruleIncome'), cell: (band) => t(`band_${band}`) },
        { title: t('ruleShare'), cell: (band) => given(band, 'none') },
        { title: t('ruleShareRaised'), cell: (band) => given(band, 'student') },
      ]}
      rows={[...incomeBands]}
      keyOf={(band) => band}
    />
  )
}

function Lines({ locale }: { locale: Locale }) {
  const t = aidMessages(locale)
  const names = new Intl.DisplayNames([locale], { type: 'region' })
  const rows = [...aidCountries.keys()]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, locale))
  const line = (code: string, household: number) => {
    const lines = incomeLines(code, household)
    return lines ? formatWhole(locale, lines.line, lines.currency) : ''
  }
  return (
    <Table
      label={t('linesTitle')}
      columns={[
        { title: t('countryColumn'), cell: (row) => row.name },
        { title: t('lineColumn'), cell: (row) => line(row.code, 1) },
        { title: t('lineFour'), cell: (row) => line(row.code, 4) },
      ]}
      rows={rows}
      keyOf={(row) => row.code}
    />
  )
}
