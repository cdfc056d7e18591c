import { formatDate } from '../../../ui/format.ts'
import type { PageContext } from '../../../ui/page-context.ts'
import { promiseMessages } from '../promise.messages.ts'
import type { Closure } from './closed-days.ts'

/** "Public holiday: 25 December 2026", "Between the years: 24 December 2026 to 3 January 2027". */
export function ClosureName({ page, closure }: { page: PageContext; closure: Closure }) {
  const t = promiseMessages(page.locale)
  const date = (day: string) => formatDate(page.locale, new Date(`${day}T00:00:00Z`))
  return (
    <span dir="auto">
      {t(closure.firstDay === closure.lastDay ? 'closureDay' : 'closureDays', {
        called: closure.called,
        first: date(closure.firstDay),
        last: date(closure.lastDay),
      })}
    </span>
  )
}

/** When the provider is closed, for somebody who is about to hand in or waits for a mark. Nothing where it isn't. */
export function Closures({
  page,
  provider,
  closures,
}: {
  page: PageContext
  provider: string
  closures: Closure[]
}) {
  if (closures.length === 0) return null
  const t = promiseMessages(page.locale)
  return (
    <div class="closures">
      <p>{t('closures', { provider })}</p>
      <ul>
        {closures.slice(0, closuresMax).map((closure) => (
          <li key={`${closure.firstDay} ${closure.lastDay}`}>
            <ClosureName page={page} closure={closure} />
          </li>
        ))}
      </ul>
      <p>{t('closuresKept')}</p>
    </div>
  )
}

// Those that a promise of some weeks can touch; a whole year's calendar would drown them.
const closuresMax = 4
