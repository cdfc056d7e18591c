import type { PageContext } from '../../ui/page-context.ts'
import { type FieldErrors, wordsCharactersMax } from './forms.ts'
import { markingMessages } from './marking.messages.ts'
import { messages } from './messages.ts'

/** A few sentences that the author reads. */
export function ReasonField({
  page,
  name,
  errors = {},
  value = '',
  label,
}: {
  page: PageContext
  name: string
  errors?: FieldErrors
  value?: string
  label?: string
}) {
  const t = markingMessages(page.locale)
  const error = errors[name]
  return (
    <div class="field">
      <label for={`f-${name}`}>{label ?? t('reasonForAuthor')}</label>
      <textarea
        id={`f-${name}`}
        name={name}
        rows={3}
        dir="auto"
        maxLength={wordsCharactersMax}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `e-${name}` : undefined}
      >
        {value}
      </textarea>
      {error && (
        <span id={`e-${name}`} class="error">
          {messages(page.locale)(error.key, error.values)}
        </span>
      )}
    </div>
  )
}
