import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { viewerOf } from '../../../platform/web/context.ts'
import { readRawForm, textOf } from '../../../platform/web/form.ts'
import { notFound } from '../../../platform/web/http-error.ts'
import { seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { moneyPage } from '../show-money.tsx'
import { refundOwnCharge } from './self-service.ts'

// Getting money back without asking anybody.

billingRoom.post(urls.refundOfLastCharge, access.signedIn, async (c) => {
  const subscriptionId = c.req.param('subscription') ?? ''
  if (!isId(subscriptionId)) notFound()
  const { raw } = await readRawForm(c)
  // What is no amount was never shown: whose it is comes first, then that it changed.
  const shown = Number(textOf(raw, 'minor')) || Number.POSITIVE_INFINITY
  const outcome = await refundOwnCharge(c.var.deps, { subscriptionId, actor: viewerOf(c).personKey, shown })
  if (outcome.kind === 'not_found') notFound()
  if (outcome.kind === 'given_back') return seeOther(c, withQuery(urls.money(), { refunded: '1' }))
  return moneyPage(c, outcome.kind === 'changed' ? 'refundChangedNow' : 'refundNothingNow', 422)
})
