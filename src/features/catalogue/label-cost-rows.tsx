import { priceIn } from '../../domain/price-list.ts'
import { formatAmount, sayNone } from '../../ui/figure-text.ts'
import { formatMoney, formatNumber, formatPercent } from '../../ui/format.ts'
import { Missing, Pair } from '../../ui/label.tsx'
import { urls } from '../../urls.ts'
import type { RowProps } from './label-view.tsx'
import { messages } from './messages.ts'
import { nameOf, sayWeeks } from './words.ts'

export function TimeRow({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const at = (name: string, share: number) => figures.measured(name, `quantile=${share}`)
  const hours = at('hours_to_complete', 0.5)
  const weeks = at('weeks_to_complete', 0.5)
  const stated = t('timePair', {
    hours: formatAmount(locale, credential.effortHours),
    weeks: sayWeeks(locale, credential.advertisedWeeks),
  })
  return (
    <Pair
      words={{ stated: t('stated'), measured: t('measured') }}
      stated={stated}
      measured={
        hours && weeks ? (
          <>
            <p class="mid">
              <b>
                {t('timePair', {
                  hours: formatAmount(locale, hours.value),
                  weeks: sayWeeks(locale, weeks.value),
                })}
              </b>
            </p>
            <MiddleHalf {...{ page, credential, figures }} />
            <Beside {...{ page, credential, figures }} />
          </>
        ) : (
          <Missing>{sayNone(page.locale, figures.figure('hours_to_complete', 'quantile=0.5'))}</Missing>
        )
      }
    />
  )
}

function MiddleHalf({ page, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const [hoursFrom, hoursTo, weeksFrom, weeksTo] = [
    ['hours_to_complete', 0.25],
    ['hours_to_complete', 0.75],
    ['weeks_to_complete', 0.25],
    ['weeks_to_complete', 0.75],
  ].map(([name, share]) => figures.measured(String(name), `quantile=${share}`)?.value)
  if (hoursFrom === undefined || hoursTo === undefined || weeksFrom === undefined || weeksTo === undefined)
    return null
  const amount = (value: number) => formatAmount(locale, value)
  const hours = { from: amount(hoursFrom), to: amount(hoursTo) }
  const text =
    weeksTo < 2
      ? t('timeHalfDays', {
          ...hours,
          daysFrom: Math.max(1, Math.round(weeksFrom * 7)),
          daysTo: Math.round(weeksTo * 7),
        })
      : t('timeHalf', { ...hours, weeksFrom: amount(weeksFrom), weeksTo: amount(weeksTo) })
  return <p class="of">{text}</p>
}

// Promise and fact in one sentence, where the fact is the longer one.
function Beside({ page, credential, figures }: RowProps) {
  const { locale } = page
  const median = figures.measured('weeks_to_complete', 'quantile=0.5')
  if (!median?.denominator || median.value <= credential.advertisedWeeks) return null
  return (
    <p class="of">
      <b>
        {messages(locale)('timeBeside', {
          weeks: sayWeeks(locale, credential.advertisedWeeks),
          hours: formatAmount(locale, credential.facts.hours_per_week),
          n: formatNumber(locale, median.denominator),
          median: sayWeeks(locale, median.value),
        })}
      </b>
    </p>
  )
}

export function CostRow({ page, credential, figures }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const { priceMinor, currency } = credential
  const words = { stated: t('stated'), measured: t('measured') }
  if (priceMinor === null || currency === null)
    return <Pair words={words} stated={t('free')} measured={<p class="of">{t('costFreeMeasured')}</p>} />
  const paid = figures.measured('paid_completed', 'quantile=0.5')
  const others =
    figures.measured('paid_not_completed', 'quantile=0.5') ?? figures.measured('paid_left', 'quantile=0.5')
  const share = figures.measured('revenue_share_not_completed')
  const money = (minor: number) => formatMoney(locale, minor, currency)
  return (
    <Pair
      words={words}
      stated={
        <>
          {t('costBeside', {
            price: t('priceMonthly', { price: money(priceMinor) }),
            total: money(advertisedCost(credential.advertisedWeeks, priceMinor)),
          })}
          <PriceThere page={page} credential={credential} />
          <p class="of on-screen">
            <a href={`${urls.labelRow({ credential: credential.slug, row: 'cost' })}#rules`}>
              {t('fairBillingLink')}
            </a>
          </p>
        </>
      }
      measured={
        paid ? (
          <>
            <p class="mid">
              <b>{money(paid.value)}</b> {t('costToFinish')}
            </p>
            {others && (
              <p class="of">
                {share
                  ? t('costOthers', {
                      amount: money(others.value),
                      share: formatPercent(locale, share.value),
                    })
                  : t('costOthersPlain', { amount: money(others.value) })}
              </p>
            )}
            <WhatElse {...{ page, credential, figures }} />
          </>
        ) : (
          <Missing>{sayNone(page.locale, figures.figure('paid_completed', 'quantile=0.5'))}</Missing>
        )
      }
    />
  )
}

// What the big platforms don't tell: kept after the last activity, given back, given as aid.
function WhatElse({ page, figures }: RowProps) {
  const t = messages(page.locale)
  const lines = (
    [
      ['costAfterLast', 'revenue_share_after_last_activity'],
      ['costRefunded', 'refunded_share'],
      ['costAided', 'aided'],
    ] as const
  ).flatMap(([key, name]) => {
    const figure = figures.measured(name)
    return figure ? [t(key, { share: formatPercent(page.locale, figure.value) })] : []
  })
  return lines.length === 0 ? null : <p class="of">{lines.join(' · ')}</p>
}

// Months after the seven free days, begun ones whole: what the advertised duration costs (methods.md, Cost).
// What is measured stands in the base currency; the visitor's own price is said beside it.
function PriceThere({ page, credential }: Pick<RowProps, 'page' | 'credential'>) {
  const { price } = credential.facts
  if (price === 'free' || page.country === null) return null
  const { isListed, monthlyMinor, currency } = priceIn(price, page.country)
  if (!isListed) return null
  return (
    <p class="of">
      {messages(page.locale)('priceThere', {
        country: nameOf(page.locale, 'region', page.country),
        price: formatMoney(page.locale, monthlyMinor, currency),
      })}
    </p>
  )
}

function advertisedCost(weeks: number, priceMinor: number): number {
  return Math.ceil(Math.max(0, weeks * 7 - 7) / 30.4375) * priceMinor
}
