import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { readRawForm, textOf } from '../../../platform/web/form.ts'
import { notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { selectOptionalLink } from '../../account/api.ts'
import { billingRoom } from '../billing-room.ts'
import { selectOptionalSubscription } from '../queries.ts'
import { moneyPage } from '../show-money.tsx'
import { chooseIdleGives } from './idle-gives.ts'
import { PausePage } from './pause.page.tsx'
import { pauseSubscription, resumeSubscription } from './pause.ts'

// Pausing and resuming, on the page and from a mail.

const { get, post } = billingRoom

post(urls.pause, access.signedIn, async (c) => {
  const outcome = await pauseSubscription(c.var.deps, { id: idOf(c), actor: viewerOf(c).personKey })
  if (outcome === 'not_found') notFound()
  if (outcome === 'paused') return seeOther(c, withQuery(urls.money(), { paused: '1' }))
  return moneyPage(c, outcome === 'used_up' ? 'usedUpNow' : 'nothingRunsNow', 422)
})

post(urls.resumption, access.signedIn, async (c) => {
  const outcome = await resumeSubscription(c.var.deps, { id: idOf(c), actor: viewerOf(c).personKey })
  if (outcome === 'not_found') notFound()
  if (outcome === 'resumed') return seeOther(c, withQuery(urls.money(), { resumed: '1' }))
  return moneyPage(c, 'nothingPausedNow', 422)
})

post(urls.idleGives, access.signedIn, async (c) => {
  const { raw } = await readRawForm(c)
  const gives = textOf(raw, 'gives') === 'credit' ? 'credit' : 'refund'
  if (!(await chooseIdleGives(c.var.deps, { id: idOf(c), actor: viewerOf(c).personKey, gives }))) notFound()
  return seeOther(c, withQuery(urls.money(), { noted: '1' }))
})

// A GET changes nothing. The button says what it does, so that an old page can't do the opposite.
get(urls.pauseByLink, access.link, async (c) => {
  const token = c.req.param('token') ?? ''
  const subscription = await linkedSubscription(c, token)
  return html(
    c,
    <PausePage page={pageOf(c)} token={token} subscription={subscription} />,
    subscription ? 200 : 404,
  )
})

post(urls.pauseByLink, access.link, async (c) => {
  const token = c.req.param('token') ?? ''
  const { raw } = await readRawForm(c)
  const subscription = await linkedSubscription(c, token)
  if (!subscription)
    return html(c, <PausePage page={pageOf(c)} token={token} subscription={undefined} />, 404)
  const resumes = textOf(raw, 'to') === 'resume'
  const { id } = subscription
  const outcome = resumes
    ? await resumeSubscription(c.var.deps, { id })
    : await pauseSubscription(c.var.deps, { id })
  const done = outcome === 'paused' || outcome === 'resumed' ? outcome : undefined
  return html(
    c,
    <PausePage
      page={pageOf(c)}
      token={token}
      subscription={await linkedSubscription(c, token)}
      done={done}
    />,
    done ? 200 : 409,
  )
})

function idOf(c: Ctx): string {
  const id = c.req.param('subscription') ?? ''
  return isId(id) ? id : notFound()
}

async function linkedSubscription(c: Ctx, token: string) {
  const { deps } = c.var
  const link = await selectOptionalLink(deps.db, token, 'pause-subscription', deps.clock.now())
  return link?.subject_id ? selectOptionalSubscription(deps.db, link.subject_id, deps.clock.now()) : undefined
}
