import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { gatewayOf } from '../gateway-of.ts'
import { makeCharge } from '../make-charge.ts'
import { decideSimulated } from '../simulated-gateway.ts'
import { NotPaidPage, OpenMonthPage, SimulatedBankPage, ToBankPage } from './confirming.page.tsx'
import { type OwnCharge, selectOptionalOpenMonth, selectOptionalOwnCharge } from './queries.ts'

// A charge that the bank wants to hear from the learner: from our mail to the bank's page and back.

const { get, post } = billingRoom

get(urls.confirmation, access.signedIn, async (c) => {
  const id = c.req.param('subscription') ?? ''
  if (!isId(id)) notFound()
  const month = found(await selectOptionalOpenMonth(c.var.deps.db, id, viewerOf(c).personKey))
  const { failed } = month
  if (month.state !== 'past_due' || !failed) return seeOther(c, urls.money())
  const { simulated, fields } = gatewayOf(c.var.deps)
  return html(
    c,
    <OpenMonthPage
      page={pageOf(c)}
      month={{ ...month, failed }}
      simulated={simulated}
      hasFields={Boolean(fields)}
    />,
  )
})

// Before the bank's page and after it: how the charge stands is asked of the gateway, whatever the address says.
get(urls.chargeConfirmed, access.signedIn, async (c) => {
  const { deps } = c.var
  const charge = await ownCharge(c)
  const { simulated } = gatewayOf(deps)
  if (charge.state !== 'intended') return outcome(c, charge)
  const answer = await gatewayOf(deps)
    .lookup(charge.id)
    .catch(() => undefined)
  if (answer?.state === 'needs_confirmation')
    return html(
      c,
      <ToBankPage page={pageOf(c)} charge={charge} simulated={simulated} bank={answer.confirmUrl} />,
    )
  if (answer) await makeCharge(deps, charge.id)
  return outcome(c, await ownCharge(c))
})

get(urls.simulatedBank, access.signedIn, async (c) => {
  const charge = await ownCharge(c)
  const gateway = gatewayOf(c.var.deps)
  if (gateway.name !== 'simulated') notFound()
  const waits = (await gateway.lookup(charge.id))?.state === 'needs_confirmation'
  return html(c, <SimulatedBankPage page={pageOf(c)} charge={charge} waits={waits} />)
})

post(urls.simulatedBank, access.signedIn, async (c) => {
  const { deps } = c.var
  const charge = await ownCharge(c)
  if (gatewayOf(deps).name !== 'simulated') notFound()
  const { raw } = await readRawForm(c)
  const answer = textOf(raw, 'answer')
  if (answer === 'yes' || answer === 'no') await decideSimulated(deps, charge.id, answer === 'yes')
  return seeOther(c, urls.chargeConfirmed({ charge: charge.id }))
})

async function ownCharge(c: Ctx): Promise<OwnCharge> {
  const id = c.req.param('charge') ?? ''
  if (!isId(id)) notFound()
  return found(await selectOptionalOwnCharge(c.var.deps.db, id, viewerOf(c).personKey))
}

function outcome(c: Ctx, charge: OwnCharge) {
  if (charge.state === 'succeeded') return seeOther(c, withQuery(urls.money(), { paid: '1' }))
  return html(c, <NotPaidPage page={pageOf(c)} charge={charge} simulated={gatewayOf(c.var.deps).simulated} />)
}
