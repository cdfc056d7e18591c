import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIGURE_KINDS, FIGURE_STATUSES } from '../../domain/figure.ts'
import { projectFolder } from '../../platform/project.ts'
import { urls, withQuery } from '../../urls.ts'
import { fieldMeaning, fields } from './dictionary.ts'
import { figuresPerPage } from './forms.ts'
import { messages } from './messages.ts'
import type { OpenRelease } from './queries.ts'

// What programs read about the data: package and table schema, JSON schemas, the description of the API, and feeds.

export const licence = {
  id: 'CC-BY-4.0',
  name: 'Creative Commons Attribution 4.0 International',
  url: 'https://creativecommons.org/licenses/by/4.0/',
}

/** The figures' own JSON Schema, as it stands in docs. */
export function figureSchema(): string {
  return readFileSync(join(projectFolder, 'docs', 'figure.schema.json'), 'utf8')
}

/** A Data Package (Frictionless Data, version 1) with the table schema of the CSV. */
export function dataPackage(origin: string, releases: readonly OpenRelease[]) {
  const t = messages('en')
  const last = releases.at(-1)
  return {
    profile: 'tabular-data-package',
    name: 'candour-figures',
    title: t('title'),
    description: t('lead'),
    homepage: origin + urls.data(),
    ...(last ? { version: String(last.number), created: last.computedAt.toISOString() } : {}),
    licenses: [{ name: licence.id, title: licence.name, path: licence.url }],
    resources: [
      {
        profile: 'tabular-data-resource',
        name: 'figures',
        path: origin + urls.dataCsv(),
        format: 'csv',
        mediatype: 'text/csv',
        encoding: 'utf-8',
        schema: tableSchema(),
      },
    ],
  }
}

/** Table Schema (Frictionless Data) of the CSV of figures. */
export function tableSchema() {
  const values: Record<string, readonly string[]> = { status: FIGURE_STATUSES, kind: FIGURE_KINDS }
  return {
    fields: fields.map((field) => ({
      name: field.name,
      type: field.type,
      description: fieldMeaning('en', field.name),
      constraints: {
        ...('required' in field ? { required: true } : {}),
        ...(values[field.name] ? { enum: values[field.name] } : {}),
      },
    })),
    missingValues: [''],
    primaryKey: ['release', 'credential', 'simulated', 'name', 'grouping'],
  }
}

const jsonTypes = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
}

/** JSON Schema of one row, as the JSON files and the API give it. */
export function rowSchema() {
  const values: Record<string, readonly string[]> = { status: FIGURE_STATUSES, kind: FIGURE_KINDS }
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter((field) => 'required' in field).map((field) => field.name),
    properties: Object.fromEntries(
      fields.map(({ name, type }) => [
        name,
        {
          ...jsonTypes[type],
          ...(values[name] ? { enum: values[name] } : {}),
          description: fieldMeaning('en', name),
        },
      ]),
    ),
  }
}

/** JSON Schema of the file that holds everything. */
export function exportSchema(origin: string) {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: origin + urls.dataSchema(),
    title: messages('en')('title'),
    type: 'object',
    required: ['licence', 'schema', 'releases', 'figures'],
    properties: {
      licence: { type: 'string', const: licence.url },
      schema: { type: 'string' },
      releases: { type: 'array', items: releaseSchema },
      figures: { type: 'array', items: rowSchema() },
    },
  }
}

const releaseSchema = {
  type: 'object',
  required: ['number', 'as_of', 'computed_at', 'code_version', 'figures', 'measured'],
  properties: {
    number: { type: 'integer' },
    as_of: { type: 'string', format: 'date-time' },
    computed_at: { type: 'string', format: 'date-time' },
    code_version: { type: 'string' },
    corrects: { type: 'integer', description: 'The number of the release that it corrects.' },
    reason: { type: 'string' },
    figures: { type: 'integer' },
    measured: { type: 'integer' },
    url: { type: 'string' },
  },
}

export function releaseJson(origin: string, release: OpenRelease) {
  return {
    number: release.number,
    as_of: release.asOf.toISOString(),
    computed_at: release.computedAt.toISOString(),
    code_version: release.codeVersion,
    ...(release.corrects === null ? {} : { corrects: release.corrects, reason: release.reason }),
    figures: release.figures,
    measured: release.measured,
    url: origin + urls.release({ release: release.id }),
  }
}

/** OpenAPI 3.1 description of the read API. */
export function openApi(origin: string) {
  const t = messages('en')
  const query = (name: string, schema: object, description: string) => ({
    name,
    in: 'query',
    schema,
    description,
  })
  const json = (schema: object) => ({ description: 'OK', content: { 'application/json': { schema } } })
  const refused = {
    description: 'A parameter is unknown or can’t be read; the answer names it.',
    content: {
      'application/json': { schema: { type: 'object', properties: { error: { type: 'string' } } } },
    },
  }
  const list = (items: object) => ({ type: 'object', properties: { data: { type: 'array', items } } })
  return {
    openapi: '3.1.0',
    info: {
      title: t('title'),
      version: '1',
      description: t('apiLead'),
      license: { name: licence.name, identifier: licence.id },
    },
    servers: [{ url: origin }],
    paths: {
      [urls.apiReleases.pattern]: {
        get: { summary: t('apiReleases'), responses: { 200: json(list(releaseSchema)) } },
      },
      [urls.apiCredentials.pattern]: {
        get: { summary: t('apiCredentials'), responses: { 200: json(list({ type: 'object' })) } },
      },
      [urls.apiMethods.pattern]: {
        get: { summary: t('apiMethods'), responses: { 200: json(list({ type: 'object' })) } },
      },
      [urls.apiFigures.pattern]: {
        get: {
          summary: t('apiFigures'),
          parameters: [
            query(
              'release',
              { oneOf: [{ enum: ['latest', 'all'] }, { type: 'integer' }], default: 'latest' },
              t('paramRelease'),
            ),
            query('credential', { type: 'string' }, t('paramCredential')),
            query('name', { type: 'string' }, t('paramName')),
            query('simulated', { type: 'boolean' }, t('paramSimulated')),
            query('status', { enum: FIGURE_STATUSES }, t('paramStatus')),
            query(
              'limit',
              { type: 'integer', minimum: 1, maximum: figuresPerPage.most, default: figuresPerPage.usual },
              t('paramLimit'),
            ),
            query('after', { type: 'string' }, t('paramAfter')),
            query('format', { enum: ['json', 'csv'], default: 'json' }, t('paramFormat')),
          ],
          responses: {
            200: json({
              ...list(rowSchema()),
              properties: { data: { type: 'array', items: rowSchema() }, next: { type: ['string', 'null'] } },
            }),
            422: refused,
          },
        },
      },
    },
  }
}

const feedReleases = 50

/** The newest releases first, as feeds have it. */
function forFeed(releases: readonly OpenRelease[]): OpenRelease[] {
  return releases.slice(-feedReleases).toReversed()
}

interface FeedWords {
  title: (release: OpenRelease) => string
  summary: (release: OpenRelease) => string
}

/** JSON Feed 1.1. */
export function jsonFeed(origin: string, releases: readonly OpenRelease[], words: FeedWords) {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: messages('en')('feedTitle'),
    home_page_url: origin + urls.data(),
    feed_url: origin + urls.dataFeedJson(),
    items: forFeed(releases).map((release) => ({
      id: `${origin}${urls.release({ release: release.id })}`,
      url: `${origin}${urls.release({ release: release.id })}`,
      title: words.title(release),
      content_text: words.summary(release),
      date_published: release.computedAt.toISOString(),
      attachments: [
        {
          url: `${origin}${withQuery(urls.release({ release: release.id }), { as: 'csv' })}`,
          mime_type: 'text/csv',
        },
      ],
    })),
  }
}

/** Atom (RFC 4287). */
export function atomFeed(origin: string, releases: readonly OpenRelease[], words: FeedWords): string {
  const entries = forFeed(releases)
  const updated = entries[0]?.computedAt ?? new Date(0)
  const entry = (release: OpenRelease) => {
    const url = origin + urls.release({ release: release.id })
    return [
      '  <entry>',
      `    <id>${xml(url)}</id>`,
      `    <title>${xml(words.title(release))}</title>`,
      `    <updated>${release.computedAt.toISOString()}</updated>`,
      `    <link href="${xml(url)}"/>`,
      `    <link rel="enclosure" type="text/csv" href="${xml(withQuery(url, { as: 'csv' }))}"/>`,
      `    <summary>${xml(words.summary(release))}</summary>`,
      '  </entry>',
    ].join('\n')
  }
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${xml(origin + urls.data())}</id>
  <title>${xml(messages('en')('feedTitle'))}</title>
  <updated>${updated.toISOString()}</updated>
  <link rel="self" href="${xml(origin + urls.dataFeedAtom())}"/>
  <link href="${xml(origin + urls.data())}"/>
  <author><name>Candour</name></author>
  <rights>${xml(licence.url)}</rights>
${entries.map(entry).join('\n')}
</feed>
`
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
