import { access, providersOf } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { GatewayUnclear, type PayoutAccount } from '../gateway.ts'
import { gatewayOf } from '../gateway-of.ts'
import { keepPayoutAccount, refundableDays } from './make-statements.ts'
import { PayoutsPage, StatementPage } from './payouts.page.tsx'
import { selectProviderBalances, selectProviderLines } from './provider-lines.ts'
import {
  type OwnProvider,
  selectOptionalOwnProvider,
  selectOptionalStatement,
  selectStatements,
} from './queries.ts'

// What providers are paid out, for those who write for them.

const { get, post } = billingRoom

get(urls.payouts, access.author, async (c) => payoutsPage(c, await ownProvider(c)))

// The gateway asks what it needs to know on pages of its own; how the account stands is asked on the way.
post(urls.payoutAccount, access.author, async (c) => {
  const provider = await ownProvider(c)
  const account = await askAccount(c, provider)
  if (!account) return payoutsPage(c, provider, { isAway: true })
  await keepPayoutAccount(c.var.deps, provider.id, account, viewerOf(c).personKey)
  const { continueUrl } = account
  return continueUrl
    ? payoutsPage(c, await ownProvider(c), { continueUrl })
    : seeOther(c, urls.payouts({ provider: provider.slug }))
})

get(urls.statement, access.author, async (c) =>
  html(
    c,
    <StatementPage
      page={pageOf(c)}
      statement={await ownStatement(c)}
      simulated={gatewayOf(c.var.deps).simulated}
    />,
  ),
)

get(urls.statementCsv, access.author, async (c) => {
  const statement = await ownStatement(c)
  const from = new Date(`${statement.month}T00:00:00Z`)
  const until = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1))
  const lines = await selectProviderLines(c.var.deps.db, {
    gateway: statement.gateway,
    providerId: statement.provider_id,
    currency: statement.currency,
    from,
    until,
  })
  const rows = [
    ['at', 'kind', 'amount_minor', 'currency', 'charge', 'transaction'],
    [from.toISOString(), 'opening', statement.opening_minor, statement.currency, '', ''],
    ...lines.map((line) => [
      line.at.toISOString(),
      line.kind,
      line.minor,
      statement.currency,
      line.charge_id ?? '',
      line.transaction_id,
    ]),
    [until.toISOString(), 'closing', statement.closing_minor, statement.currency, '', ''],
  ]
  const file = `statement-${statement.slug}-${statement.month.slice(0, 7)}-${statement.currency}.csv`
  return c.body(`${rows.map((row) => row.join(',')).join('\r\n')}\r\n`, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${file}"`,
  })
})

async function ownProvider(c: Ctx): Promise<OwnProvider> {
  const { deps } = c.var
  return found(
    await selectOptionalOwnProvider(deps.db, {
      slug: c.req.param('provider') ?? '',
      providerIds: providersOf(viewerOf(c), 'author'),
      gateway: gatewayOf(deps).name,
    }),
  )
}

async function ownStatement(c: Ctx) {
  const id = c.req.param('statement') ?? ''
  if (!isId(id)) notFound()
  return found(await selectOptionalStatement(c.var.deps.db, id, providersOf(viewerOf(c), 'author')))
}

async function payoutsPage(
  c: Ctx,
  provider: OwnProvider,
  { isAway = false, continueUrl }: { isAway?: boolean; continueUrl?: string } = {},
) {
  const { deps } = c.var
  const { name, simulated } = gatewayOf(deps)
  const refundableFrom = new Date(deps.clock.now().getTime() - refundableDays * 86_400_000)
  const of = { gateway: name, providerId: provider.id, refundableFrom }
  return html(
    c,
    <PayoutsPage
      page={pageOf(c)}
      provider={provider}
      simulated={simulated}
      isPlayed={name === 'simulated'}
      balances={await selectProviderBalances(deps.db, of)}
      statements={await selectStatements(deps.db, provider.id, name)}
      isAway={isAway}
      continueUrl={continueUrl}
    />,
    isAway ? 503 : 200,
  )
}

async function askAccount(c: Ctx, provider: OwnProvider): Promise<PayoutAccount | undefined> {
  const { deps } = c.var
  try {
    return await gatewayOf(deps).payoutAccount({
      id: provider.id,
      country: provider.country,
      reference: provider.reference ?? undefined,
      returnUrl: deps.config.publicUrl.origin + urls.payouts({ provider: provider.slug }),
    })
  } catch (error) {
    if (error instanceof GatewayUnclear) return undefined
    throw error
  }
}
