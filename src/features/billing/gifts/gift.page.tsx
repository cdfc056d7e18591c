import { countryCodes } from '../../../domain/countries.ts'
import { ErrorSummary, Field, TextArea } from '../../../ui/form.tsx'
import { formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { CardInput } from '../cards/card-section.tsx'
import type { WholeSale } from '../grants/whole-sale.ts'
import { orderAmounts } from '../orders/place-order.ts'
import { SimulatedBand } from '../trial.page.tsx'
import { giftWordsMax } from './forms.ts'
import { giftsMessages } from './gifts.messages.ts'

type Key = Parameters<ReturnType<typeof giftsMessages>>[0]

interface GiftPageProps {
  page: PageContext
  sale: WholeSale
  simulated: boolean
  /** Cards are given in the gateway's own fields, on the next page. */
  hasFields: boolean
  once: string
  typed: Record<string, string>
  errors?: Record<string, string>
  changed?: boolean
}

/** Buying a gift: what it costs, for whom, and when it goes. */
export function GiftPage(props: GiftPageProps) {
  const { page, sale, simulated, hasFields, once, typed, errors = {}, changed } = props
  const { locale } = page
  const t = giftsMessages(locale)
  const { totalMinor } = orderAmounts({ quantity: 1, unitMinor: sale.unitMinor, tax: sale.tax })
  const amount = formatMoney(locale, totalMinor, sale.currency)
  const field = (name: string) => ({
    name,
    value: typed[name],
    error: errors[name] && t(errors[name] as Key),
  })
  const says = Object.entries(errors).map(([name, key]) => ({ name, text: t(key as Key) }))
  return (
    <Layout page={page} title={t('title', { title: sale.title })}>
      <section class="two trial">
        <div class="stack">
          {simulated && <SimulatedBand page={page} />}
          <h1>{t('title', { title: sale.title })}</h1>
          <p>{t('lead')}</p>
          {changed && (
            <p class="warning" role="status">
              {t('priceChanged')}
            </p>
          )}
          <ErrorSummary title={t('errors')} says={says} />
        </div>
        <Facts page={page} sale={sale} amount={amount} />
      </section>
      <form class="trial-form" method="post" action={urls.gift({ credential: sale.slug })}>
        <input type="hidden" name="once" value={once} />
        <input type="hidden" name="total" value={`${totalMinor} ${sale.currency}`} />
        <section>
          <h2>{t('forWhom')}</h2>
          <Field
            {...field('recipient_email')}
            type="email"
            label={t('recipientEmail')}
            autocomplete="off"
            required
          />
          <Field {...field('recipient_name')} label={t('recipientName')} maxlength={80} autocomplete="off" />
          <Field {...field('giver_name')} label={t('giverName')} maxlength={80} autocomplete="name" />
          <TextArea {...field('message')} label={t('message')} rows={4} maxlength={giftWordsMax} />
          <Field {...field('send_on')} type="date" label={t('sendOn')} />
        </section>
        <section class="card-fields">
          <h2>{t('payTitle')}</h2>
          {simulated && <SimulatedBand page={page} />}
          <CountrySelect page={page} label={t('country')} none={t('countryNone')} value={sale.country} />
          <p>
            <button class="btn plain" name="reprice" value="1" formNoValidate>
              {t('reprice')}
            </button>
          </p>
          <CardInput page={page} hasFields={hasFields} value={typed.card} error={field('card').error} />
        </section>
        <section class="agreement">
          <button class="btn">{t('buy', { amount })}</button>
        </section>
      </form>
    </Layout>
  )
}

function Facts({ page, sale, amount }: { page: PageContext; sale: WholeSale; amount: string }) {
  const { locale } = page
  const t = giftsMessages(locale)
  const { taxMinor } = orderAmounts({ quantity: 1, unitMinor: sale.unitMinor, tax: sale.tax })
  return (
    <dl class="facts money-facts">
      <dt>{t('factPrice')}</dt>
      <dd>
        <b>{t('factPriceText', { amount })}</b>
        {taxMinor > 0 && ` ${t('factTax', { tax: formatMoney(locale, taxMinor, sale.currency) })}`}
      </dd>
      <dt>{t('factBack')}</dt>
      <dd>{t('factBackText')}</dd>
      <dt>{t('factBy')}</dt>
      <dd>{sale.provider_name}</dd>
    </dl>
  )
}

/** The buyer's country, which decides price list and tax; it may be left out. */
export function CountrySelect({
  page,
  label,
  none,
  value,
}: {
  page: PageContext
  label: string
  none: string
  value: string | null
}) {
  const names = new Intl.DisplayNames([page.locale], { type: 'region' })
  const countries = countryCodes
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, page.locale))
  return (
    <p class="field">
      <label for="f-country">{label}</label>
      <select id="f-country" name="country">
        <option value="">{none}</option>
        {countries.map(({ code, name }) => (
          <option key={code} value={code} selected={code === value}>
            {name}
          </option>
        ))}
      </select>
    </p>
  )
}
