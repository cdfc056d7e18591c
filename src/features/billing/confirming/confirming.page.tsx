import type { ComponentChildren } from 'preact'
import { Field } from '../../../ui/form.tsx'
import { formatMoment, formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { simulatedCardInputPattern } from '../simulated-card.ts'
import { SimulatedBand } from '../trial.page.tsx'
import { confirmingMessages } from './confirming.messages.ts'
import type { OpenMonth, OwnCharge } from './queries.ts'

interface MonthProps {
  page: PageContext
  month: OpenMonth & { failed: NonNullable<OpenMonth['failed']> }
  simulated: boolean
  /** Cards are given in the gateway's own fields, on the next page. */
  hasFields: boolean
}

/** Behind the mail about a failed month: what it is about, and one button. */
export function OpenMonthPage({ page, month, simulated, hasFields }: MonthProps) {
  const t = confirmingMessages(page.locale)
  const { failed, title, access_until: until } = month
  const amount = formatMoney(page.locale, failed.amount_minor, month.currency)
  const isDeclined = failed.failure === 'declined' || failed.failure === 'card_gone'
  return (
    <Frame page={page} title={t(isDeclined ? 'payTitle' : 'title')} simulated={simulated}>
      <p>{t(isDeclined ? 'declined' : 'what', { amount, title })}</p>
      {failed.failure === 'mandate_needed' && <p class="warning">{t('dearer', { amount })}</p>}
      {until && <p>{t('until', { moment: formatMoment(page.locale, until, month.time_zone) })}</p>}
      <form class="stack" method="post" action={urls.chargeAgain({ subscription: month.id })}>
        {!hasFields && (
          <Field
            name="card"
            label={t('simulatedCard')}
            inputmode="numeric"
            autocomplete="off"
            pattern={simulatedCardInputPattern}
            maxlength={19}
          />
        )}
        <button class="btn">{t('pay', { amount })}</button>
      </form>
      {hasFields && (
        <form method="post" action={urls.newCardForMonth({ subscription: month.id })}>
          <button class="btn plain">{t('otherCard')}</button>
        </form>
      )}
      <p class="quiet">
        {t('stop')} <a href={urls.money()}>{t('money')}</a>.
      </p>
    </Frame>
  )
}

interface ChargeProps {
  page: PageContext
  charge: OwnCharge
  simulated: boolean
}

/** On the way to the bank. */
export function ToBankPage({ page, charge, simulated, bank }: ChargeProps & { bank: string }) {
  const t = confirmingMessages(page.locale)
  return (
    <Frame page={page} title={t('title')} simulated={simulated}>
      <p>{t('toBankText', wordsOf(page, charge))}</p>
      <p>
        <a class="btn" href={bank} rel="noreferrer">
          {t('toBank')}
        </a>
      </p>
    </Frame>
  )
}

/** Back from the bank: not paid, or not answered yet. */
export function NotPaidPage({ page, charge, simulated }: ChargeProps) {
  const t = confirmingMessages(page.locale)
  const isFailed = charge.state !== 'intended'
  return (
    <Frame page={page} title={t(isFailed ? 'failedTitle' : 'title')} simulated={simulated}>
      <p class="warning" role="status">
        {t(isFailed ? 'failed' : 'waiting', wordsOf(page, charge))}
      </p>
      <p class="buttons">
        {!isFailed && (
          <a class="btn" href={urls.chargeConfirmed({ charge: charge.id })}>
            {t('lookAgain')}
          </a>
        )}
        {isFailed && charge.subscription_id && (
          <a class="btn" href={urls.confirmation({ subscription: charge.subscription_id })}>
            {t('again')}
          </a>
        )}
        <a href={urls.money()}>{t('money')}</a>
      </p>
    </Frame>
  )
}

/** The other side of the wire, played: a bank that wants to hear it from its customer. */
export function SimulatedBankPage({
  page,
  charge,
  waits,
}: Omit<ChargeProps, 'simulated'> & { waits: boolean }) {
  const t = confirmingMessages(page.locale)
  const words = wordsOf(page, charge)
  return (
    <Frame page={page} title={t('bankTitle')} simulated>
      <p>{t(waits ? 'bankText' : 'bankOver', words)}</p>
      {waits ? (
        <form class="buttons" method="post" action={urls.simulatedBank({ charge: charge.id })}>
          <button class="btn" name="answer" value="yes">
            {t('bankYes', words)}
          </button>
          <button class="btn plain" name="answer" value="no">
            {t('bankNo')}
          </button>
        </form>
      ) : (
        <a href={urls.money()}>{t('money')}</a>
      )}
    </Frame>
  )
}

function Frame({
  page,
  title,
  simulated,
  children,
}: {
  page: PageContext
  title: string
  simulated: boolean
  children: ComponentChildren
}) {
  return (
    <Layout page={page} title={title}>
      <section class="narrow stack">
        {simulated && <SimulatedBand page={page} />}
        <h1>{title}</h1>
        {children}
      </section>
    </Layout>
  )
}

function wordsOf(page: PageContext, { amount_minor, currency, title }: OwnCharge) {
  return { title, amount: formatMoney(page.locale, amount_minor, currency) }
}
