import type { Locale } from '../../domain/locales.ts'
import { formatDate } from '../../ui/format.ts'
import { defineMessages } from '../../ui/messages.ts'
import { instantOf } from './verify/check-dates.ts'
import { DETAIL_WORDS, readDetail } from './verify/details.ts'
import { REASONS } from './verify/reasons.ts'
import type { Check } from './verify/result.ts'
import { arabicDetails, arabicReasons } from './verify-messages.ar.ts'

// What a check found, in the reader's language. The English is that of the command line, so that both say the same.

const english = {
  ...prefixed(
    'says',
    mapped(REASONS, (reason) => reason.says),
  ),
  ...prefixed(
    'why',
    mapped(REASONS, (reason) => reason.why),
  ),
  ...prefixed('detail', DETAIL_WORDS),
}
const arabic = {
  ...prefixed(
    'says',
    mapped(arabicReasons, ([says]) => says),
  ),
  ...prefixed(
    'why',
    mapped(arabicReasons, ([, why]) => why),
  ),
  ...prefixed('detail', arabicDetails),
}

export const messages = defineMessages({ en: english, ar: arabic })

/** The two sentences of a finding. Everything that comes from outside goes in as a value, never as a message. */
export function findingWords(check: Check, locale: Locale): { says: string; why: string } {
  const t = messages(locale)
  const values = mapped(check.details, (value) => {
    const read = readDetail(value)
    return read ? t(`detail_${read.code}`, { argument: read.argument }) : readable(value, locale)
  })
  return { says: t(`says_${check.reason}`, values), why: t(`why_${check.reason}`, values) }
}

/** Dates in the reader's language; a key's address, which nobody reads, only by its ends. */
function readable(value: string, locale: Locale): string {
  const instant = instantOf(value)
  if (instant) return formatDate(locale, instant)
  if (!value.startsWith('did:') || value.length <= 60) return value
  return `${value.slice(0, 28)}…${value.slice(-8)}`
}

function mapped<K extends string, V, W>(record: Record<K, V>, change: (value: V) => W): Record<K, W> {
  const entries = Object.entries(record) as [K, V][]
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<K, W>
}

function prefixed<P extends string, K extends string>(
  prefix: P,
  record: Record<K, string>,
): Record<`${P}_${K}`, string> {
  const entries = Object.entries(record) as [K, string][]
  return Object.fromEntries(entries.map(([key, value]) => [`${prefix}_${key}`, value])) as Record<
    `${P}_${K}`,
    string
  >
}
