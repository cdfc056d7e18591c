import { access } from '../../platform/access.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { type RawForm, readRawForm, textOf } from '../../platform/web/form.ts'
import { found } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { urls } from '../../urls.ts'
import { readEntryCheck } from '../learn/api.ts'
import { billingRoom } from './billing-room.ts'
import { paceForm, trialForm } from './forms.ts'
import { gatewayOf } from './gateway-of.ts'
import { selectOptionalTrialOffer, type TrialOffer } from './queries.ts'
import { newSimulatedCard } from './simulated-card.ts'
import { startTrial } from './start-trial.ts'
import { NoTrialPage, type PricedOffer, type TrialError, TrialPage } from './trial.page.tsx'

// Starting a trial with open eyes.

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
