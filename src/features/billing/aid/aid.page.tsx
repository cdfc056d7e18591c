import type { ComponentChildren } from 'preact'
import {
  aidDaysMax,
  appealDays,
  applyAgainDays,
  householdMax,
  incomeBands,
  incomeLines,
  situations,
} from '../../../domain/aid.ts'
import { aidCountries } from '../../../domain/aid-countries.ts'
import { Choices, ErrorSummary, Field, TextArea } from '../../../ui/form.tsx'
import { formatDate, formatMoment, formatMoney, formatWhole } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { type PricedOffer, SimulatedBand } from '../trial.page.tsx'
import { aidMessages } from './aid.messages.ts'
import { decisionInWords } from './decision-words.ts'
import { appealLettersMax } from './forms.ts'
import type { AidApplication } from './queries.ts'

export type AidErrors = Partial<Record<'country' | 'household' | 'income' | 'text', AidErrorKey>>
type AidErrorKey = 'countryMissing' | 'householdWrong' | 'incomeMissing' | 'appealLong'

interface AidPageProps {
  page: PageContext
  offer: PricedOffer
  simulated: boolean
  typed: Record<string, string>
  errors?: AidErrors
}

/** Asking for aid: where and how many first, because the amounts of the second step follow from it. */
export function AidFormPage({ page, offer, simulated, typed, errors = {} }: AidPageProps) {
  const { locale } = page
  const t = aidMessages(locale)
  const household = Number(typed.household)
  const lines =
    errors.country || errors.household || !typed.country || !typed.household
      ? undefined
      : incomeLines(typed.country, household)
  return (
    <AidFrame page={page} offer={offer} simulated={simulated}>
      <p>{t('lead')}</p>
      <p>
        {t('price', { amount: formatMoney(locale, offer.price_minor, offer.currency) })}{' '}
        <a href={urls.aidRules()}>{t('toRules')}</a>
      </p>
      <ErrorSummary title={t('errors')} says={saysOf(page, errors)} />
      {lines ? (
        <Income page={page} offer={offer} typed={typed} lines={lines} error={errors.income} />
      ) : (
        <Where page={page} offer={offer} typed={typed} errors={errors} />
      )}
      <p class="small">{t('trialStays')}</p>
      <p class="small">{t('privacy', { days: appealDays })}</p>
    </AidFrame>
  )
}

function Where({
  page,
  offer,
  typed,
  errors,
}: {
  page: PageContext
  offer: PricedOffer
  typed: Record<string, string>
  errors: AidErrors
}) {
  const t = aidMessages(page.locale)
  return (
    <form method="get" action={urls.aid({ credential: offer.slug })}>
      <h2>{t('stepWhere')}</h2>
      <CountrySelect
        page={page}
        label={t('country')}
        value={typed.country}
        error={errors.country && t(errors.country)}
      />
      <Field
        name="household"
        type="number"
        inputmode="numeric"
        min={1}
        max={householdMax}
        required
        label={t('household')}
        value={typed.household || '1'}
        error={errors.household && t(errors.household, { max: householdMax })}
      />
      <p>
        <button class="btn">{t('next')}</button>
      </p>
    </form>
  )
}

function CountrySelect({
  page,
  label,
  value,
  error,
}: {
  page: PageContext
  label: string
  value?: string
  error?: string
}) {
  const names = new Intl.DisplayNames([page.locale], { type: 'region' })
  const countries = [...aidCountries.keys()]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, page.locale))
  return (
    <p class="field">
      <label for="f-country">{label}</label>
      <select
        id="f-country"
        name="country"
        required
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? 'e-country' : undefined}
      >
        <option value="">{aidMessages(page.locale)('countryChoose')}</option>
        {countries.map(({ code, name }) => (
          <option key={code} value={code} selected={code === value}>
            {name}
          </option>
        ))}
      </select>
      {error && (
        <span id="e-country" class="error">
          {error}
        </span>
      )}
    </p>
  )
}

function Income({
  page,
  offer,
  typed,
  lines,
  error,
}: {
  page: PageContext
  offer: PricedOffer
  typed: Record<string, string>
  lines: NonNullable<ReturnType<typeof incomeLines>>
  error?: AidErrorKey
}) {
  const { locale } = page
  const t = aidMessages(locale)
  const amount = (whole: number) => formatWhole(locale, whole, lines.currency)
  const amounts = { half: amount(lines.half), line: amount(lines.line), double: amount(lines.double) }
  const words = {
    under_half: 'incomeHalf',
    under_line: 'incomeLine',
    under_double: 'incomeDouble',
    over: 'incomeOver',
    unsaid: 'incomeUnsaid',
  } as const
  const country = new Intl.DisplayNames([locale], { type: 'region' }).of(typed.country ?? '') ?? ''
  return (
    <form method="post" action={urls.aid({ credential: offer.slug })}>
      <input type="hidden" name="country" value={typed.country} />
      <input type="hidden" name="household" value={typed.household} />
      <h2>{t('stepIncome')}</h2>
      <p>
        {t('here', { country, n: Number(typed.household) })}{' '}
        <a href={urls.aid({ credential: offer.slug })}>{t('change')}</a>
      </p>
      <Choices
        name="income"
        legend={t('income')}
        hint={t('incomeHint')}
        value={typed.income}
        error={error && t(error)}
        choices={incomeBands.map((band) => ({ value: band, label: t(words[band], amounts) }))}
      />
      <Choices
        name="situation"
        legend={t('situation')}
        hint={t('situationHint')}
        value={typed.situation || 'none'}
        choices={situations.map((one) => ({ value: one, label: t(`sit_${one}`) }))}
      />
      <p>
        <button class="btn">{t('apply')}</button>
      </p>
    </form>
  )
}

interface DecisionPageProps {
  page: PageContext
  offer: PricedOffer
  simulated: boolean
  application: AidApplication
  mayAppeal: boolean
  typed?: string
  errors?: AidErrors
}

/** What was decided, why, and what can be done now. */
export function AidDecisionPage(props: DecisionPageProps) {
  const { page, offer, simulated, application, mayAppeal, typed, errors = {} } = props
  const { locale, viewer } = page
  const t = aidMessages(locale)
  const timeZone = viewer?.timeZone ?? 'UTC'
  const { percent, what, amount, why } = decisionInWords(locale, application, offer)
  const isOpen = application.appealed_at !== null && application.appeal_decided_at === null
  const after = (at: Date, days: number) => new Date(at.getTime() + days * 86_400_000)
  return (
    <AidFrame page={page} offer={offer} simulated={simulated}>
      <ErrorSummary title={t('errors')} says={saysOf(page, errors)} />
      <p class="decision">
        <b>{what}</b> {amount}
      </p>
      <p>
        {why.join(' ')} <a href={urls.aidRules()}>{t('toRules')}</a>
      </p>
      {application.appeal_answer && (
        <p dir="auto">
          {t('answerOfPerson')} {application.appeal_answer}
        </p>
      )}
      <Next page={page} offer={offer} application={application} percent={percent} />
      {isOpen && application.appealed_at && (
        <p class="warning" role="status">
          {t('appealOpen', {
            moment: formatMoment(locale, after(application.appealed_at, aidDaysMax), timeZone),
          })}
        </p>
      )}
      {mayAppeal && (
        <form class="appeal" method="post" action={urls.aidAppeals({ application: application.id })}>
          <h2>{t('appealTitle')}</h2>
          <p>{t('appealText', { days: aidDaysMax })}</p>
          <TextArea
            name="text"
            label={t('appealField')}
            rows={4}
            maxlength={appealLettersMax}
            value={typed}
            error={errors.text && t(errors.text, { max: appealLettersMax })}
          />
          <button class="btn plain">{t('appealButton')}</button>
        </form>
      )}
      {percent < 100 && (
        <p class="small">
          {t('applyAgain', {
            date: formatDate(locale, after(application.applied_at, applyAgainDays), timeZone),
          })}
        </p>
      )}
    </AidFrame>
  )
}

function Next({
  page,
  offer,
  application,
  percent,
}: {
  page: PageContext
  offer: PricedOffer
  application: AidApplication
  percent: number
}) {
  const t = aidMessages(page.locale)
  const trial = urls.trial({ credential: offer.slug })
  if (application.enrolment_id && application.used_percent === percent)
    return (
      <p>
        {percent === 100 && t('usedWhole')}{' '}
        <a class="btn" href={urls.enrolment({ enrolment: application.enrolment_id })}>
          {t('toLearning')}
        </a>
      </p>
    )
  if (percent === 100)
    return (
      <form method="post" action={urls.aidAcceptances({ application: application.id })}>
        <button class="btn">{t('accept')}</button> <small>{t('acceptNote')}</small>
      </form>
    )
  if (offer.own_state && offer.own_enrolment_id)
    return (
      <p>
        <a href={urls.enrolment({ enrolment: offer.own_enrolment_id })}>{t('toLearning')}</a>
      </p>
    )
  return percent > 0 ? (
    <p>
      <a class="btn" href={trial}>
        {t('startTrial')}
      </a>
    </p>
  ) : (
    <p>
      <a href={trial}>{t('stillTrial')}</a>
    </p>
  )
}

function AidFrame({
  page,
  offer,
  simulated,
  children,
}: {
  page: PageContext
  offer: PricedOffer
  simulated: boolean
  children: ComponentChildren
}) {
  const title = aidMessages(page.locale)('title', { title: offer.title })
  return (
    <Layout page={page} title={title}>
      <section class="narrow aid">
        {simulated && <SimulatedBand page={page} />}
        <h1>{title}</h1>
        {children}
      </section>
    </Layout>
  )
}

function saysOf(page: PageContext, errors: AidErrors) {
  const t = aidMessages(page.locale)
  return Object.entries(errors).map(([name, key]) => ({
    name,
    text: t(key, { max: key === 'appealLong' ? appealLettersMax : householdMax }),
  }))
}
