import { Bars } from '../../ui/charts/bars.tsx'
import { perHundred, sayNone } from '../../ui/figure-text.ts'
import { Missing } from '../../ui/label.tsx'
import type { RowProps } from './label-view.tsx'
import { messages } from './messages.ts'

const finishAnswers = ['finish', 'look_around', 'none'] as const
const goalAnswers = ['job', 'promotion', 'own_venture', 'skills', 'none'] as const

/** Who takes it, as far as it is asked at enrolment: what they intend, and what for. */
export function WhoRow({ page, credential, figures }: RowProps) {
  const t = messages(page.locale)
  const intend = figures.measured('intent_finish', 'answer=finish')
  const job = figures.measured('intent_goal', 'answer=job')
  return (
    <>
      {intend ? (
        <p class="of">
          <b>{t('whoFinish', { count: perHundred(intend.value).count })}</b>{' '}
          {job && t('whoJob', { count: perHundred(job.value).count })}
        </p>
      ) : (
        <Missing>{sayNone(page.locale, figures.figure('intent_finish', 'answer=finish'))}</Missing>
      )}
      <WhoBars page={page} credential={credential} figures={figures} />
      <p class="of">{t('notYet_who')}</p>
    </>
  )
}

/** The answers to the question what it is for; on the row's page both questions. */
export function WhoBars({ page, figures, both = false }: RowProps & { both?: boolean }) {
  const { locale } = page
  const t = messages(locale)
  const bars = (
    name: 'intent_finish' | 'intent_goal',
    answers: readonly ((typeof goalAnswers)[number] | 'finish' | 'look_around')[],
  ) =>
    answers.flatMap((answer) => {
      const figure = figures.measured(name, `answer=${answer}`)
      return figure
        ? [
            {
              label: t(`intent_${answer}`),
              share: figure.value,
              kind: answer === 'none' ? ('hatched' as const) : undefined,
            },
          ]
        : []
    })
  const goals = bars('intent_goal', goalAnswers)
  const finish = both ? bars('intent_finish', finishAnswers) : []
  return (
    <>
      {finish.length > 1 && (
        <Bars locale={locale} bars={finish} title={t('whoFinishTitle')} id="hatch-finish" labelWidth={130} />
      )}
      {goals.length > 1 && (
        <Bars locale={locale} bars={goals} title={t('whoGoalTitle')} id="hatch-goal" labelWidth={130} />
      )}
    </>
  )
}
