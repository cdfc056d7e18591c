import { ErrorSummary, TextArea } from '../../ui/form.tsx'
import { formatDate } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { noteLengthMax } from './forms.ts'
import { messages } from './messages.ts'
import type { NotedCredential } from './note-queries.ts'

interface NotesPageProps {
  page: PageContext
  credential: NotedCredential
  /** In the order of the notes: whether each is what the provider's key signed. */
  verified: boolean[]
  /** The viewer writes for this provider. */
  mayWrite: boolean
  typed?: string
  error?: 'noteEmpty' | 'noteTooLong'
}

/** What a provider answered to the figures of a credential, all of it, each with its signature. */
export function NotesPage({ page, credential, verified, mayWrite, typed, error }: NotesPageProps) {
  const { locale } = page
  const t = messages(locale)
  const { slug, title, provider, notes } = credential
  return (
    <Layout page={page} title={t('notesTitle', { title })} description={t('notesLead')}>
      <section class="narrow">
        <p class="kicker">
          <a href={urls.credential({ credential: slug })}>{title}</a>
        </p>
        <h1>{t('notesHead')}</h1>
        <p class="lead">{t('notesLead')}</p>
        {notes.length === 0 && <p class="none">{t('notesNone', { provider: provider.name })}</p>}
        <ol class="notes">
          {notes.map((note, k) => (
            <li key={note.id} class="panel">
              <h2>{t('noteNumber', { number: note.number })}</h2>
              <p class="small">
                {t('noteOf', { provider: provider.name, date: formatDate(locale, note.writtenAt) })}{' '}
                <a href={urls.release({ release: note.release.id })}>
                  {t('noteAnswers', {
                    number: note.release.number,
                    date: formatDate(locale, note.release.asOf),
                  })}
                </a>
              </p>
              <blockquote lang={credential.language} dir="auto">
                {paragraphs(note.text).map((text) => (
                  <p key={text}>{text}</p>
                ))}
              </blockquote>
              <p class={verified[k] ? 'good' : 'warning'}>
                {t(verified[k] ? 'noteVerified' : 'noteNotVerified', { provider: provider.name })}{' '}
                <a href={urls.providerNoteJson({ note: note.id })}>{t('noteSigned')}</a>
              </p>
            </li>
          ))}
        </ol>
      </section>
      {mayWrite && (
        <section class="narrow">
          <h2>{t('noteWrite')}</h2>
          {credential.release ? (
            <>
              <p>{t('noteRules', { date: formatDate(locale, credential.release.asOf) })}</p>
              <ErrorSummary title={t('noteError')} says={error ? [{ name: 'text', text: t(error) }] : []} />
              <form class="stack" method="post" action={urls.providerNotes({ credential: slug })}>
                <TextArea
                  name="text"
                  label={t('noteText')}
                  hint={t('noteHint', { n: noteLengthMax })}
                  rows={6}
                  maxlength={noteLengthMax}
                  value={typed}
                  error={error && t(error)}
                />
                <p>
                  <button class="btn">{t('noteButton')}</button>
                </p>
              </form>
            </>
          ) : (
            <p class="none">{t('none')}</p>
          )}
        </section>
      )}
    </Layout>
  )
}

function paragraphs(text: string): string[] {
  return text.split(/\n\s*\n/).filter((part) => part.trim() !== '')
}
