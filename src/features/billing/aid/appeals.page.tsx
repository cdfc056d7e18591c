import { aidDaysMax, aidPercents, incomeBands, situations } from '../../../domain/aid.ts'
import { Choices, TextArea } from '../../../ui/form.tsx'
import { formatMoment, formatMoney, formatPercent } from '../../../ui/format.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { aidMessages } from './aid.messages.ts'
import type { OpenAppeal } from './queries.ts'

export type AppealNotice = 'decidedNow' | 'decidedBefore' | 'percentMissing'

/** Appeals that wait for a person, the oldest one open: what was answered and said, never who it is. */
export function AppealsPage({
  page,
  appeals,
  notice,
}: {
  page: PageContext
  appeals: OpenAppeal[]
  notice?: AppealNotice
}) {
  const t = aidMessages(page.locale)
  return (
    <Layout page={page} title={t('appealsTitle')}>
      <section class="narrow aid">
        <h1>{t('appealsTitle')}</h1>
        <p>
          {t('appealsLead', { days: aidDaysMax })} <a href={urls.aidRules()}>{t('toRules')}</a>
        </p>
        {notice && (
          <p class={notice === 'decidedNow' ? 'good' : 'warning'} role="status">
            {t(notice)}
          </p>
        )}
        <p class={appeals.length === 0 ? 'none' : undefined}>{t('appealsWaiting', { n: appeals.length })}</p>
      </section>
      {appeals[0] && <Appeal page={page} appeal={appeals[0]} />}
    </Layout>
  )
}

function Appeal({ page, appeal }: { page: PageContext; appeal: OpenAppeal }) {
  const { locale, viewer } = page
  const t = aidMessages(locale)
  const until = new Date((appeal.appealed_at?.getTime() ?? 0) + aidDaysMax * 86_400_000)
  const share = (percent: number) =>
    percent === 0 ? t('noAid') : percent === 100 ? t('wholePrice') : formatPercent(locale, percent / 100)
  const income = incomeBands.find((band) => band === appeal.income)
  const situation = situations.find((one) => one === appeal.situation)
  const country = appeal.country
    ? new Intl.DisplayNames([locale], { type: 'region' }).of(appeal.country)
    : undefined
  return (
    <form class="agreement-record" method="post" action={urls.aidAppealDecision({ application: appeal.id })}>
      <h2 dir="auto">{appeal.title}</h2>
      <p>{t('appealsUntil', { moment: formatMoment(locale, until, viewer?.timeZone ?? 'UTC') })}</p>
      <dl class="facts">
        <dt>{t('factAnswers')}</dt>
        <dd>
          {country && appeal.household && t('here', { country, n: appeal.household })}{' '}
          {income && `${t('ruleIncome')}: ${t(`band_${income}`)}.`} {situation && `${t(`sit_${situation}`)}.`}
        </dd>
        <dt>{t('factGiven')}</dt>
        <dd>{share(appeal.percent)}</dd>
        {appeal.price_minor !== null && appeal.currency && (
          <>
            <dt>{t('factPrice')}</dt>
            <dd>{formatMoney(locale, appeal.price_minor, appeal.currency)}</dd>
          </>
        )}
        <dt>{t('factSaid')}</dt>
        <dd dir="auto">{appeal.appeal_text || t('saidNothing')}</dd>
      </dl>
      <Choices
        name="percent"
        legend={t('decideGive')}
        value={String(appeal.percent)}
        choices={aidPercents
          .filter((percent) => percent >= appeal.percent)
          .map((percent) => ({ value: String(percent), label: share(percent) }))}
      />
      <TextArea name="answer" label={t('decideAnswer')} rows={3} maxlength={500} />
      <button class="btn">{t('decideButton')}</button>
    </form>
  )
}
