import { Choices, ErrorSummary, Field } from '../../../ui/form.tsx'
import { formatMoney } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { CardInput } from '../cards/card-section.tsx'
import { CountrySelect } from '../gifts/gift.page.tsx'
import type { WholeSale } from '../grants/whole-sale.ts'
import { orderAmounts } from '../orders/place-order.ts'
import { simulatedCardInputPattern } from '../simulated-card.ts'
import { SimulatedBand } from '../trial.page.tsx'
import type { OwnOrganisation } from './queries.ts'
import { seatsMessages } from './seats.messages.ts'

type Key = Parameters<ReturnType<typeof seatsMessages>>[0]

interface AgreementPageProps {
  page: PageContext
  sale: WholeSale
  organisations: OwnOrganisation[]
  seatsMax: number
  simulated: boolean
  /** Cards are given in the gateway's own fields, on the next page. */
  hasFields: boolean
  once: string
  typed: Record<string, string>
  errors?: Record<string, string>
  changed?: boolean
}

/** Agreeing on seats: what they cost, when it is paid, and what is never paid. */
export function AgreementPage(props: AgreementPageProps) {
  const { page, sale, organisations, simulated, once, typed, errors = {}, changed } = props
  const { locale } = page
  const t = seatsMessages(locale)
  const field = (name: string) => ({
    name,
    value: typed[name],
    error: errors[name] && t(errors[name] as Key),
  })
  const says = Object.entries(errors).map(([name, key]) => ({ name, text: t(key as Key) }))
  const title = t('buyTitle', { title: sale.title })
  return (
    <Layout page={page} title={title}>
      <section class="two trial">
        <div class="stack">
          {simulated && <SimulatedBand page={page} />}
          <h1>{title}</h1>
          <p>{t('buyLead')}</p>
          {changed && (
            <p class="warning" role="status">
              {t('priceChanged')}
            </p>
          )}
          <ErrorSummary title={t('errors')} says={says} />
        </div>
        <Facts page={page} sale={sale} seatsMax={props.seatsMax} />
      </section>
      <section class="trial-form">
        <h2>{t('termsTitle')}</h2>
        <ul class="rules">
          {(['term_pay', 'term_unused', 'term_year', 'term_price', 'term_progress'] as const).map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </section>
      <form class="trial-form" method="post" action={urls.seatAgreements({ credential: sale.slug })}>
        <input type="hidden" name="once" value={once} />
        <input type="hidden" name="unit" value={`${sale.unitMinor} ${sale.currency}`} />
        <section>
          {organisations.length > 0 && (
            <p class="field">
              <label for="f-organisation">{t('organisation')}</label>
              <select id="f-organisation" name="organisation">
                {organisations.map(({ id, name }) => (
                  <option key={id} value={id} selected={id === typed.organisation}>
                    {name}
                  </option>
                ))}
                <option value="">{t('organisationNew')}</option>
              </select>
            </p>
          )}
          <Field {...field('name')} label={t('name')} maxlength={120} autocomplete="organization" />
          <Choices
            name="kind"
            legend={t('kind')}
            value={typed.kind || 'employer'}
            choices={(['employer', 'college', 'other'] as const).map((kind) => ({
              value: kind,
              label: t(`kind_${kind}`),
            }))}
          />
          <Field
            {...field('seats_max')}
            label={t('seatsMax')}
            type="number"
            min={1}
            max={10_000}
            inputmode="numeric"
            value={typed.seats_max || String(props.seatsMax)}
            required
          />
          <Field {...field('domain')} label={t('domain')} hint={t('domainHint')} maxlength={200} />
        </section>
        <section class="card-fields">
          <CountrySelect page={page} label={t('country')} none={t('countryNone')} value={sale.country} />
          <p>
            <button class="btn plain" name="reprice" value="1" formNoValidate>
              {t('reprice')}
            </button>
          </p>
          <Choices
            name="pays_by"
            legend={t('paysBy')}
            value={typed.pays_by || 'invoice'}
            choices={(['invoice', 'card'] as const).map((way) => ({ value: way, label: t(`pays_${way}`) }))}
          />
          {props.hasFields ? (
            <CardInput page={page} hasFields error={field('card').error} />
          ) : (
            <Field
              {...field('card')}
              label={t('card')}
              hint={t('cardHint')}
              inputmode="numeric"
              autocomplete="off"
              pattern={simulatedCardInputPattern}
              maxlength={19}
            />
          )}
        </section>
        <section class="agreement">
          <button class="btn">{t('agree')}</button> <small>{t('agreeNote')}</small>
        </section>
      </form>
    </Layout>
  )
}

function Facts({ page, sale, seatsMax }: { page: PageContext; sale: WholeSale; seatsMax: number }) {
  const { locale } = page
  const t = seatsMessages(locale)
  const { unitMinor, tax } = sale
  const one = orderAmounts({ quantity: 1, unitMinor, tax })
  const all = orderAmounts({ quantity: seatsMax, unitMinor, tax })
  const money = (minor: number) => formatMoney(locale, minor, sale.currency)
  return (
    <dl class="facts money-facts">
      <dt>{t('factToday')}</dt>
      <dd>
        <b>{t('factTodayText')}</b>
      </dd>
      <dt>{t('factUnit')}</dt>
      <dd>
        <b>{t('factUnitText', { amount: money(one.totalMinor) })}</b>
        {one.taxMinor > 0 && ` ${t('factTax', { tax: money(one.taxMinor) })}`}
      </dd>
      <dt>{t('factMost')}</dt>
      <dd>{t('factMostText', { amount: money(all.totalMinor), n: seatsMax })}</dd>
    </dl>
  )
}
