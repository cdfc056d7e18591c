import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { notFound } from '../../../platform/web/http-error.ts'
import { urls } from '../../../urls.ts'
import { selectOptionalLink } from '../../account/api.ts'
import { billingRoom } from '../billing-room.ts'
import { trialCalendar } from './trial-calendar.ts'

// The end of the trial for people's calendars.

billingRoom.get(urls.trialCalendar, access.signedIn, async (c) => {
  const id = c.req.param('subscription') ?? ''
  if (!isId(id)) notFound()
  return calendarFile(c, id, viewerOf(c).personKey)
})

billingRoom.get(urls.trialCalendarByLink, access.link, async (c) => {
  const { deps } = c.var
  const link = await selectOptionalLink(
    deps.db,
    c.req.param('token') ?? '',
    'trial-calendar',
    deps.clock.now(),
  )
  return link?.subject_id ? calendarFile(c, link.subject_id, link.person_key) : notFound()
})

async function calendarFile(c: Ctx, id: string, personKey: string): Promise<Response> {
  const { deps } = c.var
  const row = await deps.db
    .selectFrom('subscriptions as s')
    .innerJoin('enrolments as n', 'n.id', 's.enrolment_id')
    .innerJoin('editions as e', 'e.id', 'n.edition_id')
    .selectAll('s')
    .select('e.title')
    .where('s.id', '=', id)
    .where('s.person_key', '=', personKey)
    .executeTakeFirst()
  if (!row) return notFound()
  const { origin, hostname } = deps.config.publicUrl
  const text = trialCalendar(pageOf(c).locale, row, {
    title: row.title,
    url: origin + urls.money(),
    host: hostname,
  })
  return c.body(text, 200, {
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': 'attachment; filename="trial.ics"',
  })
}
