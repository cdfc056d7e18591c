import { TRIAL_DAYS } from '../../domain/pace.ts'
import type { PaceOffer } from '../../domain/pace-forecast.ts'
import { chargesMaxOf } from '../../domain/trial.ts'
import { formatMoney } from '../../ui/format.ts'
import { type PaceAsked, PaceControl, readPace } from '../../ui/pace-control.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { AskedPrice } from '../billing/api.ts'
import type { FigureLookup } from './figure-lookup.ts'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

interface CostPanelProps {
  page: PageContext
  credential: CredentialDetails
  figures: FigureLookup
  /** What somebody asked; undefined on the page that everybody gets, which is kept. */
  pace: PaceAsked | undefined
  /** What is asked for a month where the visitor lives; undefined where it is free. */
  there: AskedPrice | undefined
}

/** What it costs at your pace: before anybody agrees to anything, from the hours that people really took. */
export function CostPanel({ page, credential, figures, pace, there }: CostPanelProps) {
  const { locale } = page
  const t = messages(locale)
  if (!there) return null
  const { askedMonthlyMinor: priceMinor, currency } = there
  const offer = offerOf(credential, priceMinor, figures)
  const nowMs = page.now.getTime()
  const { hoursPerWeek, error } = readPace(pace ?? {}, offer, {
    usual: credential.facts.hours_per_week,
    nowMs,
  })
  return (
    <form
      class="cost"
      id="cost"
      method="get"
      action={`${urls.credential({ credential: credential.slug })}#cost`}
    >
      <h2 class="kicker">{t('costTitle')}</h2>
      <PaceControl
        locale={locale}
        offer={offer}
        currency={currency}
        hoursPerWeek={hoursPerWeek}
        nowMs={pace ? nowMs : undefined}
        error={error}
        typed={pace}
      />
      <p class="of">{t('costCap', { cap: formatMoney(locale, offer.chargesLeft * priceMinor, currency) })}</p>
    </form>
  )
}

function offerOf(credential: CredentialDetails, priceMinor: number, figures: FigureLookup): PaceOffer {
  const { price } = credential.facts
  const from = figures.measured('hours_to_complete', 'quantile=0.25')?.value
  const to = figures.measured('hours_to_complete', 'quantile=0.75')?.value
  return {
    hours: {
      stated: credential.effortHours,
      ...(from !== undefined && to !== undefined ? { from, to } : {}),
    },
    daysToCharge: TRIAL_DAYS,
    priceMinor,
    chargesLeft: chargesMaxOf(credential.advertisedWeeks, price === 'free' ? null : price.cap_months),
    paidMinor: 0,
  }
}
