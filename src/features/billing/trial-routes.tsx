import { access } from '../../platform/access.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { type RawForm, readRawForm, textOf } from '../../platform/web/form.ts'
import { found } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { urls } from '../../urls.ts'
import { readEntryCheck } from '../learn/api.ts'
import { billingRoom } from './billing-room.ts'
import { afterCard, beginCardSetup } from './cards/card-setup.ts'
import { enrolByVoucher } from './codes/enrol-by-voucher.ts'
import { limitCodeTries } from './codes/limit-tries.ts'
import type { TrialCode } from './codes/trial-code.ts'
import { type CodeRefusal, isCodeRefusal, selectOptionalDiscount } from './codes/use-code.ts'
import { paceForm, trialForm } from './forms.ts'
import { gatewayOf } from './gateway-of.ts'
import { type OfferThere, offerThere } from './prices/offer-there.ts'
import { selectOptionalTrialOffer, type TrialOffer } from './queries.ts'
import { newSimulatedCard } from './simulated-card.ts'
import { startTrial } from './start-trial.ts'
import { NoTrialPage, type PricedOffer, type TrialError, TrialPage } from './trial.page.tsx'

// Starting a trial with open eyes.

const { get, post } = billingRoom

get(urls.trial, access.signedIn, async (c) => {
  const offer = await ownOffer(c)
  const refused = refusedOr(c, offer)
  if (refused) return refused
  const code = (c.req.query('code') ?? '').slice(0, 60)
  return html(c, await trialPage(c, offer as PricedOffer, { raw: code ? { code } : undefined }))
})

post(urls.trial, access.signedIn, async (c) => {
  const { raw } = await readRawForm(c)
  return answerTrial(c, c.req.param('credential') ?? '', raw)
})

// Where cards are given in the gateway's own fields, the form waits for one and comes back with it.
afterCard('trial', (c, form, card) => answerTrial(c, textOf(form, 'credential'), { ...form, card }, true))

async function answerTrial(c: Ctx, slug: string, raw: RawForm, hasCard = false): Promise<Response> {
  const { deps } = c.var
  const { personKey, timeZone } = viewerOf(c)
  const offer = await ownOffer(c, slug)
  const refused = refusedOr(c, offer)
  if (refused) return refused
  const priced = offer as PricedOffer
  if (textOf(raw, 'recompute')) return html(c, await trialPage(c, priced, { raw }))
  const cardComesNext = Boolean(gatewayOf(deps).fields) && !hasCard
  const form = trialForm.safeParse(cardComesNext ? { ...raw, card: 'next' } : raw)
  if (!form.success)
    return html(c, await trialPage(c, priced, { raw, error: cardErrorOf(form.error.issues) }), 422)
  const { edition, price, country, card, code, ...answers } = form.data
  const isOther = country !== undefined && country !== (priced.asked?.country ?? '')
  if (edition !== priced.edition_id || price !== `${priced.price_minor} ${priced.currency}` || isOther)
    return html(c, await trialPage(c, priced, { raw, changed: true }), 409)
  await limitRate(deps.db, `trial:${personKey}`, { hitsMax: 60, windowSeconds: 3600 }, deps.clock.now())
  const wish = {
    personKey,
    intent: { finish: answers.intent_finish, goal: answers.intent_goal },
    hoursPerWeek: answers.hours_per_week,
    entryCheck: readEntryCheck(c, priced.slug),
  }
  if (code) {
    await limitCodeTries(c)
    const voucher = await enrolByVoucher(deps, { ...wish, code, offer: priced })
    if (voucher) return seeOther(c, urls.enrolment({ enrolment: voucher }))
  }
  if (cardComesNext) {
    const back = urls.trial({ credential: slug })
    const kept = { ...raw, credential: slug }
    return seeOther(c, await beginCardSetup(deps, { personKey, purpose: 'trial', form: kept, back }))
  }
  const outcome = await startTrial(deps, { ...wish, timeZone, offer: priced, cardToken: card, code })
  if (outcome.kind !== 'refused') return seeOther(c, urls.enrolment({ enrolment: outcome.enrolmentId }))
  if (outcome.why === 'trial_had')
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="had" />, 409)
  return html(c, await trialPage(c, priced, { raw, error: outcome.why }), 422)
}

async function ownOffer(c: Ctx, slug = c.req.param('credential') ?? ''): Promise<OfferThere> {
  const offer = found(await selectOptionalTrialOffer(c.var.deps.db, slug, viewerOf(c).personKey))
  return offerThere(c.var.deps.config, offer, c.var.country)
}

// What isn't for sale, or is this person's already.
function refusedOr(c: Ctx, offer: TrialOffer): Response | Promise<Response> | undefined {
  if (offer.whole_enrolment_id) return seeOther(c, urls.enrolment({ enrolment: offer.whole_enrolment_id }))
  if (offer.own_state && offer.own_enrolment_id) {
    if (offer.own_state === 'cancelled' || offer.own_state === 'ended')
      return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="had" />, 409)
    return seeOther(c, urls.enrolment({ enrolment: offer.own_enrolment_id }))
  }
  if (offer.status !== 'open')
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="preparation" />, 409)
  if (offer.price_minor === null || offer.currency === null)
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="free" />, 409)
  // Whole aid was granted: there is nothing to try and no card to bring.
  if (offer.aid_percent === 100) return seeOther(c, urls.aid({ credential: offer.slug }))
  return undefined
}

async function trialPage(
  c: Ctx,
  offer: PricedOffer,
  { raw, error, changed }: { raw?: RawForm; error?: TrialError | CodeRefusal; changed?: boolean },
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
      code={await shownCode(c, offer, textOf(raw, 'code'), error)}
      error={isCodeRefusal(error) ? undefined : error}
      changed={changed}
      simulated={gatewayOf(c.var.deps).simulated}
      hasFields={Boolean(gatewayOf(c.var.deps).fields)}
    />
  )
}

function cardErrorOf(issues: { path: PropertyKey[]; message: string }[]): TrialError {
  return issues.some((issue) => issue.message === 'cardMissing') ? 'cardMissing' : 'token_invalid'
}

// What a typed code would take off: looking counts as a try, so that nothing can be found out by looking.
async function shownCode(
  c: Ctx,
  offer: PricedOffer,
  typed: string,
  error: TrialError | CodeRefusal | undefined,
): Promise<TrialCode | undefined> {
  const text = typed.trim().slice(0, 60)
  if (!text) return undefined
  if (isCodeRefusal(error)) return { text, error }
  const { deps } = c.var
  await limitCodeTries(c)
  const now = deps.clock.now()
  const discount = await selectOptionalDiscount(deps.db, {
    code: text,
    credentialId: offer.credential_id,
    now,
  })
  if (!discount) return { text, error: 'code_unknown' }
  // Aid that was granted is as good: the code is worth keeping.
  return discount.bp > offer.aid_percent * 100 ? { text, discount } : { text, error: 'code_no_gain' }
}
