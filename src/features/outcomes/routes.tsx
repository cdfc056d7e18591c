import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { pageOf } from '../../platform/web/context.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { html } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls } from '../../urls.ts'
import { figuresCsv } from './figures-csv.ts'
import { selectOptionalRelease, selectReleases } from './queries.ts'
import { ReleasePage, ReleasesPage } from './releases.page.tsx'

// Figures releases: every published figure, as it was published.

export const outcomesRoom = room('outcomes')
const { get } = outcomesRoom

get(
  urls.releases,
  access.everyone,
  async (c) => html(c, <ReleasesPage page={pageOf(c)} releases={await selectReleases(c.var.deps.db)} />),
  { kept: true },
)

get(
  urls.release,
  access.everyone,
  async (c) => {
    const id = c.req.param('release') ?? ''
    if (!isId(id)) notFound()
    const { summary, figures } = found(await selectOptionalRelease(c.var.deps.db, id))
    switch (c.req.query('as')) {
      case 'csv':
        return c.body(figuresCsv(figures), 200, { 'content-type': 'text/csv; charset=utf-8' })
      case 'json':
        return c.body(JSON.stringify({ release: summary, figures }, null, 2), 200, {
          'content-type': 'application/json; charset=utf-8',
        })
      default:
        return html(c, <ReleasePage page={pageOf(c)} release={summary} figures={figures} />)
    }
  },
  { kept: true },
)
