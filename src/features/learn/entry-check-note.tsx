import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { EntryCheck } from './entry-check.ts'
import { messages } from './messages.ts'

/** Before enrolling: how the self-check went, where to take it, and what is kept of it. */
export function EntryCheckNote({
  page,
  credential,
  entryCheck,
}: {
  page: PageContext
  credential: string
  entryCheck: EntryCheck | undefined
}) {
  const t = messages(page.locale)
  return (
    <div class="field">
      <b>{t('checkTitle')}</b>
      <p>
        {t(`check_${entryCheck?.result ?? 'not_taken'}`)}{' '}
        <a href={urls.selfCheck({ credential })}>{t(entryCheck ? 'checkAgain' : 'checkTake')}</a>
      </p>
      <small class="hint">{t('checkWhy')}</small>
    </div>
  )
}
