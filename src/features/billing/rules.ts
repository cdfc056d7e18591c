import { pauseDaysMax } from '../../domain/billing-pause.ts'
import type { Locale } from '../../domain/locales.ts'
import { refundDays } from '../../domain/self-service-refund.ts'
import {
  daysAfterFailedCharge,
  lapseDaysAfterTrial,
  reminderHoursBefore,
  takeBackDays,
  trialHours,
} from '../../domain/trial.ts'
import { messages } from './messages.ts'

// The rules of fair billing that the code holds now. Label, trial page and docs state exactly these; a rule that
// isn't held yet is not in the list.

/** Each rule with the name of the test that holds it. */
export const billingRules = [
  {
    key: 'rule_trial',
    heldBy:
      'nothing is charged in the trial; then a reminder, a charge a month, and at the cap it is free to finish',
  },
  {
    key: 'rule_reminder',
    heldBy: 'a first charge waits for its reminder to be handed over, and then 48 hours more',
  },
  {
    key: 'rule_address',
    heldBy: 'nothing is charged before the address is confirmed; then a reminder comes first',
  },
  {
    key: 'rule_work_done',
    heldBy: 'charging ends when the last piece is handed in, while its marks are still out',
  },
  {
    key: 'rule_idle',
    heldBy:
      'a month in which nothing was done is given back at its end and pauses; one click resumes it, with a reminder',
  },
  {
    key: 'rule_pause',
    heldBy: 'a pause keeps what is left, takes no work and charges nothing; resuming lets it run out first',
  },
  {
    key: 'rule_cancel',
    heldBy: 'a mail’s link cancels with one button and no sign-in; opening it changes nothing',
  },
  {
    key: 'rule_taken_back',
    heldBy:
      'a cancellation is taken back within 30 days also when nothing runs: a new period after a reminder, at the same price',
  },
  {
    key: 'rule_waiting',
    heldBy: 'days for which somebody waited for a mark are added to the paid period, once',
  },
  {
    key: 'rule_cap',
    heldBy:
      'nothing is charged in the trial; then a reminder, a charge a month, and at the cap it is free to finish',
  },
  {
    key: 'rule_refund',
    heldBy:
      'the first charge is given back in full within 14 days, later ones by unused days; pressing often gives back once',
  },
  { key: 'rule_price', heldBy: 'the database refuses an unfair charge, whoever asks for it' },
  {
    key: 'rule_failed',
    heldBy: 'a declined card is not tried again; ten days to pay with another, one charge for ten clicks',
  },
  {
    key: 'rule_read',
    heldBy: 'a trial that waits for the address for a month lapses, and keeps read access',
  },
] as const satisfies readonly { key: Parameters<ReturnType<typeof messages>>[0]; heldBy: string }[]

export type BillingRuleKey = (typeof billingRules)[number]['key']

/** One rule in the reader's words. */
export function billingRuleText(
  locale: Locale,
  key: BillingRuleKey,
  { chargesMax }: { chargesMax: number },
): string {
  return messages(locale)(key, {
    hours: trialHours,
    remindHours: reminderHoursBefore,
    failedDays: daysAfterFailedCharge,
    lapseDays: lapseDaysAfterTrial,
    pauseDays: pauseDaysMax,
    takeBackDays,
    refundDays,
    cap: chargesMax,
  })
}
