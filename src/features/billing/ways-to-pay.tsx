import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { waysMessages } from './ways.messages.ts'

/** Every way in beside the trial, each in one sentence, and what reading for free leaves out. */
export function WaysToPay({ page, slug }: { page: PageContext; slug: string }) {
  const t = waysMessages(page.locale)
  const credential = { credential: slug }
  const ways = [
    { key: 'aid', href: urls.aid(credential) },
    { key: 'code', href: urls.code(credential) },
    { key: 'gift', href: urls.gift(credential) },
    { key: 'seats', href: urls.seatAgreements(credential) },
    { key: 'read', href: `${urls.credential(credential)}#outline` },
  ] as const
  return (
    <section class="ways">
      <h2>{t('title')}</h2>
      <ul>
        {ways.map(({ key, href }) => (
          <li key={key}>
            <a href={href}>{t(key)}</a>
            <span>{t(`${key}Text`)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** From the money page to what else is somebody's own. */
export function AlsoYours({ page }: { page: PageContext }) {
  const t = waysMessages(page.locale)
  const links = [
    ['yourInvoices', urls.invoices()],
    ['yourGifts', urls.gifts()],
    ['yourSeats', urls.ownSeats()],
    ['yourOrganisations', urls.organisations()],
    ['rules', urls.aidRules()],
  ] as const
  return (
    <nav class="also-yours narrow" aria-label={t('yours')}>
      {links.map(([key, href]) => (
        <a key={key} href={href}>
          {t(key)}
        </a>
      ))}
    </nav>
  )
}

/** Where a running subscription can become cheaper. */
export function CheaperLinks({ page, slug }: { page: PageContext; slug: string }) {
  const t = waysMessages(page.locale)
  return (
    <p class="small">
      <a href={urls.aid({ credential: slug })}>{t('askAid')}</a> ·{' '}
      <a href={urls.code({ credential: slug })}>{t('useCode')}</a>
    </p>
  )
}
