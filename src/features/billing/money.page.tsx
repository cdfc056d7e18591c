import { monthTotal } from '../../domain/charge-amount.ts'
import type { RefundOffer } from '../../domain/self-service-refund.ts'
import { Field } from '../../ui/form.tsx'
import { formatDate, formatMoment, formatMoney } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { AgreementFacts, MoneyButtons, RefundOffered } from './agreement-parts.tsx'
import { messages } from './messages.ts'
import { pausingMessages } from './pausing/pausing.messages.ts'
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
  | PausingNotice
type PausingNotice =
  | 'pausedNow'
  | 'resumedNow'
  | 'usedUpNow'
  | 'nothingRunsNow'
  | 'nothingPausedNow'
  | 'refundedNow'
  | 'refundChangedNow'
  | 'refundNothingNow'
  | 'idleSetNow'
/** What is offered to be given back, by subscription. */
type Offers = Map<string, { offer: RefundOffer; charge: { id: string } }>

interface MoneyPageProps {
  page: PageContext
  subscriptions: OwnSubscription[]
  offers: Offers
  notice?: MoneyNotice
  simulated: boolean
  /** A card's number is typed here: the simulated gateway's. */
  typesCards: boolean
}

const goodNews: MoneyNotice[] = [
  'cancelledNow',
  'paidNow',
  'takenBackNow',
  'pausedNow',
  'resumedNow',
  'refundedNow',
  'idleSetNow',
]

/** All that a person pays, paid and will pay, with one button each to pause, to cancel, and to get money back. */
export function MoneyPage(props: MoneyPageProps) {
  const { page, subscriptions, offers, notice, simulated, typesCards } = props
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('moneyTitle')}>
      <section class="narrow">
        {simulated && <SimulatedBand page={page} />}
        <h1>{t('moneyTitle')}</h1>
        {notice && (
          <p class={goodNews.includes(notice) ? 'good' : 'warning'} role="status">
            {noticeText(page, notice)}
          </p>
        )}
        {subscriptions.length === 0 && (
          <p>
            {t('moneyNone')} <a href={urls.home()}>{t('moneyCatalogue')}</a>
          </p>
        )}
      </section>
      {subscriptions.map((subscription) => (
        <Agreement
          key={subscription.id}
          page={page}
          subscription={subscription}
          offer={offers.get(subscription.id)?.offer}
          typesCards={typesCards}
        />
      ))}
      <AlsoYours page={page} />
    </Layout>
  )
}

function noticeText(page: PageContext, notice: MoneyNotice): string {
  const [t, pausing] = [messages(page.locale), pausingMessages(page.locale)]
  return isPausing(notice) ? pausing(notice) : t(notice)
}

function isPausing(notice: MoneyNotice): notice is PausingNotice {
  return [
    'pausedNow',
    'resumedNow',
    'usedUpNow',
    'nothingRunsNow',
    'nothingPausedNow',
    'refundedNow',
    'refundChangedNow',
    'refundNothingNow',
    'idleSetNow',
  ].includes(notice)
}

interface AgreementProps {
  page: PageContext
  subscription: OwnSubscription
  offer: RefundOffer | undefined
  typesCards: boolean
}

function Agreement({ page, subscription, offer, typesCards }: AgreementProps) {
  const t = messages(page.locale)
  const { currency, state } = subscription
  const money = (minor: number) => formatMoney(page.locale, minor, currency)
  const amount = money(monthTotal(subscription))
  const isUnconfirmed =
    state === 'trial' && !page.viewer?.emailConfirmed && page.now >= subscription.trial_ends_at
  return (
    <section class="agreement-record">
      <h2>{subscription.title}</h2>
      <p class="state">
        {stateInWords(page.locale, subscription, page.now, isUnconfirmed)}{' '}
        {isUnconfirmed && <a href={urls.account()}>{t('confirmAddress')}</a>}
      </p>
      {state === 'past_due' &&
        (typesCards ? (
          <PayAgain page={page} subscription={subscription} amount={amount} />
        ) : (
          <p>
            <a class="btn" href={urls.confirmation({ subscription: subscription.id })}>
              {t('payButton', { amount })}
            </a>
          </p>
        ))}
      <MoneyButtons page={page} subscription={subscription} />
      <AgreementFacts page={page} subscription={subscription} amount={amount} />
      <Charges page={page} subscription={subscription} />
      <RefundOffered page={page} subscription={subscription} offer={offer} />
      {['trial', 'active', 'past_due', 'paused'].includes(state) && (
        <CheaperLinks page={page} slug={subscription.slug} />
      )}
      <p class="buttons">
        <a href={urls.enrolment({ enrolment: subscription.enrolment_id })}>{t('learningLink')}</a>
        {state === 'trial' && (
          <a href={urls.trialCalendar({ subscription: subscription.id })}>
            {pausingMessages(page.locale)('calendarLink')}
          </a>
        )}
      </p>
      {['cancelled', 'ended'].includes(state) && (
        <p>
          {t('rateAsk')} <a href={urls.rating({ enrolment: subscription.enrolment_id })}>{t('rateLink')}</a>
        </p>
      )}
    </section>
  )
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
  const pausing = pausingMessages(page.locale)
  if (subscription.charges.length === 0) return <p class="none">{t('chargesNone')}</p>
  const day = (at: string) => formatDate(page.locale, new Date(at), subscription.time_zone)
  const money = (minor: number) => formatMoney(page.locale, minor, subscription.currency)
  return (
    <div class="wide">
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
              <td>{money(charge.amount_minor + charge.credit_minor)}</td>
              <td>
                {t(chargeKey(charge))}
                {charge.refunded_minor > 0 &&
                  ` · ${t('givenBack', { amount: money(charge.refunded_minor) })}`}
                {charge.invoice_id && (
                  <>
                    {' · '}
                    <a href={urls.invoice({ invoice: charge.invoice_id })}>{pausing('receipt')}</a>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function chargeKey(charge: ChargeLine) {
  if (charge.state === 'succeeded') return 'charge_succeeded'
  if (charge.state === 'intended') return 'charge_intended'
  if (charge.failure === 'authentication_required') return 'charge_failed_authentication_required'
  return charge.failure === 'card_gone' ? 'charge_failed_card_gone' : 'charge_failed_declined'
}
