import { access, providersOf } from '../../../platform/access.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { found } from '../../../platform/web/http-error.ts'
import { html } from '../../../platform/web/respond.ts'
import type { Room } from '../../../platform/web/room.ts'
import { urls } from '../../../urls.ts'
import { ProviderMoneyPage } from './provider-money.page.tsx'
import { monthsCsv, trendCsv } from './provider-money-csv.ts'
import { selectMoneyMonths, selectMoneyTrend, selectOptionalMoneyProvider } from './select-provider-money.ts'

// For a provider's own people: the truth about its money with trends, as a page and as CSV.

export function providerMoneyRoutes({ get }: Room): void {
  get(urls.providerMoney, access.author, async (c) => {
    const { db, now, provider } = await ownProvider(c)
    const months = await selectMoneyMonths(db, provider.id, now)
    const trend = await selectMoneyTrend(db, provider.id, now)
    return html(c, <ProviderMoneyPage page={pageOf(c)} {...{ provider, months, trend }} />)
  })

  get(urls.providerMoneyCsv, access.author, async (c) => {
    const { db, now, provider } = await ownProvider(c)
    const isFigures = c.req.query('what') === 'figures'
    const csv = isFigures
      ? trendCsv(await selectMoneyTrend(db, provider.id, now))
      : monthsCsv(await selectMoneyMonths(db, provider.id, now))
    return c.body(csv, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${provider.slug}-${isFigures ? 'figures' : 'months'}.csv"`,
    })
  })
}

// Somebody else's provider is not found, like one that isn't there.
async function ownProvider(c: Ctx) {
  const { deps } = c.var
  const provider = found(
    await selectOptionalMoneyProvider(
      deps.db,
      c.req.param('provider') ?? '',
      providersOf(viewerOf(c), 'author'),
    ),
  )
  return { db: deps.db, now: deps.clock.now(), provider }
}
