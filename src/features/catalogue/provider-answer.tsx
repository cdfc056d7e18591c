import { formatDate } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { LabelFigures } from '../outcomes/api.ts'
import { messages } from './messages.ts'
import type { CredentialDetails } from './queries.ts'

/** What the provider answers to the figures, beside them: the newest note, dated and signed. */
export function ProviderAnswer({
  page,
  credential,
  label,
}: {
  page: PageContext
  credential: CredentialDetails
  label: LabelFigures
}) {
  const { locale } = page
  const t = messages(locale)
  const [note] = label.notes
  if (!note) return null
  return (
    <aside class="panel provider-answer" aria-labelledby="provider-answer">
      <h2 id="provider-answer">{t('noteTitle')}</h2>
      <blockquote lang={credential.facts.language} dir="auto">
        {note.text
          .split(/\n\s*\n/)
          .filter((part) => part.trim() !== '')
          .map((part) => (
            <p key={part}>{part}</p>
          ))}
      </blockquote>
      <p class="small">
        {t('noteBy', {
          provider: credential.provider.name,
          date: formatDate(locale, note.writtenAt),
          asOf: formatDate(locale, note.release.asOf),
        })}
        . <a href={urls.providerNotes({ credential: credential.slug })}>{t('noteMore')}</a>
      </p>
    </aside>
  )
}
