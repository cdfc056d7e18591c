import { Choices, Field } from '../../ui/form.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { messages } from './messages.ts'

/** The two questions of methods.md and the pace, the same on every way in. Each says why it is asked. */
export function IntentFields({
  page,
  typed = {},
  hoursPerWeek,
}: {
  page: PageContext
  typed?: Record<string, string>
  hoursPerWeek: number
}) {
  const t = messages(page.locale)
  const choice = (value: 'finish' | 'look_around' | 'job' | 'promotion' | 'own_venture' | 'skills') => ({
    value,
    label: t(value),
  })
  const skip = { value: '', label: t('skip') }
  return (
    <>
      <Choices
        name="intent_finish"
        legend={t('intentFinish')}
        hint={t('intentFinishHint')}
        value={typed.intent_finish ?? ''}
        choices={[choice('finish'), choice('look_around'), skip]}
      />
      <Choices
        name="intent_goal"
        legend={t('intentGoal')}
        hint={t('intentGoalHint')}
        value={typed.intent_goal ?? ''}
        choices={[choice('job'), choice('promotion'), choice('own_venture'), choice('skills'), skip]}
      />
      <Field
        name="hours_per_week"
        type="number"
        inputmode="decimal"
        min={1}
        max={60}
        step="any"
        label={t('hours')}
        value={typed.hours_per_week ?? String(hoursPerWeek)}
      />
    </>
  )
}
