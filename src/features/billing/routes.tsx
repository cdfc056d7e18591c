import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { type RawForm, readForm, readRawForm, textOf } from '../../platform/web/form.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls, withQuery } from '../../urls.ts'
import { selectOptionalLink } from '../account/api.ts'
import { readEntryCheck } from '../learn/api.ts'
import { CancelPage } from './cancel.page.tsx'
import { cancelSubscription, takeBackCancellation } from './end-subscription.ts'
import { paceForm, retryForm, trialForm } from './forms.ts'
import { gatewayOf } from './gateway-of.ts'
import { type MoneyNotice, MoneyPage } from './money.page.tsx'
import {
  selectOptionalSubscription,
  selectOptionalTrialOffer,
  selectOwnSubscriptions,
  type TrialOffer,
} from './queries.ts'
import { type RetryOutcome, retryCharge } from './retry-charge.ts'
import { newSimulatedCard } from './simulated-card.ts'
import { startTrial } from './start-trial.ts'
import { NoTrialPage, type PricedOffer, type TrialError, TrialPage } from './trial.page.tsx'

// Money: starting a trial with open eyes, seeing what is paid, stopping it in one step.

export const billingRoom = room('billing')
const { get, post } = billingRoom

get(urls.trial, access.signedIn, async (c) => {
  const offer = await ownOffer(c)
  return refusedOr(c, offer) ?? html(c, trialPage(c, offer as PricedOffer, {}))
})

post(urls.trial, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey, timeZone } = viewerOf(c)
  const offer = await ownOffer(c)
  const refused = refusedOr(c, offer)
  if (refused) return refused
  const priced = offer as PricedOffer
  const { raw } = await readRawForm(c)
  if (textOf(raw, 'recompute')) return html(c, trialPage(c, priced, { raw }))
  const form = trialForm.safeParse(raw)
  if (!form.success) return html(c, trialPage(c, priced, { raw, error: cardErrorOf(form.error.issues) }), 422)
  const { edition, price, card, ...answers } = form.data
  if (edition !== priced.edition_id || price !== `${priced.price_minor} ${priced.currency}`)
    return html(c, trialPage(c, priced, { raw, changed: true }), 409)
  await limitRate(deps.db, `trial:${personKey}`, { hitsMax: 60, windowSeconds: 3600 }, deps.clock.now())
  const outcome = await startTrial(deps, {
    personKey,
    timeZone,
    offer: priced,
    cardToken: card,
    intent: { finish: answers.intent_finish, goal: answers.intent_goal },
    hoursPerWeek: answers.hours_per_week,
    entryCheck: readEntryCheck(c, priced.slug),
  })
  if (outcome.kind !== 'refused') return seeOther(c, urls.enrolment({ enrolment: outcome.enrolmentId }))
  if (outcome.why === 'trial_had')
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="had" />, 409)
  return html(c, trialPage(c, priced, { raw, error: outcome.why }), 422)
})

get(urls.money, access.signedIn, async (c) => {
  const notices: Record<string, MoneyNotice> = {
    cancelled: 'cancelledNow',
    paid: 'paidNow',
    back: 'takenBackNow',
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

const retryNotices: Record<Exclude<RetryOutcome, 'paid' | 'not_found'>, MoneyNotice> = {
  failed: 'failedNow',
  under_way: 'underWayNow',
  not_due: 'notDueNow',
  token_invalid: 'token_invalid',
  card_refused: 'card_refused',
}

async function ownOffer(c: Ctx): Promise<TrialOffer> {
  const slug = c.req.param('credential') ?? ''
  return found(await selectOptionalTrialOffer(c.var.deps.db, slug, viewerOf(c).personKey))
}

// What isn't for sale, or is this person's already.
function refusedOr(c: Ctx, offer: TrialOffer): Response | Promise<Response> | undefined {
  if (offer.own_state && offer.own_enrolment_id) {
    if (offer.own_state === 'cancelled' || offer.own_state === 'ended')
      return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="had" />, 409)
    return seeOther(c, urls.enrolment({ enrolment: offer.own_enrolment_id }))
  }
  if (offer.status !== 'open')
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="preparation" />, 409)
  if (offer.price_minor === null || offer.currency === null)
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="free" />, 409)
  return undefined
}

function trialPage(
  c: Ctx,
  offer: PricedOffer,
  { raw, error, changed }: { raw?: RawForm; error?: TrialError; changed?: boolean },
) {
  const typed = Object.fromEntries(
    ['intent_finish', 'intent_goal', 'hours_per_week', 'card'].flatMap((name) =>
      raw && name in raw ? [[name, textOf(raw, name)]] : [],
    ),
  )
  const stated = Math.round(offer.hours_per_week ?? offer.effort_hours / Math.max(1, offer.advertised_weeks))
  const hoursPerWeek =
    paceForm.parse({ hours_per_week: typed.hours_per_week || undefined }).hours_per_week ??
    Math.max(1, stated)
  return (
    <TrialPage
      page={pageOf(c)}
      offer={offer}
      typed={{ card: newSimulatedCard(c.var.deps.random), ...typed }}
      hoursPerWeek={hoursPerWeek}
      entryCheck={readEntryCheck(c, offer.slug)}
      error={error}
      changed={changed}
      simulated={gatewayOf(c.var.deps).simulated}
    />
  )
}

function cardErrorOf(issues: { path: PropertyKey[]; message: string }[]): TrialError {
  return issues.some((issue) => issue.message === 'cardMissing') ? 'cardMissing' : 'token_invalid'
}

async function moneyPage(c: Ctx, notice?: MoneyNotice, status: 200 | 422 = 200): Promise<Response> {
  const subscriptions = await selectOwnSubscriptions(c.var.deps.db, viewerOf(c).personKey)
  return html(
    c,
    <MoneyPage
      page={pageOf(c)}
      subscriptions={subscriptions}
      notice={notice}
      simulated={gatewayOf(c.var.deps).simulated}
    />,
    status,
  )
}

async function linkedSubscription(c: Ctx, token: string) {
  const { deps } = c.var
  const link = await selectOptionalLink(deps.db, token, 'cancel-subscription', deps.clock.now())
  return link?.subject_id ? selectOptionalSubscription(deps.db, link.subject_id, deps.clock.now()) : undefined
}
