import type { Locale } from '../../domain/locales.ts'
import { boundsPerHundred, perHundred, sayNone } from '../../ui/figure-text.ts'
import type { FigureLookup } from './figure-lookup.ts'
import { messages } from './messages.ts'

/** What the self-check at enrolment said: the entry levels by which completion is told. */
export const entryLevels = ['passed', 'not_passed', 'not_taken'] as const

/** "Passed the self-check: 41 of 100 finish within 12 months (37 to 45)" for each result that has a figure. */
export function sayEntryLevels(locale: Locale, figures: FigureLookup): string[] {
  const t = messages(locale)
  return entryLevels.flatMap((level) => {
    const figure = figures.figure('completed_12_months_by_entry', `check=${level}`)
    if (!figure) return []
    const who = t(`entry_${level}`)
    const known = figures.measured('completed_12_months_by_entry', `check=${level}`)
    if (!known) return [`${who}: ${sayNone(locale, figure)}`]
    const { count } = perHundred(known.value)
    const bounds = boundsPerHundred(known) ?? { lower: count, upper: count }
    return [t('entryFinish', { who, count, ...bounds })]
  })
}
