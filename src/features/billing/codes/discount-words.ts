import type { OfferedDiscount } from '../../../domain/discount.ts'
import type { Locale } from '../../../domain/locales.ts'
import { formatPercent } from '../../../ui/format.ts'
import { codesMessages } from './codes.messages.ts'

/** "75% off the next 3 charges". */
export function discountInWords(locale: Locale, { bp, charges }: OfferedDiscount): string {
  const t = codesMessages(locale)
  if (bp === 10_000) return t('offWhole')
  const percent = formatPercent(locale, bp / 10_000, 2)
  return charges === null ? t('offAll', { percent }) : t('offSome', { percent, n: charges })
}
