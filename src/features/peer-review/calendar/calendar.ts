import { sql } from 'kysely'
import { dayOf } from '../../../domain/working-hours.ts'
import { audit } from '../../../platform/audit.ts'
import type { Executor } from '../../../platform/db/pool.ts'
import type { Deps } from '../../../platform/deps.ts'
import { newId } from '../../../platform/random.ts'
import { type RawForm, textOf } from '../../../platform/web/form.ts'
import type { Closure } from './closed-days.ts'

export interface CalendarEntry extends Closure {
  id: string
  providerId: string
}

export interface Calendar {
  providers: { id: string; name: string }[]
  /** Those that are not over, the next one first. */
  entries: CalendarEntry[]
}

export type CalendarError =
  | 'errorProvider'
  | 'errorFirstDay'
  | 'errorLastDay'
  | 'errorDayPast'
  | 'errorCalled'
export type CalendarField = 'provider' | 'first' | 'last' | 'called'

const closureDaysMax = 61
const calledCharactersMax = 80
const dayMs = 86_400_000

/** The closed days of these providers. */
export async function selectCalendar(
  db: Executor,
  { providerIds, now }: { providerIds: string[]; now: Date },
): Promise<Calendar> {
  const { rows } = await sql<Calendar>`select
    (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name), '[]') from providers p
      where p.id = any(${providerIds}::uuid[])) as providers,
    (select coalesce(json_agg(json_build_object('id', d.id, 'providerId', d.provider_id, 'firstDay', d.first_day,
        'lastDay', d.last_day, 'called', d.called) order by d.first_day, d.last_day, d.id), '[]') from closed_days d
      where d.provider_id = any(${providerIds}::uuid[]) and d.last_day >= ${dayOf(now)}::date) as entries`.execute(
    db,
  )
  return rows[0]!
}

/** Reads a form; every field that is wrong is named. */
export function readClosure(
  raw: RawForm,
  { providers, now }: { providers: Calendar['providers']; now: Date },
): { closure: Closure & { providerId: string } } | { errors: Partial<Record<CalendarField, CalendarError>> } {
  const errors: Partial<Record<CalendarField, CalendarError>> = {}
  const provider = textOf(raw, 'provider') || (providers.length === 1 ? providers[0]!.id : '')
  if (!providers.some(({ id }) => id === provider)) errors.provider = 'errorProvider'
  const firstDay = textOf(raw, 'first').trim()
  const lastDay = textOf(raw, 'last').trim() || firstDay
  if (!isDay(firstDay)) errors.first = 'errorFirstDay'
  else if (!isDay(lastDay) || lastDay < firstDay || daysBetween(firstDay, lastDay) >= closureDaysMax)
    errors.last = 'errorLastDay'
  else if (lastDay < dayOf(now)) errors.last = 'errorDayPast'
  const called = textOf(raw, 'called').trim()
  if (called === '' || called.length > calledCharactersMax) errors.called = 'errorCalled'
  if (Object.keys(errors).length > 0) return { errors }
  return { closure: { providerId: provider, firstDay, lastDay, called } }
}

/** Adds closed days; the same days again are the same entry, called as it is now. */
export async function addClosure(
  deps: Deps,
  {
    personKey,
    closure: { providerId, firstDay, lastDay, called },
  }: { personKey: string; closure: Closure & { providerId: string } },
): Promise<void> {
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (tx) => {
    await sql`insert into closed_days (id, provider_id, first_day, last_day, called, entered_at)
      values (${newId(now, deps.random)}, ${providerId}, ${firstDay}::date, ${lastDay}::date, ${called}, ${now})
      on conflict (provider_id, first_day, last_day) do update set called = excluded.called`.execute(tx)
    await audit(tx, {
      at: now,
      actor: personKey,
      action: 'peer-review.closed-days-added',
      subjectKind: 'provider',
      subjectId: providerId,
      detail: { first_day: firstDay, last_day: lastDay, called },
    })
  })
}

/** Takes closed days out of the calendar of one of these providers; gone already is as good. */
export async function removeClosure(
  deps: Deps,
  { personKey, providerIds, id }: { personKey: string; providerIds: string[]; id: string },
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ provider_id: string; first_day: string }>`delete from closed_days
      where id = ${id} and provider_id = any(${providerIds}::uuid[])
      returning provider_id, first_day::text as first_day`.execute(tx)
    const gone = rows[0]
    if (!gone) return
    await audit(tx, {
      at: deps.clock.now(),
      actor: personKey,
      action: 'peer-review.closed-days-removed',
      subjectKind: 'provider',
      subjectId: gone.provider_id,
      detail: { first_day: gone.first_day },
    })
  })
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && dayOf(at) === text
}

function daysBetween(first: string, last: string): number {
  return (Date.parse(last) - Date.parse(first)) / dayMs
}
