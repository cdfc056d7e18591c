import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { html } from '../../platform/web/respond.ts'
import { gatewayOf } from './gateway-of.ts'
import { type MoneyNotice, MoneyPage } from './money.page.tsx'
import { type OwnSubscription, selectOwnSubscriptions } from './queries.ts'
import { offersFor } from './refunds/self-service.ts'

/** The learner's money page, with what has just happened said on top: two queries. */
export async function moneyPage(c: Ctx, notice?: MoneyNotice, status: 200 | 422 = 200): Promise<Response> {
  const { deps } = c.var
  const page = pageOf(c)
  const subscriptions = await selectOwnSubscriptions(deps.db, viewerOf(c).personKey)
  const offers = await offersFor(deps.db, subscriptions, subscriptions.flatMap(lastPaid), page.now)
  const { simulated, fields } = gatewayOf(deps)
  return html(
    c,
    <MoneyPage
      page={page}
      subscriptions={subscriptions}
      offers={offers}
      notice={notice}
      simulated={simulated}
      typesCards={!fields}
    />,
    status,
  )
}

// The last month that was paid, as the database would give it.
function lastPaid(subscription: OwnSubscription) {
  const line = subscription.charges.find((charge) => charge.state === 'succeeded')
  if (!line?.settled_at) return []
  const { settled_at, period_start, period_end, ...charge } = line
  return [
    {
      ...charge,
      subscription_id: subscription.id,
      settled_at: new Date(settled_at),
      period_start: new Date(period_start),
      period_end: new Date(period_end),
    },
  ]
}
