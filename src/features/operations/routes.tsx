import { sql } from 'kysely'
import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { pageOf } from '../../platform/web/context.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { html } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls } from '../../urls.ts'
import { AuditPage } from './audit.page.tsx'
import { MessagePage, OutboxPage } from './outbox.page.tsx'
import { selectAuditEntries, selectMessages, selectOptionalMessage } from './queries.ts'
import { StylePage } from './style.page.tsx'

// Running the site: is it well, what did it send, who changed what.

export const operationsRoom = room('operations')
const { get } = operationsRoom

get(urls.healthz, access.everyone, async (c) => {
  await sql`select 1`.execute(c.var.deps.db)
  return c.json({ status: 'ok' })
})

get(urls.readyz, access.everyone, async (c) => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from schema_migrations`.execute(
    c.var.deps.db,
  )
  return c.json({ status: 'ready', migrations: rows[0]?.n ?? 0 })
})

get(urls.outbox, access.operator, async (c) =>
  html(c, <OutboxPage page={pageOf(c)} rows={await selectMessages(c.var.deps.db)} />),
)

get(urls.outboxMessage, access.operator, async (c) => {
  const id = c.req.param('message') ?? ''
  if (!isId(id)) notFound()
  return html(
    c,
    <MessagePage page={pageOf(c)} mail={found(await selectOptionalMessage(c.var.deps.db, id))} />,
  )
})

get(urls.auditTrail, access.operator, async (c) =>
  html(c, <AuditPage page={pageOf(c)} rows={await selectAuditEntries(c.var.deps.db)} />),
)

get(urls.style, access.everyone, (c) => html(c, <StylePage page={pageOf(c)} />), { kept: true })
