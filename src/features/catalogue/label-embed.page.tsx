import { directionOf } from '../../domain/locales.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { LabelView } from './label-view.tsx'
import { messages } from './messages.ts'
import { ProviderAnswer } from './provider-answer.tsx'
import type { CredentialDetails } from './queries.ts'

/**
 * The label for the frame of another site: no script, no form, nothing of the reader's. Its links open in the whole
 * window, so that nobody reads our pages inside a frame of somebody else.
 */
export function LabelEmbedPage({
  page,
  credential,
  label,
  size,
}: {
  page: PageContext
  credential: CredentialDetails
  label: LabelFigures
  size: 'card' | undefined
}) {
  const { locale, theme } = page
  const t = messages(locale)
  return (
    <html lang={locale} dir={directionOf(locale)} data-theme={theme === 'auto' ? undefined : theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content={theme === 'auto' ? 'light dark' : theme} />
        <title>{`${t('labelTitle')}: ${credential.title}`}</title>
        <base target="_top" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={page.asset('site.css')} />
      </head>
      <body class="embed">
        <main>
          <h1 class="embed-of">
            <a href={page.publicUrl + urls.credential({ credential: credential.slug })}>{credential.title}</a>
            , {credential.provider.name}
          </h1>
          {credential.provider.demonstration && <p class="warning">{t('invented')}</p>}
          <LabelView page={page} credential={credential} label={label} size={size} />
          <ProviderAnswer page={page} credential={credential} label={label} />
          <p class="small">
            <a href={page.publicUrl + urls.credential({ credential: credential.slug })}>{t('embedWhole')}</a>
          </p>
        </main>
      </body>
    </html>
  )
}
