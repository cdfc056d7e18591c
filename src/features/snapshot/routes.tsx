import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { type Ctx, pageOf } from '../../platform/web/context.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { html } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls } from '../../urls.ts'
import { ownReport } from './own-report.ts'
import { selectOptionalPastSnapshot, selectOwnCatalogue, selectPastSnapshots } from './queries.ts'
import { PastSnapshotPage, SnapshotPage } from './snapshot.page.tsx'

// The snapshot analysis of our own catalogue: the review's questions, put to us.

export const snapshotRoom = room('snapshot')
const { get } = snapshotRoom

const kept = { kept: true }

get(
  urls.snapshot,
  access.everyone,
  async (c) => {
    const [report, past] = await Promise.all([reportOfToday(c), selectPastSnapshots(c.var.deps.db)])
    return html(c, <SnapshotPage page={pageOf(c)} report={report} past={past} />)
  },
  kept,
)

get(urls.snapshotJson, access.everyone, async (c) => json(c, found(await reportOfToday(c))), kept)

// What `candour snapshot URL` reads of a site.
get(
  urls.snapshotCatalogue,
  access.everyone,
  async (c) => {
    const now = c.var.deps.clock.now()
    const { entries, simulated } = await ownCatalogue(c, now)
    return json(c, { as_of: now.toISOString().slice(0, 10), simulated, entries })
  },
  kept,
)

get(
  urls.pastSnapshot,
  access.everyone,
  async (c) => {
    const release = c.req.param('release') ?? ''
    if (!isId(release)) notFound()
    const snapshot = found(await selectOptionalPastSnapshot(c.var.deps.db, release))
    return html(c, <PastSnapshotPage page={pageOf(c)} snapshot={snapshot} />)
  },
  kept,
)

async function reportOfToday(c: Ctx) {
  const now = c.var.deps.clock.now()
  return ownReport(await ownCatalogue(c, now), { source: c.var.deps.config.publicUrl.host, asOf: now, now })
}

function ownCatalogue(c: Ctx, now: Date) {
  const { db, config } = c.var.deps
  return selectOwnCatalogue(db, { at: now, demo: config.demo !== 'off' })
}

function json(c: Ctx, value: unknown): Response {
  return c.body(JSON.stringify(value, null, 2), 200, { 'content-type': 'application/json; charset=utf-8' })
}
