import type { Locale } from '../../domain/locales.ts'
import {
  daysAfterFailedCharge,
  lapseDaysAfterTrial,
  reminderHoursBefore,
  trialHours,
} from '../../domain/trial.ts'
import { messages } from './messages.ts'

// The rules of fair billing that the code holds now. Label, trial page and docs state exactly these; a rule that
// isn't held yet is not in the list.

export const billingRules = [
  { key: 'rule_trial', heldBy: 'no charge is made in the trial' },
  { key: 'rule_reminder', heldBy: 'a first charge waits for a reminder of 48 hours before' },
  { key: 'rule_address', heldBy: 'a first charge waits for the address to be confirmed' },
  { key: 'rule_work_done', heldBy: 'charging ends when the work is handed in' },
  { key: 'rule_cap', heldBy: 'after the cap it is free to finish' },
  { key: 'rule_price', heldBy: 'the price at enrolment holds' },
  {
    key: 'rule_cancel',
    heldBy: 'cancelling takes one button, also from the mail, and a GET changes nothing',
  },
  { key: 'rule_failed', heldBy: 'a failed charge is not tried again by itself' },
  { key: 'rule_read', heldBy: 'a lapsed trial keeps read access' },
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
    cap: chargesMax,
  })
}
