import type { PageContext } from '../../../ui/page-context.ts'
import { urls, withQuery } from '../../../urls.ts'
import { sharingMessages } from './sharing.messages.ts'

/** The credential in every form in which it can be taken away. */
export function Downloads({
  page,
  credentialId: credential,
  hasToken,
}: {
  page: PageContext
  credentialId: string
  hasToken: boolean
}) {
  const t = sharingMessages(page.locale)
  const forms = [
    [urls.issuedJson({ credential }), t('takeJson')],
    ...(hasToken ? [[urls.issuedToken({ credential }), t('takeToken')]] : []),
    [urls.issuedBadgeSvg({ credential }), t('takeSvg')],
    [urls.issuedBadgePng({ credential }), t('takePng')],
    [urls.issuedPdf({ credential }), t('takePdf')],
    [withQuery(urls.issuedPdf({ credential }), { paper: 'letter' }), t('takePdfLetter')],
  ]
  return (
    <div class="downloads no-print">
      <h2 class="smaller">{t('take')}</h2>
      <ul>
        {forms.map(([href, label]) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
      <p class="quiet small">{t('takeText')}</p>
    </div>
  )
}
