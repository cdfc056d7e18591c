import { access } from '../../platform/access.ts'
import { type Ctx, pageOf } from '../../platform/web/context.ts'
import { html, stream } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { formatDate } from '../../ui/format.ts'
import { urls, withQuery } from '../../urls.ts'
import { methodAnchor, methodPages, methodVersions } from '../outcomes/api.ts'
import { DataPage } from './data.page.tsx'
import { csvOf, figureRow } from './dictionary.ts'
import { exportFigures, placeAfter } from './export-figures.ts'
import { cursorOf, figuresQuery, placeOf } from './forms.ts'
import {
  atomFeed,
  dataPackage,
  exportSchema,
  figureSchema,
  jsonFeed,
  openApi,
  releaseJson,
} from './machine-forms.ts'
import { messages } from './messages.ts'
import {
  type OpenRelease,
  selectFigures,
  selectOpenCredentials,
  selectOpenReleases,
  selectOptionalLastNumber,
} from './queries.ts'

// Every published figure since the beginning, for people and for programs, from whatever site they come.

export const openDataRoom = room('open-data')
const { get } = openDataRoom

const kept = { kept: true }

get(
  urls.data,
  access.everyone,
  async (c) => html(c, <DataPage page={pageOf(c)} releases={await selectOpenReleases(c.var.deps.db)} />),
  kept,
)

get(urls.dataCsv, access.everyone, (c) => answerExport(c, 'csv'))
get(urls.dataJson, access.everyone, (c) => answerExport(c, 'json'))

get(
  urls.dataPackage,
  access.everyone,
  async (c) => json(c, dataPackage(originOf(c), await selectOpenReleases(c.var.deps.db))),
  kept,
)
get(
  urls.dataSchema,
  access.everyone,
  (c) => json(c, exportSchema(originOf(c)), 'application/schema+json'),
  kept,
)
get(
  urls.figureSchema,
  access.everyone,
  (c) => open(c, figureSchema(), 'application/schema+json; charset=utf-8'),
  kept,
)

get(
  urls.dataFeedAtom,
  access.everyone,
  async (c) => {
    const feed = atomFeed(originOf(c), await selectOpenReleases(c.var.deps.db), feedWords)
    return open(c, feed, 'application/atom+xml; charset=utf-8')
  },
  kept,
)
get(
  urls.dataFeedJson,
  access.everyone,
  async (c) => {
    const feed = jsonFeed(originOf(c), await selectOpenReleases(c.var.deps.db), feedWords)
    return json(c, feed, 'application/feed+json')
  },
  kept,
)

// The read API.

get(urls.apiDescription, access.everyone, (c) => json(c, openApi(originOf(c))), kept)

get(
  urls.apiReleases,
  access.everyone,
  async (c) => {
    const releases = await selectOpenReleases(c.var.deps.db)
    return json(c, { data: releases.toReversed().map((release) => releaseJson(originOf(c), release)) })
  },
  kept,
)

get(
  urls.apiCredentials,
  access.everyone,
  async (c) => {
    const origin = originOf(c)
    const credentials = await selectOpenCredentials(c.var.deps.db)
    return json(c, {
      data: credentials.map(({ slug, providerName, ...credential }) => ({
        credential: slug,
        ...credential,
        provider_name: providerName,
        label: origin + urls.credentialLabelJson({ credential: slug }),
        figures: origin + withQuery(urls.apiFigures(), { credential: slug }),
      })),
    })
  },
  kept,
)

get(
  urls.apiMethods,
  access.everyone,
  (c) => {
    const origin = originOf(c)
    return json(c, {
      data: methodVersions().map(({ id, title, figures }) => ({
        method: id,
        title,
        url: `${origin}${urls.method({ method: 'estimators' })}#${methodAnchor(id)}`,
        figures,
      })),
      pages: methodPages().map(({ name, title, figures }) => ({
        title,
        url: origin + urls.method({ method: name }),
        figures,
      })),
    })
  },
  kept,
)

get(
  urls.apiFigures,
  access.everyone,
  async (c) => {
    const asked = figuresQuery.safeParse(c.req.query())
    if (!asked.success) return refuse(c, asked.error.issues[0])
    const { simulated, limit, after: cursor, format, ...filter } = asked.data
    const after = cursor === undefined ? undefined : placeOf(cursor)
    if (cursor !== undefined && !after)
      return refuse(c, { path: ['after'], message: 'no cursor of this API' })
    const rows = await selectFigures(
      c.var.deps.db,
      { ...filter, ...(simulated === undefined ? {} : { simulated: simulated === 'true' }) },
      { after, limit: limit + 1 },
    )
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const next =
      last && rows.length > limit
        ? originOf(c) + withQuery(urls.apiFigures(), { ...c.req.query(), after: cursorOf(placeAfter(last)) })
        : null
    const more: Record<string, string> = next ? { link: `<${next}>; rel="next"` } : {}
    if (format === 'csv') return open(c, csvOf(page), 'text/csv; charset=utf-8', more)
    return json(c, { data: page.map(figureRow), next }, 'application/json', more)
  },
  kept,
)

/**
 * The whole file as a stream. Whoever has it already is told so by the number of the last release, with one query: more
 * than a new release never changes it.
 */
async function answerExport(c: Ctx, form: 'csv' | 'json'): Promise<Response> {
  const { db } = c.var.deps
  const etag = `"figures-${form}-${(await selectOptionalLastNumber(db)) ?? 0}"`
  const headers = { ...openHeaders, etag, 'cache-control': 'public, max-age=300, must-revalidate' }
  if (c.req.header('if-none-match')?.includes(etag)) return stream(c, null, headers, 304)
  const type = form === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8'
  return stream(c, exportFigures(db, form, originOf(c)), {
    ...headers,
    'content-type': type,
    'content-disposition': `attachment; filename="candour-figures.${form}"`,
  })
}

// Programs of other sites may read it: nothing here depends on who asks.
const openHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, link',
  'cross-origin-resource-policy': 'cross-origin',
}

function open(c: Ctx, body: string, type: string, more: Record<string, string> = {}): Response {
  return c.body(body, 200, { ...openHeaders, ...more, 'content-type': type })
}

function json(
  c: Ctx,
  value: unknown,
  type = 'application/json',
  more: Record<string, string> = {},
): Response {
  return open(c, `${JSON.stringify(value, null, 1)}\n`, `${type}; charset=utf-8`, more)
}

function refuse(c: Ctx, issue: { path: PropertyKey[]; message: string } | undefined): Response {
  const where = issue?.path.join('.')
  const error = `${where ? `${where}: ` : ''}${issue?.message ?? 'the query can’t be read'}`
  return c.body(JSON.stringify({ error }), 422, {
    ...openHeaders,
    'content-type': 'application/json; charset=utf-8',
  })
}

function originOf(c: Ctx): string {
  return c.var.deps.config.publicUrl.origin
}

// Feeds are read by programs in one language.
const feedWords = {
  title: (release: OpenRelease) =>
    messages('en')('feedEntry', { number: release.number, date: formatDate('en', release.asOf) }),
  summary: (release: OpenRelease) =>
    release.corrects === null
      ? messages('en')('feedSummary', { measured: release.measured, figures: release.figures })
      : messages('en')('feedCorrection', { number: release.corrects, reason: release.reason ?? '' }),
}
