import { z } from 'zod'
import { access } from '../../../platform/access.ts'
import { isId, newId } from '../../../platform/random.ts'
import { limitRate } from '../../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { type RawForm, readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { intentFields, readEntryCheck } from '../../learn/api.ts'
import { billingRoom } from '../billing-room.ts'
import { afterCard, beginCardSetup } from '../cards/card-setup.ts'
import { paceForm } from '../forms.ts'
import { gatewayOf } from '../gateway-of.ts'
import { hasNothingToPay } from '../grants/give-whole.ts'
import { offerThere } from '../prices/offer-there.ts'
import { selectOptionalTrialOffer } from '../queries.ts'
import { newSimulatedCard } from '../simulated-card.ts'
import { NoTrialPage, type PricedOffer, type TrialError } from '../trial.page.tsx'
import { selectBankRefunds, selectOpenBills, selectOrderPapers } from './bill-queries.ts'
import { type BillsNotice, BillsPage } from './bills.page.tsx'
import { buyOnce, type OnceOffer, selectOnceOffer } from './buy-once.ts'
import { OncePage } from './once.page.tsx'
import { type OrderNotice, OrderPage } from './order.page.tsx'
import { payOrderNow } from './pay-order.ts'
import {
  type Order,
  selectGivenBack,
  selectOptionalOrder,
  selectOptionalPaidCharge,
  selectOrderSurroundings,
} from './queries.ts'
import { refundOwnOrder, selectOptionalRefundOffer } from './refund-offer.ts'
import { settleByBank, settleRefundByBank } from './settle-by-bank.ts'

// Paying for everything at once, how an order stands, and bills that are paid by bank transfer.

const { get, post } = billingRoom

get(urls.once, access.signedIn, async (c) => {
  const asked = await askedFor(c, c.req.param('credential') ?? '')
  return asked instanceof Response ? asked : html(c, oncePage(c, asked, {}))
})

post(urls.once, access.signedIn, async (c) => {
  const { raw } = await readRawForm(c)
  return answerOnce(c, c.req.param('credential') ?? '', raw)
})

// Where cards are given in the gateway's own fields, the form waits for one and comes back with it.
afterCard('once', (c, form, card) => answerOnce(c, textOf(form, 'credential'), { ...form, card }, true))

const onceForm = z.object({
  ...intentFields,
  card: z.string().trim().min(1, 'cardMissing').max(200, 'token_invalid'),
  edition: z.string().max(60).default(''),
  price: z.string().max(24).default(''),
  country: z.string().max(2).default(''),
  once: z.string().max(60).optional(),
})

async function answerOnce(c: Ctx, slug: string, raw: RawForm, hasCard = false): Promise<Response> {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const asked = await askedFor(c, slug)
  if (asked instanceof Response) return asked
  const { offer, price } = asked
  const cardComesNext = Boolean(gatewayOf(deps).fields) && !hasCard
  const form = onceForm.safeParse(cardComesNext ? { ...raw, card: 'next' } : raw)
  if (!form.success) {
    const isMissing = form.error.issues.some((issue) => issue.message === 'cardMissing')
    return html(c, oncePage(c, asked, { raw, error: isMissing ? 'cardMissing' : 'token_invalid' }), 422)
  }
  const value = form.data
  const isSame =
    value.edition === offer.edition_id &&
    value.price === `${price.totalMinor} ${price.currency}` &&
    value.country === (price.country ?? '')
  if (!isSame) return html(c, oncePage(c, asked, { raw, changed: true }), 409)
  if (cardComesNext) {
    const back = urls.once({ credential: slug })
    const kept = { ...raw, credential: slug }
    return seeOther(c, await beginCardSetup(deps, { personKey, purpose: 'once', form: kept, back }))
  }
  await limitRate(deps.db, `once:${personKey}`, { hitsMax: 30, windowSeconds: 3600 }, deps.clock.now())
  const outcome = await buyOnce(deps, {
    personKey,
    offer,
    price,
    cardToken: value.card,
    intent: { finish: value.intent_finish, goal: value.intent_goal },
    hoursPerWeek: value.hours_per_week,
    entryCheck: readEntryCheck(c, slug),
    key: value.once,
  })
  if (outcome.kind === 'refused') return html(c, oncePage(c, asked, { raw, error: outcome.why }), 422)
  if (outcome.kind === 'nothing_to_pay') return seeOther(c, urls.myLearning())
  const paid = outcome.chargeId ? await payOrderNow(deps, outcome.chargeId) : undefined
  return seeOther(c, paid?.kind === 'confirm' ? paid.url : outcome.url)
}

interface Asked {
  offer: PricedOffer
  price: OnceOffer
}

// What isn't for sale, or where nothing is left to pay, leads on.
async function askedFor(c: Ctx, slug: string): Promise<Asked | Response> {
  const { deps, country } = c.var
  const { personKey } = viewerOf(c)
  const offer = offerThere(
    deps.config,
    found(await selectOptionalTrialOffer(deps.db, slug, personKey)),
    country,
  )
  const { status, price_minor: monthly, currency } = offer
  if (status !== 'open') return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="preparation" />, 409)
  if (monthly === null || currency === null)
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="free" />, 409)
  const priced = { ...offer, price_minor: monthly, currency }
  if (await hasNothingToPay(deps.db, { personKey, credentialId: offer.credential_id }))
    return seeOther(c, urls.myLearning())
  const price = await selectOnceOffer(deps.db, priced, personKey)
  return price.unitMinor > 0 ? { offer: priced, price } : seeOther(c, urls.money())
}

function oncePage(
  c: Ctx,
  { offer, price }: Asked,
  { raw, error, changed }: { raw?: RawForm; error?: TrialError; changed?: boolean },
) {
  const { deps } = c.var
  const typed = Object.fromEntries(
    ['intent_finish', 'intent_goal', 'hours_per_week', 'card'].flatMap((name) =>
      raw && name in raw ? [[name, textOf(raw, name)]] : [],
    ),
  )
  const stated = Math.round(offer.hours_per_week ?? offer.effort_hours / Math.max(1, offer.advertised_weeks))
  const asked = paceForm.safeParse({ hours_per_week: typed.hours_per_week || undefined })
  const gateway = gatewayOf(deps)
  return (
    <OncePage
      page={pageOf(c)}
      offer={offer}
      price={price}
      typed={{ card: newSimulatedCard(deps.random), ...typed }}
      hoursPerWeek={(asked.success && asked.data.hours_per_week) || Math.max(1, stated)}
      entryCheck={readEntryCheck(c, offer.slug)}
      once={(raw && textOf(raw, 'once')) || newId(deps.clock.now(), deps.random)}
      error={error}
      changed={changed}
      simulated={gateway.simulated}
      hasFields={Boolean(gateway.fields)}
    />
  )
}

get(urls.order, access.signedIn, async (c) => {
  const order = await ownOrder(c)
  return orderPage(c, order, c.req.query('back') ? 'backDone' : undefined)
})

post(urls.orderRefund, access.signedIn, async (c) => {
  const order = await ownOrder(c)
  const { raw } = await readRawForm(c)
  const shown = Number(textOf(raw, 'minor'))
  const outcome = await refundOwnOrder(c.var.deps, {
    orderId: order.id,
    actor: viewerOf(c).personKey,
    shown: Number.isSafeInteger(shown) ? shown : 0,
  })
  if (outcome.kind === 'not_found') notFound()
  if (outcome.kind === 'given_back')
    return seeOther(c, withQuery(urls.order({ order: order.id }), { back: 1 }))
  const again = (await selectOptionalOrder(c.var.deps.db, order.id))!
  return orderPage(c, again, outcome.kind === 'changed' ? 'backChanged' : 'backNothing', 409)
})

async function ownOrder(c: Ctx): Promise<Order> {
  const id = c.req.param('order') ?? ''
  if (!isId(id)) notFound()
  const order = found(await selectOptionalOrder(c.var.deps.db, id))
  if (order.person_key !== viewerOf(c).personKey) notFound()
  return order
}

async function orderPage(c: Ctx, order: Order, notice?: OrderNotice, status: 200 | 409 = 200) {
  const { deps } = c.var
  const charge = await selectOptionalPaidCharge(deps.db, order.id)
  const back = charge && (await selectGivenBack(deps.db, charge.id))
  return html(
    c,
    <OrderPage
      page={pageOf(c)}
      order={order}
      around={await selectOrderSurroundings(deps.db, order)}
      papers={await selectOrderPapers(deps.db, order.id)}
      givenBackMinor={back?.totalMinor ?? 0}
      offer={await selectOptionalRefundOffer(deps.db, order, deps.clock.now())}
      notice={notice}
      simulated={gatewayOf(deps).simulated}
    />,
    status,
  )
}

get(urls.bills, access.operator, async (c) => {
  const notices: BillsNotice[] = ['noted', 'notNoted', 'referenceMissing']
  const notice = notices.find((one) => c.req.query(one))
  const { db } = c.var.deps
  return html(
    c,
    <BillsPage
      page={pageOf(c)}
      bills={await selectOpenBills(db)}
      refunds={await selectBankRefunds(db)}
      notice={notice}
      simulated={gatewayOf(c.var.deps).simulated}
    />,
  )
})

post(urls.billPayment, access.operator, async (c) => {
  const orderId = c.req.param('order') ?? ''
  if (!isId(orderId)) notFound()
  return note(c, (reference, actor) => settleByBank(c.var.deps, { orderId, reference, actor }))
})

post(urls.billRefund, access.operator, async (c) => {
  const refundId = c.req.param('refund') ?? ''
  if (!isId(refundId)) notFound()
  return note(c, (reference, actor) => settleRefundByBank(c.var.deps, { refundId, reference, actor }))
})

async function note(c: Ctx, act: (reference: string, actor: string) => Promise<boolean>): Promise<Response> {
  const { raw } = await readRawForm(c)
  const reference = textOf(raw, 'reference').trim().slice(0, 140)
  const notice: BillsNotice = !reference
    ? 'referenceMissing'
    : (await act(reference, viewerOf(c).personKey))
      ? 'noted'
      : 'notNoted'
  return seeOther(c, withQuery(urls.bills(), { [notice]: 1 }))
}
