import { access, providersOf } from '../../../platform/access.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { readRawForm, textOf } from '../../../platform/web/form.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls } from '../../../urls.ts'
import { idOf, peerReviewRoom } from '../peer-review-room.ts'
import { CalendarPage } from './calendar.page.tsx'
import { addClosure, readClosure, removeClosure, selectCalendar } from './calendar.ts'

const { get, post } = peerReviewRoom

get(urls.closedDays, access.educator, async (c) =>
  html(c, <CalendarPage page={pageOf(c)} calendar={await calendarOf(c)} />),
)

post(urls.closedDays, access.educator, async (c) => {
  const { deps } = c.var
  const calendar = await calendarOf(c)
  const { raw } = await readRawForm(c)
  const read = readClosure(raw, { providers: calendar.providers, now: deps.clock.now() })
  if ('errors' in read)
    return html(
      c,
      <CalendarPage
        page={pageOf(c)}
        calendar={calendar}
        typed={{
          provider: textOf(raw, 'provider'),
          first: textOf(raw, 'first'),
          last: textOf(raw, 'last'),
          called: textOf(raw, 'called'),
        }}
        errors={read.errors}
      />,
      422,
    )
  await addClosure(deps, { personKey: viewerOf(c).personKey, closure: read.closure })
  return seeOther(c, urls.closedDays())
})

post(urls.closedDaysRemoval, access.educator, async (c) => {
  const viewer = viewerOf(c)
  await removeClosure(c.var.deps, {
    personKey: viewer.personKey,
    providerIds: providersOf(viewer, 'educator'),
    id: idOf(c, 'closure'),
  })
  return seeOther(c, urls.closedDays())
})

function calendarOf(c: Ctx) {
  const { deps } = c.var
  return selectCalendar(deps.db, {
    providerIds: providersOf(viewerOf(c), 'educator'),
    now: deps.clock.now(),
  })
}
