import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { limitRate } from '../../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { selectOptionalOpenMonth } from '../confirming/queries.ts'
import { GatewayUnclear } from '../gateway.ts'
import { gatewayOf } from '../gateway-of.ts'
import { retryCharge } from '../retry-charge.ts'
import { CardSetupPage } from './card-setup.page.tsx'
import {
  afterCard,
  beginCardSetup,
  type CardSetup,
  handlerOf,
  noteUsed,
  referenceOf,
  selectOptionalSetup,
} from './card-setup.ts'

// Giving a card in the gateway's own fields. Only here may its script and frames be loaded.

const { get, post } = billingRoom

get(
  urls.cardSetup,
  access.signedIn,
  async (c) => {
    const setup = await ownSetup(c)
    if (setup.result_url) return seeOther(c, setup.result_url)
    return setupPage(c, setup)
  },
  { extraCsp: 'stripe' },
)

post(
  urls.cardSetupHosted,
  access.signedIn,
  async (c) => {
    const { deps } = c.var
    const setup = await ownSetup(c)
    if (setup.result_url) return seeOther(c, setup.result_url)
    const origin = deps.config.publicUrl.origin
    const at = { setup: setup.id }
    const hosted = await unlessAway(
      gatewayOf(deps).fields!.beginHosted({
        id: setup.id,
        personKey: setup.person_key,
        returnUrl: origin + withQuery(urls.cardSetupReturn(at), { hosted: '1' }),
        backUrl: origin + urls.cardSetup(at),
      }),
    )
    if (!hosted) return setupPage(c, setup)
    await deps.db
      .updateTable('card_setups')
      .set({ checkout_reference: hosted.reference })
      .where('id', '=', setup.id)
      .execute()
    return seeOther(c, hosted.url)
  },
  { extraCsp: 'stripe' },
)

// Back from the gateway. Nothing in the address is believed: whether the card was saved is asked there. Coming twice
// leads to the same result.
get(
  urls.cardSetupReturn,
  access.signedIn,
  async (c) => {
    const { deps } = c.var
    const setup = await ownSetup(c)
    if (setup.result_url) return seeOther(c, setup.result_url)
    const token = c.req.query('hosted') ? setup.checkout_reference : setup.reference
    if (!token) return seeOther(c, urls.cardSetup({ setup: setup.id }))
    const card = await unlessAway(gatewayOf(deps).saveCard({ token, personKey: setup.person_key }))
    if (!card?.ok) return setupPage(c, setup, { unfinished: true })
    const goOn = found(handlerOf(setup.purpose))
    const response = await goOn(c, setup.form as Record<string, string>, token)
    const location = response.headers.get('location')
    if (response.status === 303 && location) await noteUsed(deps, setup, location)
    return response
  },
  { extraCsp: 'stripe' },
)

// A failed month, with another card.
post(urls.newCardForMonth, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const id = c.req.param('subscription') ?? ''
  if (!isId(id)) notFound()
  const month = found(await selectOptionalOpenMonth(deps.db, id, personKey))
  if (!gatewayOf(deps).fields || month.state !== 'past_due') return seeOther(c, urls.money())
  await limitRate(deps.db, `card-setup:${personKey}`, { hitsMax: 30, windowSeconds: 3600 }, deps.clock.now())
  const back = urls.confirmation({ subscription: id })
  return seeOther(
    c,
    await beginCardSetup(deps, { personKey, purpose: 'month', form: { subscription: id }, back }),
  )
})

afterCard('month', async (c, form, cardToken) => {
  const subscriptionId = String(form.subscription)
  const outcome = await retryCharge(c.var.deps, {
    subscriptionId,
    personKey: viewerOf(c).personKey,
    cardToken,
  })
  if (typeof outcome === 'object') return seeOther(c, urls.chargeConfirmed({ charge: outcome.confirm }))
  if (outcome === 'paid') return seeOther(c, withQuery(urls.money(), { paid: '1' }))
  return seeOther(c, urls.confirmation({ subscription: subscriptionId }))
})

async function ownSetup(c: Ctx): Promise<CardSetup> {
  const id = c.req.param('setup') ?? ''
  const { deps } = c.var
  if (!isId(id) || !gatewayOf(deps).fields) notFound()
  const setup = found(await selectOptionalSetup(deps.db, id, viewerOf(c).personKey))
  // A setup of another gateway than the one that is set up now leads nowhere.
  return found(setup.gateway === gatewayOf(deps).name ? setup : undefined)
}

async function setupPage(c: Ctx, setup: CardSetup, { unfinished = false } = {}): Promise<Response> {
  const { deps } = c.var
  const gateway = gatewayOf(deps)
  const fields = await unlessAway(
    referenceOf(deps, setup).then((reference) => gateway.fields!.show(reference)),
  )
  return html(
    c,
    <CardSetupPage
      page={pageOf(c)}
      setupId={setup.id}
      back={setup.back}
      fields={fields}
      returnUrl={deps.config.publicUrl.origin + urls.cardSetupReturn({ setup: setup.id })}
      simulated={gateway.simulated}
      unfinished={unfinished}
    />,
    fields ? (unfinished ? 422 : 200) : 503,
  )
}

async function unlessAway<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof GatewayUnclear) return undefined
    throw error
  })
}
