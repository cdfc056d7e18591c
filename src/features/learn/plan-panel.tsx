import type { PaceOffer } from '../../domain/pace-forecast.ts'
import { planItems } from '../../domain/plan.ts'
import { ErrorSummary } from '../../ui/form.tsx'
import { formatDate, formatMoney, formatNumber } from '../../ui/format.ts'
import { paceMessages } from '../../ui/pace.messages.ts'
import { type PaceAsked, PaceControl, type PaceError } from '../../ui/pace-control.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { Edition } from './editions.ts'
import { messages } from './messages.ts'
import type { ObservedHours } from './observed-hours.ts'
import type { OwnEnrolment } from './queries.ts'

export interface PlanPanelProps {
  page: PageContext
  enrolment: OwnEnrolment
  edition: Edition
  observed: ObservedHours | undefined
  /** What was typed and can't be a pace. */
  error?: PaceError
  typed?: PaceAsked
}

/** What is left of the work and of the money, at the learner's pace: what the control of pace reckons with. */
export function planOffer({
  enrolment,
  edition,
  observed,
  now,
}: Omit<PlanPanelProps, 'page' | 'error' | 'typed'> & { now: Date }): PaceOffer {
  const minutes = (items: Edition['items']) => items.reduce((sum, item) => sum + item.minutes, 0)
  const left = minutes(edition.items.filter((item) => enrolment.states.get(item.id) !== 'done'))
  const share = left / Math.max(1, minutes(edition.items))
  const { nextCharge } = enrolment
  return {
    hours: {
      stated: left / 60,
      ...(observed ? { from: observed.from * share, to: observed.to * share } : {}),
    },
    daysToCharge: nextCharge ? Math.max(0, (nextCharge.at.getTime() - now.getTime()) / 86_400_000) : 0,
    priceMinor: nextCharge?.minor ?? 0,
    chargesLeft: nextCharge?.chargesLeft ?? 0,
    paidMinor: nextCharge?.paidMinor ?? 0,
  }
}

/** The dated plan, and the one control for hours a week, finish date and cost. */
export function PlanPanel({ page, enrolment, edition, observed, error, typed }: PlanPanelProps) {
  const { locale, now, viewer } = page
  const t = messages(locale)
  const hours = enrolment.hoursPerWeek ?? edition.hoursPerWeek
  const left = edition.items.filter((item) => enrolment.states.get(item.id) !== 'done')
  if (left.length === 0)
    return (
      <div class="panel">
        <h2>{t('planTitle')}</h2>
        <p>{t('planDone')}</p>
      </div>
    )
  const plan = planItems(left, hours, now.getTime())
  const { nextCharge } = enrolment
  const says = error
    ? [{ name: error === 'byWrong' ? 'by' : 'hours', text: paceMessages(locale)(error) }]
    : []
  return (
    <div class="panel">
      <h2>{t('planTitle')}</h2>
      <p>
        {t('planText', {
          hours: formatNumber(locale, hours),
          date: formatDate(locale, new Date(plan.finishMs), viewer?.timeZone),
          left: formatNumber(locale, plan.minutesLeft / 60),
        })}
      </p>
      <ErrorSummary title={t('planTitle')} says={says} />
      <form method="post" action={urls.plan({ enrolment: enrolment.id })}>
        <PaceControl
          locale={locale}
          offer={planOffer({ enrolment, edition, observed, now })}
          currency={nextCharge?.chargesLeft === undefined ? null : nextCharge.currency}
          hoursPerWeek={hours}
          nowMs={now.getTime()}
          timeZone={viewer?.timeZone}
          error={error}
          typed={typed}
          saves={t('save')}
          statedAs="items"
        />
      </form>
      {nextCharge && (
        <p class="of">
          {t('planCharge', {
            amount: formatMoney(locale, nextCharge.minor, nextCharge.currency),
            date: formatDate(locale, nextCharge.at, viewer?.timeZone),
          })}{' '}
          <a href={urls.money()}>{t('planMoney')}</a>
        </p>
      )}
      <p class="of">{t('paceHint')}</p>
    </div>
  )
}
