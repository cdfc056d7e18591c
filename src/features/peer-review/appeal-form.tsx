import { urls } from '../../urls.ts'
import { appealDays } from './appeal-rules.ts'
import { appealField, wordsCharactersMax } from './forms.ts'
import { messages } from './messages.ts'
import type { PiecePageProps } from './piece.page.tsx'

/** Asks an educator who was not involved to look again at some criteria, each with a reason. */
export function AppealForm({ page, piece, errors = {}, typed = {} }: PiecePageProps) {
  const t = messages(page.locale)
  const open = piece.project.criteria.filter(
    (criterion) => !piece.appeals.some((appeal) => appeal.criterion === criterion.id),
  )
  if (open.length === 0) return null
  const hasErrors = Object.keys(errors).some((field) => field.startsWith('appeal-'))
  return (
    <details class="appeal no-print" open={hasErrors}>
      <summary>{t('appeal')}</summary>
      <form method="post" action={urls.appeals({ handIn: piece.id })}>
        <p>{t('appealHow', { days: appealDays })}</p>
        {!piece.hasDecider && (
          <p class="warning">{t('appealNobody', { provider: piece.project.providerName })}</p>
        )}
        {open.map((criterion) => {
          const field = appealField(criterion.id)
          const error = errors[field]
          return (
            <div key={criterion.id} class="field wide">
              <label for={`f-${field}`}>{t('appealReason', { title: criterion.title })}</label>
              <textarea
                id={`f-${field}`}
                name={field}
                rows={2}
                dir="auto"
                maxLength={wordsCharactersMax}
                aria-invalid={error ? 'true' : undefined}
                aria-describedby={error ? `e-${field}` : undefined}
              >
                {typed[field] ?? ''}
              </textarea>
              {error && (
                <span id={`e-${field}`} class="error">
                  {t(error.key, error.values)}
                </span>
              )}
            </div>
          )
        })}
        <button class="btn">{t('sendAppeal')}</button>
      </form>
    </details>
  )
}
