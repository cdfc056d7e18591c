import { monthTotal } from '../../../domain/charge-amount.ts'
import type { Locale } from '../../../domain/locales.ts'
import { formatMoment, formatMoney } from '../../../ui/format.ts'
import { pausingMessages } from '../pausing/pausing.messages.ts'
import type { Subscription } from '../queries.ts'

/**
 * The end of a trial as a calendar file (RFC 5545): one event of its minute with an alarm the day before. The moment is in
 * UTC, which every calendar shows in its owner's zone; the text says day and hour in the zone of the learner.
 */
export function trialCalendar(
  locale: Locale,
  subscription: Pick<
    Subscription,
    | 'id'
    | 'trial_ends_at'
    | 'time_zone'
    | 'currency'
    | 'price_minor'
    | 'discount_bp'
    | 'tax_rate_bp'
    | 'tax_added'
    | 'trial_started_at'
  >,
  { title, url, host }: { title: string; url: string; host: string },
): string {
  const t = pausingMessages(locale)
  const amount = formatMoney(locale, monthTotal(subscription), subscription.currency)
  const moment = formatMoment(locale, subscription.trial_ends_at, subscription.time_zone)
  const summary = t('calendarSummary', { title, amount })
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Candour//trial//EN',
    'BEGIN:VEVENT',
    `UID:trial-${subscription.id}@${host}`,
    `DTSTAMP:${instant(subscription.trial_started_at)}`,
    `DTSTART:${instant(subscription.trial_ends_at)}`,
    `DTEND:${instant(new Date(subscription.trial_ends_at.getTime() + 60_000))}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(`${t('calendarText', { title, amount, moment })}\n${url}`)}`,
    `URL:${url}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(summary)}`,
    'TRIGGER:-P1D',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

// RFC 5545 §3.3.11
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll('\n', '\\n')
}

// RFC 5545 §3.1: lines of at most 75 octets; a character is never cut in two.
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  for (const character of line) {
    if (Buffer.byteLength(part + character) > (parts.length === 0 ? 75 : 74)) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part].join('\r\n ')
}
