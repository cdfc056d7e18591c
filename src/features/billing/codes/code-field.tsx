import { Field } from '../../../ui/form.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { codesMessages } from './codes.messages.ts'
import { discountInWords } from './discount-words.ts'
import type { TrialCode } from './trial-code.ts'

/** The field of the trial's form for a code, with what the code does once it is known. */
export function CodeField({ page, code }: { page: PageContext; code: TrialCode | undefined }) {
  const t = codesMessages(page.locale)
  return (
    <>
      <Field
        name="code"
        label={t('fieldLabel')}
        hint={t('fieldHint')}
        value={code?.text}
        error={code?.error && t(code.error)}
        autocomplete="off"
        maxlength={60}
      />
      {code?.discount && (
        <p class="good" role="status">
          {discountInWords(page.locale, code.discount)}
        </p>
      )}
    </>
  )
}
