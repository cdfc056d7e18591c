import { sayValue } from '../../../ui/figure-text.ts'
import { formatMoney, formatMonth, formatNumber } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { Table } from '../../../ui/table.tsx'
import { urls, withQuery } from '../../../urls.ts'
import { moneyMessages } from './provider-money.messages.ts'
import type { MoneyMonth, MoneyProvider, ReleasedFigure } from './select-provider-money.ts'

interface ProviderMoneyProps {
  page: PageContext
  provider: MoneyProvider
  months: MoneyMonth[]
  trend: ReleasedFigure[]
}

/** For a provider's authors: what people paid for each credential, and how the label's figures of it changed. */
export function ProviderMoneyPage({ page, provider, months, trend }: ProviderMoneyProps) {
  const t = moneyMessages(page.locale)
  const csv = (what: string) => withQuery(urls.providerMoneyCsv({ provider: provider.slug }), { what })
  return (
    <Layout page={page} title={t('title', { provider: provider.name })}>
      <h1>{t('title', { provider: provider.name })}</h1>
      <p>{t('lead')}</p>
      <p class="label-links">
        <a href={csv('months')}>{t('csvMonths')}</a> · <a href={csv('figures')}>{t('csvTrend')}</a> ·{' '}
        <a href={urls.payouts({ provider: provider.slug })}>{t('toPayouts')}</a> ·{' '}
        <a href={urls.codes({ provider: provider.slug })}>{t('toCodes')}</a>
      </p>
      {months.length === 0 && <p class="none">{t('none')}</p>}
      {groupsOf(months).map((group) => (
        <Credential
          key={group.key}
          page={page}
          group={group}
          trend={trend.filter(
            (one) => one.credential === group.first.credential && one.simulated === group.first.simulated,
          )}
        />
      ))}
    </Layout>
  )
}

interface Group {
  key: string
  first: MoneyMonth
  months: MoneyMonth[]
}

function groupsOf(months: MoneyMonth[]): Group[] {
  const groups = new Map<string, Group>()
  for (const month of months) {
    const key = `${month.credential} ${month.currency} ${month.simulated}`
    const group = groups.get(key) ?? { key, first: month, months: [] }
    groups.set(key, group)
    group.months.push(month)
  }
  return [...groups.values()]
}

function Credential({ page, group, trend }: { page: PageContext; group: Group; trend: ReleasedFigure[] }) {
  const { locale } = page
  const t = moneyMessages(locale)
  const { title, currency, simulated } = group.first
  const money = (minor: number) => formatMoney(locale, minor, currency)
  // The same credential may stand here twice: in another currency, or simulated.
  const named = [title, currency, ...(simulated ? [t('simulated')] : [])].join(', ')
  const has = (column: 'tax_minor' | 'others_minor') => group.months.some((month) => month[column] !== 0)
  return (
    <section>
      <h2>
        <span dir="auto">{title}</span> {simulated && <span class="tag">{t('simulated')}</span>}
      </h2>
      <h3>{t('monthsTitle')}</h3>
      <Table
        label={`${named}: ${t('monthsTitle')}`}
        rows={group.months}
        keyOf={(row) => row.month}
        columns={[
          { title: t('month'), cell: (row) => formatMonth(locale, new Date(row.month)) },
          { title: t('payers'), cell: (row) => formatNumber(locale, row.payers) },
          { title: t('charged'), cell: (row) => money(row.charged_minor) },
          { title: t('givenBack'), cell: (row) => money(row.given_back_minor) },
          { title: t('net'), cell: (row) => money(row.charged_minor - row.given_back_minor) },
          ...(has('tax_minor') ? [{ title: t('tax'), cell: (row: MoneyMonth) => money(row.tax_minor) }] : []),
          ...(has('others_minor')
            ? [{ title: t('others'), cell: (row: MoneyMonth) => money(row.others_minor) }]
            : []),
        ]}
      />
      <h3>{t('trendTitle')}</h3>
      <Trend page={page} title={named} currency={currency} trend={trend} />
    </section>
  )
}

interface TrendProps {
  page: PageContext
  title: string
  currency: string
  trend: ReleasedFigure[]
}

function Trend({ page, title, currency, trend }: TrendProps) {
  const { locale } = page
  const t = moneyMessages(locale)
  const releases = [...new Map(trend.map((one) => [one.release, one])).values()]
  if (releases.length === 0) return <p class="none">{t('trendNone')}</p>
  const say = (release: ReleasedFigure, name: string, grouping = '') => {
    const found = trend.find(
      (one) => one.release === release.release && one.name === name && one.grouping === grouping,
    )?.figure
    return found?.value === undefined ? undefined : sayValue(locale, found, found.value, currency)
  }
  const spread = (release: ReleasedFigure, ...names: string[]) => {
    for (const name of names) {
      const [low, half, high] = [0.1, 0.5, 0.9].map((share) => say(release, name, `quantile=${share}`))
      if (half) return low && high ? `${half} (${low}, ${high})` : half
    }
    return t('dash')
  }
  const one = (release: ReleasedFigure, ...names: string[]) =>
    names.map((name) => say(release, name)).find((text) => text !== undefined) ?? t('dash')
  return (
    <Table
      label={`${title}: ${t('trendTitle')}`}
      rows={releases}
      keyOf={(row) => row.release}
      columns={[
        { title: t('release'), cell: (row) => formatMonth(locale, row.as_of) },
        { title: t('completed'), cell: (row) => spread(row, 'paid_completed') },
        { title: t('left'), cell: (row) => spread(row, 'paid_left', 'paid_not_completed') },
        {
          title: t('shareLeft'),
          cell: (row) => one(row, 'revenue_share_left', 'revenue_share_not_completed'),
        },
        { title: t('afterLast'), cell: (row) => one(row, 'revenue_share_after_last_activity') },
        { title: t('refunded'), cell: (row) => one(row, 'refunded_share') },
        { title: t('aided'), cell: (row) => one(row, 'aided') },
      ]}
    />
  )
}
