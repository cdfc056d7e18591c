import { chargesMaxOf } from '../../../domain/trial.ts'
import { ErrorSummary } from '../../../ui/form.tsx'
import { formatMoney, formatNumber } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { type EntryCheck, EntryCheckNote, IntentFields } from '../../learn/api.ts'
import { CardInput } from '../cards/card-section.tsx'
import { messages } from '../messages.ts'
import { PriceWhere } from '../prices/price-where.tsx'
import { taxInWords } from '../prices/tax-words.ts'
import { type PricedOffer, SimulatedBand, type TrialError } from '../trial.page.tsx'
import type { OnceOffer } from './buy-once.ts'
import { ordersMessages } from './orders.messages.ts'

interface OncePageProps {
  page: PageContext
  offer: PricedOffer
  price: OnceOffer
  typed: Record<string, string>
  hoursPerWeek: number
  entryCheck: EntryCheck | undefined
  once: string
  error?: TrialError
  changed?: boolean
  simulated: boolean
  hasFields: boolean
}

/** Everything about paying at once before agreeing, and the form that pays. */
export function OncePage(props: OncePageProps) {
  const { page, offer, price, typed, hoursPerWeek, entryCheck, error, changed, simulated } = props
  const { locale } = page
  const t = ordersMessages(locale)
  const title = t('onceTitle', { title: offer.title })
  const total = formatMoney(locale, price.totalMinor, price.currency)
  // Who pays by the month already keeps country and price: there is nothing to choose.
  const mayChoose = !offer.own_state || offer.own_state === 'ended'
  return (
    <Layout page={page} title={title}>
      <section class="two trial">
        <div class="stack">
          {simulated && <SimulatedBand page={page} />}
          <h1>{title}</h1>
          <p>{t('onceLead')}</p>
          {changed && (
            <p class="warning" role="status">
              {t('changed')}
            </p>
          )}
          <ErrorSummary
            title={t('errors')}
            says={error ? [{ name: 'card', text: messages(locale)(error) }] : []}
          />
          {offer.asked && mayChoose && (
            <PriceWhere
              page={page}
              asked={offer.asked}
              priceMinor={price.unitMinor}
              slug={offer.slug}
              isOnce
            />
          )}
        </div>
        <Facts page={page} offer={offer} price={price} total={total} isPaying={!mayChoose} />
      </section>
      <form class="trial-form" method="post" action={urls.once({ credential: offer.slug })}>
        <input type="hidden" name="edition" value={offer.edition_id} />
        <input type="hidden" name="price" value={`${price.totalMinor} ${price.currency}`} />
        <input type="hidden" name="country" value={price.country ?? ''} />
        <input type="hidden" name="once" value={props.once} />
        {mayChoose && (
          <section>
            <h2>{messages(locale)('questionsTitle')}</h2>
            <p>{messages(locale)('questionsText')}</p>
            <IntentFields page={page} typed={typed} hoursPerWeek={hoursPerWeek} />
            <EntryCheckNote page={page} credential={offer.slug} entryCheck={entryCheck} />
          </section>
        )}
        <section class="card-fields">
          <h2>{t('cardTitle')}</h2>
          {simulated && <SimulatedBand page={page} />}
          <p>{t('cardWhy')}</p>
          <CardInput
            page={page}
            hasFields={props.hasFields}
            value={typed.card}
            error={error && messages(locale)(error)}
          />
        </section>
        <section class="agreement">
          <p>{t('agree', { total, title: offer.title })}</p>
          <button class="btn">{t('pay', { total })}</button>
        </section>
      </form>
    </Layout>
  )
}

function Facts({
  page,
  offer,
  price,
  total,
  isPaying,
}: {
  page: PageContext
  offer: PricedOffer
  price: OnceOffer
  total: string
  isPaying: boolean
}) {
  const { locale } = page
  const t = ordersMessages(locale)
  const { asked } = offer
  const cap = chargesMaxOf(offer.advertised_weeks, offer.cap_months)
  return (
    <dl class="facts money-facts">
      <dt>{t('factToday')}</dt>
      <dd>
        <b>{t('factTodayText', { total })}</b>
        {isPaying && (
          <p class="small">
            {taxInWords(locale, {
              priceMinor: price.unitMinor,
              currency: price.currency,
              country: price.country,
              rule: price.tax,
              tax: asked?.tax,
            })}
          </p>
        )}
      </dd>
      <dt>{t('factAfter')}</dt>
      <dd>{t('factAfterText')}</dd>
      <dt>{t('factBack')}</dt>
      <dd>{t('factBackText', { weeks: formatNumber(locale, offer.advertised_weeks) })}</dd>
      <dt>{t('factMonthly')}</dt>
      <dd>
        {isPaying || !asked
          ? t('factSoFar')
          : t('factMonthlyText', {
              price: formatMoney(locale, asked.askedMonthlyMinor, asked.currency),
              cap: formatMoney(locale, cap * asked.askedMonthlyMinor, asked.currency),
            })}
      </dd>
      <dt>{t('factBy')}</dt>
      <dd>{offer.provider_name}</dd>
    </dl>
  )
}
