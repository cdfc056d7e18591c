import { access } from '../../../platform/access.ts'
import { addJob } from '../../../platform/jobs.ts'
import { pageOf } from '../../../platform/web/context.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { selectDisputes } from '../disputes/queries.ts'
import { gatewayOf } from '../gateway-of.ts'
import { selectDifferences, selectReconciledDays } from './differences.ts'
import { ReconciliationPage } from './reconciliation.page.tsx'

// Where the gateway's books and ours differ.

const { get, post } = billingRoom

get(urls.reconciliation, access.operator, async (c) => {
  const { db } = c.var.deps
  const { name, simulated } = gatewayOf(c.var.deps)
  const [differences, days, disputes] = [
    await selectDifferences(db),
    await selectReconciledDays(db),
    await selectDisputes(db),
  ]
  return html(
    c,
    <ReconciliationPage
      page={pageOf(c)}
      gateway={name}
      simulated={simulated}
      differences={differences}
      days={days}
      disputes={disputes}
      isAsked={Boolean(c.req.query('asked'))}
    />,
  )
})

post(urls.reconciliationRuns, access.operator, async (c) => {
  await addJob(c.var.deps.db, 'billing.reconcile', { today: true }, { key: 'billing.reconcile' })
  return seeOther(c, withQuery(urls.reconciliation(), { asked: '1' }))
})
