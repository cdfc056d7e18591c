import { formatAmount } from '../../ui/figure-text.ts'
import { formatMoney } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { FigureLookup } from './figure-lookup.ts'
import { messages } from './messages.ts'
import { costAt, paceOffer } from './pace-cost.ts'
import type { CredentialDetails } from './queries.ts'

interface CostPanelProps {
  page: PageContext
  credential: CredentialDetails
  figures: FigureLookup
  /** Hours a week that somebody typed; NaN where it was no number of hours. */
  hoursPerWeek: number | undefined
}

/** What it costs at your pace: before anybody agrees to anything, from the hours that people really took. */
export function CostPanel({ page, credential, figures, hoursPerWeek }: CostPanelProps) {
  const { locale } = page
  const t = messages(locale)
  const { priceMinor, currency } = credential
  if (priceMinor === null || currency === null) return null
  const from = figures.measured('hours_to_complete', 'quantile=0.25')?.value
  const to = figures.measured('hours_to_complete', 'quantile=0.75')?.value
  const observed = from !== undefined && to !== undefined ? { from, to } : undefined
  const offer = paceOffer(credential, priceMinor, observed)
  const isWrong = hoursPerWeek !== undefined && Number.isNaN(hoursPerWeek)
  const hours = isWrong || hoursPerWeek === undefined ? credential.facts.hours_per_week : hoursPerWeek
  const cost = costAt(offer, hours)
  const money = (minor: number) => formatMoney(locale, minor, currency)
  const inMonths = (n: number) => (n === 0 ? t('costNothing') : t('costOne', { months: n }))
  return (
    <form
      class="cost"
      id="cost"
      method="get"
      action={`${urls.credential({ credential: credential.slug })}#cost`}
      data-pace={JSON.stringify(offer)}
      data-currency={currency}
      data-months={JSON.stringify(Array.from({ length: offer.chargesMax + 1 }, (_, n) => inMonths(n)))}
      data-range={t('costRange', { from: '%from%', to: '%to%' })}
    >
      <h2 class="kicker">{t('costTitle')}</h2>
      <p class="cost-hours">
        <label for="pace-hours">
          {t('hoursAWeek')}
          <b class="only-live" data-hours>
            {hours}
          </b>
        </label>
        <input
          id="pace-hours"
          name="hours"
          type="number"
          min={1}
          max={80}
          value={hours}
          inputMode="numeric"
        />
        <button class="btn plain">{t('costShow')}</button>
      </p>
      {isWrong && <p class="error">{t('costHoursWrong')}</p>}
      <p role="status">
        <b class="cost-sum" data-cost>
          {cost.costFromMinor === cost.costToMinor
            ? money(cost.costToMinor)
            : `${money(cost.costFromMinor)} – ${money(cost.costToMinor)}`}
        </b>{' '}
        <span class="quiet" data-time>
          {cost.monthsFrom === cost.monthsTo
            ? inMonths(cost.monthsTo)
            : t('costRange', { from: cost.monthsFrom, to: cost.monthsTo })}
        </span>
      </p>
      <p class="of">
        {observed
          ? t('costFromMeasured', {
              from: formatAmount(locale, observed.from),
              to: formatAmount(locale, observed.to),
              stated: formatAmount(locale, credential.effortHours),
            })
          : t('costFromStated', { stated: formatAmount(locale, credential.effortHours) })}{' '}
        {t('costCap', { cap: money(offer.chargesMax * priceMinor) })}
      </p>
    </form>
  )
}
