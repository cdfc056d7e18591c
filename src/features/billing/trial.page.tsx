import type { ComponentChildren } from 'preact'
import { noTax, withTax } from '../../domain/tax.ts'
import { chargesMaxOf, trialEndOf } from '../../domain/trial.ts'
import { ErrorSummary } from '../../ui/form.tsx'
import { formatMoment, formatMoney, formatNumber } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { type EntryCheck, EntryCheckNote, IntentFields } from '../learn/api.ts'
import { CardInput } from './cards/card-section.tsx'
import { CodeField } from './codes/code-field.tsx'
import { codesMessages } from './codes/codes.messages.ts'
import { priceStep, type TrialCode, trialPrices } from './codes/trial-code.ts'
import { costAtPaceInWords, type PaceCost } from './cost-at-pace.ts'
import { mandateWords } from './mandates/mandate-words.ts'
import { messages } from './messages.ts'
import type { OfferThere } from './prices/offer-there.ts'
import { PriceWhere } from './prices/price-where.tsx'
import type { TrialOffer } from './queries.ts'
import { billingRules, billingRuleText } from './rules.ts'
import { WaysToPay } from './ways-to-pay.tsx'

export type PricedOffer = OfferThere & { price_minor: number; currency: string }
export type TrialError = 'cardMissing' | 'token_invalid' | 'card_refused' | 'card_had_trial'

interface TrialPageProps {
  page: PageContext
  offer: PricedOffer
  typed: Record<string, string>
  hoursPerWeek: number
  entryCheck: EntryCheck | undefined
  code?: TrialCode
  error?: TrialError
  changed?: boolean
  /** No real money moves: the site's gateway is the simulated one. */
  simulated: boolean
  /** Cards are given in the gateway's own fields, on the next page. */
  hasFields: boolean
}

/** Everything about the money before agreeing, and the form that agrees. */
export function TrialPage(props: TrialPageProps) {
  const { page, offer, typed, hoursPerWeek, entryCheck, code, error, changed, simulated, hasFields } = props
  const { locale, now } = page
  const t = messages(locale)
  const timeZone = page.viewer?.timeZone ?? 'UTC'
  const title = t('trialTitle', { title: offer.title })
  const moment = formatMoment(locale, trialEndOf(now), timeZone)
  const chargesMax = chargesMaxOf(offer.advertised_weeks, offer.cap_months)
  const rule = offer.asked?.taxRule ?? noTax
  const untaxed = trialPrices(offer, code, chargesMax)
  const prices = untaxed.map((price) => withTax(price, rule).totalMinor)
  const step = priceStep(prices)
  const amount = formatMoney(locale, prices[0]!, offer.currency)
  const says = [
    ...(error ? [{ name: 'card', text: t(error) }] : []),
    ...(code?.error ? [{ name: 'code', text: codesMessages(locale)(code.error) }] : []),
  ]
  return (
    <Layout page={page} title={title} scripts={['billing/pace-cost']}>
      <section class="two trial">
        <div class="stack">
          {simulated && <SimulatedBand page={page} />}
          <h1>{title}</h1>
          <p>{t('trialLead')}</p>
          {changed && (
            <p class="warning" role="status">
              {t('offerChanged')}
            </p>
          )}
          <ErrorSummary title={t('errors')} says={says} />
          {offer.asked && (
            <PriceWhere page={page} asked={offer.asked} priceMinor={untaxed[0]!} slug={offer.slug} />
          )}
        </div>
        <OfferFacts page={page} offer={offer} prices={prices} moment={moment} chargesMax={chargesMax} />
      </section>
      <form class="trial-form" method="post" action={urls.trial({ credential: offer.slug })}>
        <input type="hidden" name="edition" value={offer.edition_id} />
        <input type="hidden" name="price" value={`${offer.price_minor} ${offer.currency}`} />
        <input type="hidden" name="country" value={offer.asked?.country ?? ''} />
        <section>
          <h2>{t('questionsTitle')}</h2>
          <p>{t('questionsText')}</p>
          <IntentFields page={page} typed={typed} hoursPerWeek={hoursPerWeek} />
          <EntryCheckNote page={page} credential={offer.slug} entryCheck={entryCheck} />
          <Pace
            page={page}
            cost={costAtPaceInWords(locale, { ...offer, prices }, { hoursPerWeek, now, timeZone })}
          />
        </section>
        <section class="card-fields">
          <h2>{t('cardTitle')}</h2>
          {simulated && <SimulatedBand page={page} />}
          <p>{t('cardWhy')}</p>
          <CardInput page={page} hasFields={hasFields} value={typed.card} error={error && t(error)} />
          <CodeField page={page} code={code} />
        </section>
        <section>
          <h2>{t('rulesTitle')}</h2>
          <ul class="rules">
            {billingRules.map(({ key }) => (
              <li key={key}>{billingRuleText(locale, key, { chargesMax })}</li>
            ))}
          </ul>
        </section>
        <section class="agreement">
          <p>
            {step
              ? codesMessages(locale)('agreeSteps', {
                  amount,
                  moment,
                  n: step.n,
                  later: formatMoney(locale, step.later, offer.currency),
                })
              : t('agree', { amount, moment })}
          </p>
          <p class="quiet">
            {mandateWords(
              locale,
              { ...offer, charges_max: chargesMax, tax_added: rule.added, tax_rate_bp: rule.rateBp },
              offer.title,
            )}
          </p>
          <button class="btn">{t('start')}</button>
        </section>
      </form>
      <WaysToPay page={page} slug={offer.slug} />
    </Layout>
  )
}

function OfferFacts({
  page,
  offer,
  prices,
  moment,
  chargesMax,
}: {
  page: PageContext
  offer: PricedOffer
  /** What each charge costs this person, aid and code taken off. */
  prices: number[]
  moment: string
  chargesMax: number
}) {
  const t = messages(page.locale)
  const money = (minor: number) => formatMoney(page.locale, minor, offer.currency)
  const amount = money(prices[0]!)
  const total = money(prices.reduce((sum, price) => sum + price, 0))
  const step = priceStep(prices)
  return (
    <dl class="facts money-facts">
      <dt>{t('factToday')}</dt>
      <dd>
        <b>{t('factTodayText')}</b>
      </dd>
      <dt>{t('factFirst')}</dt>
      <dd>
        <b>{t('factFirstText', { amount, moment })}</b>
      </dd>
      <dt>{t('factMonthly')}</dt>
      <dd>
        {step
          ? codesMessages(page.locale)('monthlySteps', { first: amount, n: step.n, later: money(step.later) })
          : t('factMonthlyText', { amount })}
      </dd>
      <dt>{t('factCap')}</dt>
      <dd>{t('factCapText', { total, cap: chargesMax })}</dd>
      <dt>{t('factBy')}</dt>
      <dd>{offer.provider_name}</dd>
    </dl>
  )
}

function Pace({ page, cost }: { page: PageContext; cost: PaceCost }) {
  const t = messages(page.locale)
  return (
    <div
      class="pace-cost"
      data-pace-cost
      data-says={JSON.stringify(cost.says)}
      data-hours={cost.effortHours}
      data-finish={t('paceFinish', { date: '%date%' })}
    >
      <h3>{t('paceTitle')}</h3>
      <p aria-live="polite">
        <b data-cost>{cost.cost}</b> <span data-finish-date>{cost.finish}</span>
      </p>
      <p class="quiet">{t('paceHours', { hours: formatNumber(page.locale, cost.effortHours) })}</p>
      <button class="btn plain" name="recompute" value="1" formNoValidate>
        {t('recompute')}
      </button>
    </div>
  )
}

/** Stands on every page that shows money while no real money moves. */
export function SimulatedBand({ page }: { page: PageContext }) {
  return <p class="simulated-band">{messages(page.locale)('simulated')}</p>
}

/** Why there is no trial to start here, and where to go instead. */
export function NoTrialPage({
  page,
  offer,
  why,
}: {
  page: PageContext
  offer: TrialOffer
  why: 'free' | 'preparation' | 'had'
}) {
  const t = messages(page.locale)
  const { title, slug } = offer
  if (why === 'free')
    return (
      <Saying page={page} title={t('freeTitle', { title })} text={t('freeText')}>
        <a class="btn" href={urls.enrolFree({ credential: slug })}>
          {t('freeLink')}
        </a>
      </Saying>
    )
  if (why === 'preparation')
    return (
      <Saying page={page} title={title} text={t('preparationText')}>
        <a href={urls.credential({ credential: slug })}>{t('toCredential')}</a>
      </Saying>
    )
  return (
    <Saying page={page} title={title} text={`${t('trial_had')} ${t('trial_hadText')}`}>
      <a href={urls.myLearning()}>{t('toLearning')}</a> <a href={urls.money()}>{t('moneyLink')}</a>
    </Saying>
  )
}

function Saying({
  page,
  title,
  text,
  children,
}: {
  page: PageContext
  title: string
  text: string
  children: ComponentChildren
}) {
  return (
    <Layout page={page} title={title}>
      <section class="narrow">
        <h1>{title}</h1>
        <p class="warning">{text}</p>
        <p class="buttons">{children}</p>
      </section>
    </Layout>
  )
}
