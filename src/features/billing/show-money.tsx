import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { html } from '../../platform/web/respond.ts'
import { gatewayOf } from './gateway-of.ts'
import { type MoneyNotice, MoneyPage } from './money.page.tsx'
import { selectOwnSubscriptions } from './queries.ts'

/** The learner's money page, with what has just happened said on top. */
export async function moneyPage(c: Ctx, notice?: MoneyNotice, status: 200 | 422 = 200): Promise<Response> {
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
