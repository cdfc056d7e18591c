import { access } from '../../../platform/access.ts'
import { addJob } from '../../../platform/jobs.ts'
import { HttpError, notFound } from '../../../platform/web/http-error.ts'
import { noContent } from '../../../platform/web/respond.ts'
import { urls } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { gatewayOf } from '../gateway-of.ts'

// What Stripe tells us by itself. The signature is checked over the bytes, the event is stored once with a job that
// looks at the API, and Stripe is answered at once: it posts again what isn't answered in time.

const { post } = billingRoom
const eventBytesMax = 1024 * 1024

post(
  urls.stripeEvents,
  access.link,
  async (c) => {
    const { deps } = c.var
    const gateway = gatewayOf(deps)
    if (gateway.name !== 'stripe') notFound()
    const now = deps.clock.now()
    const read = await gateway.readEvent({
      body: await c.req.text(),
      signature: c.req.header('stripe-signature') ?? '',
      receivedAt: now,
    })
    if (!read.ok) {
      deps.log.info('gateway-event-refused', { why: read.why })
      throw new HttpError(400, 'The signature does not fit.')
    }
    const { id, kind, about, reference } = read.event
    if (about === 'nothing') return noContent(c)
    await deps.db.transaction().execute(async (tx) => {
      const stored = await tx
        .insertInto('gateway_events')
        .values({ gateway: gateway.name, event_id: id, kind, about, reference, received_at: now })
        .onConflict((conflict) => conflict.columns(['gateway', 'event_id']).doNothing())
        .executeTakeFirst()
      if (stored.numInsertedOrUpdatedRows)
        await addJob(tx, 'billing.gateway-event', { gateway: gateway.name, event: id })
    })
    return noContent(c)
  },
  { bodyBytesMax: eventBytesMax },
)
