import { directionOf } from '../../../domain/locales.ts'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { messages } from '../messages.ts'
import type { Verdict } from '../verify/result.ts'
import { sharingMessages } from './sharing.messages.ts'

/**
 * A credential for the frame of another site: its badge, what was found just now, and the way to its page; no script and
 * no form. Its link opens in the whole window.
 */
export function EmbedPage({
  page,
  credentialId: credential,
  says,
  verdict,
}: {
  page: PageContext
  credentialId: string
  says: string
  verdict: Verdict
}) {
  const t = sharingMessages(page.locale)
  return (
    <html lang={page.locale} dir={directionOf(page.locale)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{says}</title>
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={page.asset('site.css')} />
      </head>
      <body class="badge-embed">
        <main>
          <h1 class="visually-hidden">{says}</h1>
          <a href={page.publicUrl + urls.issued({ credential })} target="_blank" rel="noopener">
            <img src={urls.issuedBadgeSvg({ credential })} alt={says} width="240" height="240" />
            <b class={`embed-verdict ${verdict}`}>{messages(page.locale)(`verdict_${verdict}`)}</b>
            <span>{t('embedVerify')}</span>
          </a>
        </main>
      </body>
    </html>
  )
}
