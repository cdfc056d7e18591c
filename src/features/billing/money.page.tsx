import { Field } from '../../ui/form.tsx'
import { formatDate, formatMoment, formatMoney } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import type { ChargeLine, OwnSubscription } from './queries.ts'
import { simulatedCardInputPattern } from './simulated-card.ts'
import { stateInWords } from './state-in-words.ts'
import { SimulatedBand } from './trial.page.tsx'
import { AlsoYours, CheaperLinks } from './ways-to-pay.tsx'

export type MoneyNotice =
  | 'cancelledNow'
  | 'paidNow'
  | 'takenBackNow'
  | 'tooLateNow'
  | 'underWayNow'
  | 'failedNow'
  | 'notDueNow'
  | 'token_invalid'
  | 'card_refused'

interface MoneyPageProps {
  page: PageContext
  subscriptions: OwnSubscription[]
  notice?: MoneyNotice
  simulated: boolean
}

const goodNews: MoneyNotice[] = ['cancelledNow', 'paidNow', 'takenBackNow']

/** All that a person pays, paid and will pay, with one button to stop each. */
export function MoneyPage({ page, subscriptions, notice, simulated }: MoneyPageProps) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('moneyTitle')}>
      <section class="narrow">
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('moneyTitle')}</h1>
        {notice && (
          <p class={goodNews.includes(notice) ? 'good' : 'warning'} role="status">
            {t(notice)}
          </p>
        )}
        {subscriptions.length === 0 && (
          <p>
            {t('moneyNone')} <a href={urls.home()}>{t('moneyCatalogue')}</a>
          </p>
        )}
      </section>
      {subscriptions.map((subscription) => (
        <Agreement key={subscription.id} page={page} subscription={subscription} />
      ))}
      <AlsoYours page={page} />
    </Layout>
  )
}

function Agreement({ page, subscription }: { page: PageContext; subscription: OwnSubscription }) {
  const t = messages(page.locale)
  const { currency, price_minor: price } = subscription
  const money = (minor: number) => formatMoney(page.locale, minor, currency)
  const paid = subscription.charges.filter((charge) => charge.state === 'succeeded')
  const isUnconfirmed =
    subscription.state === 'trial' && !page.viewer?.emailConfirmed && page.now >= subscription.trial_ends_at
  return (
    <section class="agreement-record">
      <h2>{subscription.title}</h2>
      <p class="state">
        {stateInWords(page.locale, subscription, page.now, isUnconfirmed)}{' '}
        {isUnconfirmed && <a href={urls.account()}>{t('confirmAddress')}</a>}
      </p>
      {subscription.state === 'past_due' && (
        <PayAgain page={page} subscription={subscription} amount={money(price)} />
      )}
      <dl class="facts">
        <dt>{t('factPrice')}</dt>
        <dd>{t('factPriceText', { amount: money(price) })}</dd>
        <dt>{t('factPaid')}</dt>
        <dd>
          {t('factPaidText', {
            total: money(paid.reduce((sum, charge) => sum + charge.amount_minor - charge.refunded_minor, 0)),
            n: paid.length,
            cap: subscription.charges_max,
          })}
        </dd>
        {subscription.last4 && (
          <>
            <dt>{t('factCard')}</dt>
            <dd>{t('factCardText', { brand: subscription.brand ?? '', last4: subscription.last4 })}</dd>
          </>
        )}
      </dl>
      {['trial', 'active', 'past_due', 'paused'].includes(subscription.state) && (
        <CheaperLinks page={page} slug={subscription.slug} />
      )}
      <Charges page={page} subscription={subscription} />
      <div class="buttons">
        {['trial', 'active', 'past_due'].includes(subscription.state) && (
          <form method="post" action={urls.cancellation({ subscription: subscription.id })}>
            <button class="btn plain">{t('cancelButton', { title: subscription.title })}</button>{' '}
            <small>{t('cancelNote')}</small>
          </form>
        )}
        {canTakeBack(subscription, page.now) && (
          <form method="post" action={urls.cancellationTakenBack({ subscription: subscription.id })}>
            <button class="btn plain">{t('takeBackButton')}</button> <small>{t('takeBackNote')}</small>
          </form>
        )}
        <a href={urls.enrolment({ enrolment: subscription.enrolment_id })}>{t('learningLink')}</a>
      </div>
      {['cancelled', 'ended'].includes(subscription.state) && (
        <p>
          {t('rateAsk')} <a href={urls.rating({ enrolment: subscription.enrolment_id })}>{t('rateLink')}</a>
        </p>
      )}
    </section>
  )
}

function canTakeBack({ state, paid_until, trial_ends_at }: OwnSubscription, now: Date): boolean {
  return state === 'cancelled' && (paid_until ?? trial_ends_at) > now
}

function PayAgain({
  page,
  subscription,
  amount,
}: {
  page: PageContext
  subscription: OwnSubscription
  amount: string
}) {
  const t = messages(page.locale)
  return (
    <form class="pay-again" method="post" action={urls.chargeAgain({ subscription: subscription.id })}>
      <h3>{t('payTitle')}</h3>
      <Field
        name="card"
        label={t('payCard')}
        inputmode="numeric"
        autocomplete="off"
        pattern={simulatedCardInputPattern}
        maxlength={19}
      />
      <button class="btn">{t('payButton', { amount })}</button>
    </form>
  )
}

function Charges({ page, subscription }: { page: PageContext; subscription: OwnSubscription }) {
  const t = messages(page.locale)
  if (subscription.charges.length === 0) return <p class="none">{t('chargesNone')}</p>
  const day = (at: string) => formatDate(page.locale, new Date(at), subscription.time_zone)
  return (
    <table class="plain">
      <caption>{t('chargesTitle')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('columnDate')}</th>
          <th scope="col">{t('columnFor')}</th>
          <th scope="col">{t('columnAmount')}</th>
          <th scope="col">{t('columnState')}</th>
        </tr>
      </thead>
      <tbody>
        {subscription.charges.map((charge) => (
          <tr key={charge.id}>
            <td>
              <time
                dateTime={charge.at}
                title={formatMoment(page.locale, new Date(charge.at), subscription.time_zone)}
              >
                {day(charge.at)}
              </time>
            </td>
            <td>{t('period', { from: day(charge.period_start), to: day(charge.period_end) })}</td>
            <td>{formatMoney(page.locale, charge.amount_minor, subscription.currency)}</td>
            <td>
              {t(chargeKey(charge))}
              {charge.refunded_minor > 0 &&
                ` · ${t('givenBack', { amount: formatMoney(page.locale, charge.refunded_minor, subscription.currency) })}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function chargeKey(charge: ChargeLine) {
  if (charge.state === 'succeeded') return 'charge_succeeded'
  if (charge.state === 'intended') return 'charge_intended'
  if (charge.failure === 'authentication_required') return 'charge_failed_authentication_required'
  return charge.failure === 'card_gone' ? 'charge_failed_card_gone' : 'charge_failed_declined'
}
