import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readForm } from '../../platform/web/form.ts'
import { notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { urls, withQuery } from '../../urls.ts'
import { selectOptionalLink } from '../account/api.ts'
import { billingRoom } from './billing-room.ts'
import { CancelPage } from './cancel.page.tsx'
import { cancelSubscription, takeBackCancellation } from './cancel.ts'
import { retryForm } from './forms.ts'
import type { MoneyNotice } from './money.page.tsx'
import { selectOptionalSubscription } from './queries.ts'
import { type RetryOutcome, retryCharge } from './retry-charge.ts'
import { moneyPage } from './show-money.tsx'

// Seeing what is paid, and stopping it in one step.

const { get, post } = billingRoom

get(urls.money, access.signedIn, async (c) => {
  const notices: Record<string, MoneyNotice> = {
    cancelled: 'cancelledNow',
    paid: 'paidNow',
    back: 'takenBackNow',
    paused: 'pausedNow',
    resumed: 'resumedNow',
    refunded: 'refundedNow',
    noted: 'idleSetNow',
  }
  const done = Object.keys(notices).find((name) => c.req.query(name))
  return moneyPage(c, done ? notices[done] : undefined)
})

post(urls.cancellation, access.signedIn, async (c) => {
  const id = c.req.param('subscription') ?? ''
  if (!isId(id)) notFound()
  if (!(await cancelSubscription(c.var.deps, { id, actor: viewerOf(c).personKey }))) notFound()
  return seeOther(c, withQuery(urls.money(), { cancelled: '1' }))
})

post(urls.cancellationTakenBack, access.signedIn, async (c) => {
  const id = c.req.param('subscription') ?? ''
  if (!isId(id)) notFound()
  const goesOn = await takeBackCancellation(c.var.deps, { id, actor: viewerOf(c).personKey })
  if (goesOn === undefined) notFound()
  return goesOn ? seeOther(c, withQuery(urls.money(), { back: '1' })) : moneyPage(c, 'tooLateNow', 422)
})

post(urls.chargeAgain, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const id = c.req.param('subscription') ?? ''
  if (!isId(id)) notFound()
  const form = await readForm(c, retryForm)
  if (!form.ok) return moneyPage(c, 'token_invalid', 422)
  await limitRate(
    deps.db,
    `charge-again:${personKey}`,
    { hitsMax: 30, windowSeconds: 3600 },
    deps.clock.now(),
  )
  const outcome = await retryCharge(deps, {
    subscriptionId: id,
    personKey,
    cardToken: form.value.card || undefined,
  })
  if (outcome === 'not_found') notFound()
  if (typeof outcome === 'object') return seeOther(c, urls.chargeConfirmed({ charge: outcome.confirm }))
  if (outcome === 'paid') return seeOther(c, withQuery(urls.money(), { paid: '1' }))
  return moneyPage(c, retryNotices[outcome], outcome === 'under_way' ? 200 : 422)
})

// A GET changes nothing: mail scanners open every link. The link is for one subscription and this one purpose, and
// stays good until it expires, so that a second click finds what the first one did.
get(urls.cancellationByLink, access.link, async (c) => {
  const token = c.req.param('token') ?? ''
  const subscription = await linkedSubscription(c, token)
  return html(
    c,
    <CancelPage page={pageOf(c)} token={token} subscription={subscription} />,
    subscription ? 200 : 404,
  )
})

post(urls.cancellationByLink, access.link, async (c) => {
  const token = c.req.param('token') ?? ''
  const subscription = await linkedSubscription(c, token)
  if (subscription) await cancelSubscription(c.var.deps, { id: subscription.id })
  const after =
    subscription && (await selectOptionalSubscription(c.var.deps.db, subscription.id, c.var.deps.clock.now()))
  return html(c, <CancelPage page={pageOf(c)} token={token} subscription={after} />, after ? 200 : 404)
})

const retryNotices: Record<Exclude<RetryOutcome, 'paid' | 'not_found' | object>, MoneyNotice> = {
  failed: 'failedNow',
  under_way: 'underWayNow',
  not_due: 'notDueNow',
  token_invalid: 'token_invalid',
  card_refused: 'card_refused',
}

async function linkedSubscription(c: Ctx, token: string) {
  const { deps } = c.var
  const link = await selectOptionalLink(deps.db, token, 'cancel-subscription', deps.clock.now())
  return link?.subject_id ? selectOptionalSubscription(deps.db, link.subject_id, deps.clock.now()) : undefined
}
