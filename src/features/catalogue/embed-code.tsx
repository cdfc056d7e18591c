import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

/** Code to copy, with which anybody may show this label on their own site; it follows each figures release. */
export function EmbedCode({ page, credential }: { page: PageContext; credential: CredentialDetails }) {
  const t = messages(page.locale)
  const of = { credential: credential.slug }
  const at = (path: string) => page.publicUrl + path
  const name = attribute(`${t('labelTitle')}: ${credential.title}`)
  const codes = [
    [
      'embedFrame',
      `<iframe src="${at(urls.credentialLabelEmbed(of))}" title="${name}" width="480" height="2400" style="border:0;max-width:100%" loading="lazy"></iframe>`,
    ],
    [
      'embedCard',
      `<iframe src="${at(urls.credentialLabelEmbed(of))}?size=card" title="${name}" width="480" height="1170" style="border:0;max-width:100%" loading="lazy"></iframe>`,
    ],
    [
      'embedImage',
      `<a href="${at(urls.credential(of))}"><img src="${at(urls.credentialLabelSvg(of))}" alt="${name}" width="480" height="566"></a>`,
    ],
  ] as const
  return (
    <details class="embed-code">
      <summary>{t('embedTitle')}</summary>
      <p class="small">{t('embedText')}</p>
      {codes.map(([key, code]) => (
        <p key={key} class="field">
          <label for={`code-${key}`}>{t(key)}</label>
          <textarea id={`code-${key}`} readOnly rows={4} dir="ltr" spellcheck={false}>
            {code}
          </textarea>
        </p>
      ))}
    </details>
  )
}

// Both languages of the code's quotes: what a title may hold must not end the attribute.
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
