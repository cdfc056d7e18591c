import { formatDate, formatMoney } from '../../ui/format.ts'
import type { RowProps } from './label-view.tsx'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'
import { sayHours, sayWeeks } from './words.ts'

/** Since when it is here, and the last change that makes older figures hard to compare. */
export function SinceRow({ page, credential }: RowProps) {
  const { locale } = page
  const t = messages(locale)
  const [change] = changesOf(credential)
  return (
    <>
      <p class="of">
        {t('sinceSays', {
          number: credential.editionNumber,
          date: formatDate(locale, credential.firstPublishedAt),
        })}
      </p>
      {change && (
        <p class="of">
          <b>
            {t('sinceChanged', {
              number: change.number,
              date: formatDate(locale, new Date(change.published_at)),
            })}
          </b>
        </p>
      )}
    </>
  )
}

/** Every edition with what it promised, the newest first. */
export function Editions({ page, credential }: Pick<RowProps, 'page' | 'credential'>) {
  const { locale } = page
  const t = messages(locale)
  const changed = new Set(changesOf(credential).map(({ number }) => number))
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('editionsTitle')}>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">{t('colEdition')}</th>
            <th scope="col">{t('colPublished')}</th>
            <th scope="col">{t('factEffort')}</th>
            <th scope="col">{t('colAdvertised')}</th>
            <th scope="col">{t('factPrice')}</th>
          </tr>
        </thead>
        <tbody>
          {credential.editions.map((edition) => (
            <tr key={edition.number}>
              <th scope="row">
                {edition.number}
                {changed.has(edition.number) && <small> {t('editionChanged')}</small>}
              </th>
              <td>{formatDate(locale, new Date(edition.published_at))}</td>
              <td>{sayHours(locale, edition.hours)}</td>
              <td>{sayWeeks(locale, edition.weeks)}</td>
              <td>
                {edition.price_minor === null || edition.currency === null
                  ? t('free')
                  : t('priceMonthly', { price: formatMoney(locale, edition.price_minor, edition.currency) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

// Editions whose promise differs from the one before: time, effort or price.
function changesOf({ editions }: CredentialDetails): CredentialDetails['editions'] {
  return editions.filter((edition, k) => {
    const before = editions[k + 1]
    return (
      before &&
      (before.hours !== edition.hours ||
        before.weeks !== edition.weeks ||
        before.price_minor !== edition.price_minor ||
        before.currency !== edition.currency)
    )
  })
}
