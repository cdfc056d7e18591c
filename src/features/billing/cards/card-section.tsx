import { Field } from '../../../ui/form.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { messages } from '../messages.ts'
import { simulatedCardInputPattern } from '../simulated-card.ts'
import { cardsMessages } from './cards.messages.ts'

interface CardInputProps {
  page: PageContext
  /** Cards are given in the gateway's own fields, on the next page. */
  hasFields: boolean
  value?: string
  error?: string
}

/** Where a form asks for a card: the number of a simulated one, or the word that it comes on the next page. */
export function CardInput({ page, hasFields, value, error }: CardInputProps) {
  const t = messages(page.locale)
  if (hasFields)
    return (
      <>
        <p>{cardsMessages(page.locale)('nextPage')}</p>
        {error && <p class="error">{error}</p>}
      </>
    )
  return (
    <Field
      name="card"
      label={t('card')}
      hint={t('cardHint')}
      value={value}
      error={error}
      inputmode="numeric"
      autocomplete="off"
      pattern={simulatedCardInputPattern}
      maxlength={19}
      required
    />
  )
}
