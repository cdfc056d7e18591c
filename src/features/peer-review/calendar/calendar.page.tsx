import { Choices, ErrorSummary, Field } from '../../../ui/form.tsx'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { markingMessages } from '../marking.messages.ts'
import { promiseMessages } from '../promise.messages.ts'
import type { Calendar, CalendarEntry, CalendarError, CalendarField } from './calendar.ts'
import { ClosureName } from './closures.tsx'

interface CalendarPageProps {
  page: PageContext
  calendar: Calendar
  typed?: Record<CalendarField, string>
  errors?: Partial<Record<CalendarField, CalendarError>>
}

/** The days on which a provider is closed, entered by its educators. */
export function CalendarPage({ page, calendar, typed, errors = {} }: CalendarPageProps) {
  const t = promiseMessages(page.locale)
  const { providers, entries } = calendar
  const says = (Object.entries(errors) as [CalendarField, CalendarError][]).map(([name, key]) => ({
    name,
    text: t(key),
  }))
  const errorOf = (field: CalendarField) => errors[field] && t(errors[field])
  return (
    <Layout page={page} title={t('calendarTitle')}>
      <section class="stack">
        <p class="kicker">
          <a href={urls.markingQueue()}>{markingMessages(page.locale)('backToQueue')}</a>
        </p>
        <h1>{t('calendarTitle')}</h1>
        <ErrorSummary title={t('calendarErrors')} says={says} />
        <p>{t('calendarHow')}</p>
        {entries.length === 0 && <p class="none">{t('calendarNone')}</p>}
        {providers.map(({ id, name }) => (
          <Entries
            key={id}
            page={page}
            name={name}
            entries={entries.filter(({ providerId }) => providerId === id)}
          />
        ))}
      </section>
      <form class="stack" method="post" action={urls.closedDays()}>
        <h2>{t('calendarAdd')}</h2>
        {providers.length > 1 && (
          <Choices
            name="provider"
            legend={t('calendarProvider')}
            value={typed?.provider}
            error={errorOf('provider')}
            choices={providers.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Field
          name="first"
          type="date"
          label={t('calendarFirst')}
          value={typed?.first}
          error={errorOf('first')}
        />
        <Field
          name="last"
          type="date"
          label={t('calendarLast')}
          value={typed?.last}
          error={errorOf('last')}
        />
        <Field name="called" label={t('calendarWhat')} value={typed?.called} error={errorOf('called')} />
        <button class="btn">{t('calendarSave')}</button>
      </form>
    </Layout>
  )
}

function Entries({ page, name, entries }: { page: PageContext; name: string; entries: CalendarEntry[] }) {
  if (entries.length === 0) return null
  const t = promiseMessages(page.locale)
  return (
    <>
      <h2>{name}</h2>
      <ul class="closed-days">
        {entries.map((entry) => (
          <li key={entry.id}>
            <ClosureName page={page} closure={entry} />
            <form method="post" action={urls.closedDaysRemoval({ closure: entry.id })}>
              <button class="btn plain" aria-label={t('calendarRemoveWhich', { called: entry.called })}>
                {t('calendarRemove')}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  )
}
