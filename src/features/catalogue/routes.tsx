import { isLocale, type Locale } from '../../domain/locales.ts'
import { markSelfCheck } from '../../domain/self-check.ts'
import { access } from '../../platform/access.ts'
import { type Ctx, pageOf } from '../../platform/web/context.ts'
import { readRawForm, textOf } from '../../platform/web/form.ts'
import { found } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls } from '../../urls.ts'
import { type AskedPrice, askedPrice } from '../billing/api.ts'
import { keepEntryCheck } from '../learn/api.ts'
import { figuresCsv, methodPages, selectHeadlines, selectLabelFigures } from '../outcomes/api.ts'
import { FieldPage, FieldsPage, ProvidersPage } from './browse.page.tsx'
import { type Compared, ComparePage } from './compare.page.tsx'
import { CredentialPage } from './credential.page.tsx'
import { findLines, headlineNames, linesOf } from './find-entries.ts'
import { type Find, fieldChoices, findForm } from './forms.ts'
import { HomePage, Results } from './home.page.tsx'
import { labelJson } from './label-data.ts'
import { LabelEmbedPage } from './label-embed.page.tsx'
import { labelImage, labelImageStyle } from './label-image.tsx'
import { labelLinkedData } from './label-linked-data.ts'
import { LabelPrintPage } from './label-print.page.tsx'
import { LabelRowPage } from './label-row.page.tsx'
import { labelRowOf } from './label-row-names.ts'
import { answerMedia } from './media.ts'
import { MethodsPage } from './methods.page.tsx'
import { methodNames, methodOf } from './methods-text.ts'
import { PreviewPage } from './preview.page.tsx'
import { ProviderPage } from './provider.page.tsx'
import { readPublishedSchema } from './published-schemas.ts'
import {
  type CredentialDetails,
  selectCatalogue,
  selectOptionalCredential,
  selectOptionalPreview,
  selectOptionalProvider,
} from './queries.ts'
import { SelfCheckPage } from './self-check.page.tsx'

// Find and judge: the catalogue, a credential with its label, what stands behind each figure.

export const catalogueRoom = room('catalogue')
const { get, post } = catalogueRoom

const kept = { kept: true }

get(
  urls.home,
  access.everyone,
  async (c) => {
    const find = findOf(c)
    const lines = await selectLines(c, find.q)
    const languages = [...new Set(lines.map((line) => line.language))].sort()
    return html(
      c,
      <HomePage page={pageOf(c)} find={find} lines={findLines(lines, find)} languages={languages} />,
    )
  },
  kept,
)

get(
  urls.catalogueResults,
  access.everyone,
  async (c) => {
    const find = findOf(c)
    const lines = findLines(await selectLines(c, find.q), find)
    return html(c, <Results page={pageOf(c)} find={find} lines={lines} />)
  },
  kept,
)

get(
  urls.compare,
  access.everyone,
  async (c) => {
    const { deps } = c.var
    const slugs = [...new Set(c.req.queries('c') ?? [])].slice(0, comparedMax)
    const entries = slugs.length > 0 ? await selectCatalogue(deps.db) : []
    const headlines = slugs.length > 0 ? await selectHeadlines(deps.db, comparedNames, isDemo(c)) : new Map()
    const compared = slugs.flatMap((slug): Compared[] => {
      const entry = entries.find((one) => one.slug === slug)
      return entry ? [{ entry, label: headlines.get(entry.id) ?? { simulated: false, figures: [] } }] : []
    })
    return html(c, <ComparePage page={pageOf(c)} compared={compared} />)
  },
  kept,
)

const comparedMax = 4
const comparedNames = [
  ...headlineNames,
  'hours_to_complete',
  'doing_share_of_time',
  'marked_by',
  'rating_coverage',
  'rating_mean',
]

get(
  urls.fields,
  access.everyone,
  async (c) => html(c, <FieldsPage page={pageOf(c)} entries={await selectCatalogue(c.var.deps.db)} />),
  kept,
)

get(
  urls.field,
  access.everyone,
  async (c) => {
    const field = found(fieldChoices.find((one) => one === c.req.param('field')))
    const lines = findLines(await selectLines(c, ''), findForm.parse({ field }))
    return html(c, <FieldPage page={pageOf(c)} field={field} lines={lines} />)
  },
  kept,
)

get(
  urls.providers,
  access.everyone,
  async (c) => html(c, <ProvidersPage page={pageOf(c)} entries={await selectCatalogue(c.var.deps.db)} />),
  kept,
)

get(
  urls.provider,
  access.everyone,
  async (c) => {
    const provider = found(await selectOptionalProvider(c.var.deps.db, c.req.param('provider') ?? ''))
    const lines = findLines(await selectLines(c, '', provider.slug), findForm.parse({}))
    return html(c, <ProviderPage page={pageOf(c)} provider={provider} lines={lines} />)
  },
  kept,
)

get(
  urls.credential,
  access.everyone,
  async (c) => {
    const { credential, label } = await selectJudged(c)
    const { hours, by, from } = c.req.query()
    const pace = hours === undefined && by === undefined ? undefined : { hours, by, from }
    const there = priceThere(c, credential)
    return html(
      c,
      <CredentialPage page={pageOf(c)} credential={credential} label={label} pace={pace} there={there} />,
    )
  },
  kept,
)

get(
  urls.credentialLabelPrint,
  access.everyone,
  async (c) => html(c, <LabelPrintPage page={pageOf(c)} {...(await selectJudged(c))} />),
  kept,
)

get(
  urls.credentialLabelJson,
  access.everyone,
  async (c) => {
    const { credential, label } = await selectJudged(c)
    const body = JSON.stringify(labelJson(credential, label, c.var.deps.config.publicUrl.origin), null, 2)
    return c.body(body, 200, { 'content-type': 'application/json; charset=utf-8' })
  },
  kept,
)

get(
  urls.credentialLabelCsv,
  access.everyone,
  async (c) => {
    const { credential, label } = await selectJudged(c)
    const row = labelRowOf(c.req.query('row') ?? '')
    const figures = label.figures.filter((one) => !row || row.figures.includes(one.name))
    const body = figuresCsv(figures.map((one) => ({ ...one, credential: credential.slug })))
    return c.body(body, 200, { 'content-type': 'text/csv; charset=utf-8' })
  },
  kept,
)

get(
  urls.credentialLabelJsonLd,
  access.everyone,
  async (c) => {
    const { credential, label } = await selectJudged(c)
    const body = JSON.stringify(labelLinkedData(pageOf(c), credential, label), null, 2)
    return c.body(body, 200, { 'content-type': 'application/ld+json; charset=utf-8' })
  },
  kept,
)

get(
  urls.credentialLabelSvg,
  access.everyone,
  async (c) => {
    const { credential, label } = await selectJudged(c)
    const url = c.var.deps.config.publicUrl.origin + urls.credential({ credential: credential.slug })
    return c.body(labelImage(askedLocale(c), credential, label, url), 200, {
      'content-type': 'image/svg+xml; charset=utf-8',
    })
  },
  { ...kept, embeddable: { style: labelImageStyle } },
)

get(
  urls.credentialLabelEmbed,
  access.everyone,
  async (c) => {
    const size = c.req.query('size') === 'card' ? 'card' : undefined
    const theme = askedTheme(c)
    const page = { ...pageOf(c), locale: askedLocale(c), ...(theme ? { theme } : {}) }
    return html(c, <LabelEmbedPage page={page} {...(await selectJudged(c))} size={size} />)
  },
  { ...kept, embeddable: 'frame' },
)

get(
  urls.schema,
  access.everyone,
  async (c) => {
    const body = found(await readPublishedSchema(c.req.param('schema') ?? ''))
    return c.body(body, 200, { 'content-type': 'application/schema+json; charset=utf-8' })
  },
  kept,
)

get(
  urls.labelRow,
  access.everyone,
  async (c) => {
    const row = found(labelRowOf(c.req.param('row') ?? ''))
    const { credential, label } = await selectJudged(c)
    return html(
      c,
      <LabelRowPage
        page={pageOf(c)}
        credential={credential}
        label={label}
        row={row}
        method={methodOf(row.method)}
      />,
    )
  },
  kept,
)

get(
  urls.selfCheck,
  access.everyone,
  async (c) => {
    const { credential, label } = await selectJudged(c)
    const answers = credential.facts.self_check.map((_, k) => c.req.query(`q${k}`))
    const hasAnswered = answers.some((answer) => answer !== undefined)
    return html(
      c,
      <SelfCheckPage
        page={pageOf(c)}
        credential={credential}
        label={label}
        answers={hasAnswered ? answers : undefined}
      />,
    )
  },
  // Answers stand in the query: they are shown again, and kept nowhere.
  { kept: 'without_query' },
)

// The result stays on the browser until enrolment; the answers only in the address, which shows them again.
post(urls.selfCheck, access.everyone, async (c) => {
  const { deps } = c.var
  const credential = found(
    await selectOptionalCredential(deps.db, c.req.param('credential') ?? '', undefined),
  )
  const { facts, slug } = credential
  const { raw } = await readRawForm(c)
  const answers = facts.self_check.map((_, k) => textOf(raw, `q${k}`).slice(0, 40))
  const result = markSelfCheck(facts.self_check, answers, facts.self_check_pass)
  if (result.isComplete)
    keepEntryCheck(c, slug, {
      result: result.isPassed ? 'passed' : 'not_passed',
      checkedAt: deps.clock.now(),
    })
  const query = new URLSearchParams(answers.map((answer, k) => [`q${k}`, answer]))
  return seeOther(c, `${urls.selfCheck({ credential: slug })}?${query}`)
})

get(
  urls.previewLesson,
  access.everyone,
  async (c) => {
    const { credential = '', course = '', item = '' } = c.req.param() as Record<string, string>
    const lesson = found(await selectOptionalPreview(c.var.deps.db, { credential, course, item }))
    return html(c, <PreviewPage page={pageOf(c)} lesson={lesson} />)
  },
  kept,
)

get(urls.media, access.everyone, answerMedia)

get(
  urls.methods,
  access.everyone,
  (c) =>
    html(c, <MethodsPage page={pageOf(c)} methods={methodNames.map(methodOf)} figurePages={methodPages()} />),
  kept,
)

// Whoever embeds a label chooses its language and colours; without a choice the reader's are taken.
function askedLocale(c: Ctx): Locale {
  const asked = c.req.query('language')
  return isLocale(asked) ? asked : c.var.locale
}

function askedTheme(c: Ctx): 'light' | 'dark' | undefined {
  const asked = c.req.query('theme')
  return asked === 'light' || asked === 'dark' ? asked : undefined
}

function findOf(c: Ctx): Find {
  return findForm.parse(c.req.query())
}

function isDemo(c: Ctx): { demo: boolean } {
  return { demo: c.var.deps.config.demo !== 'off' }
}

async function selectLines(c: Ctx, search: string, provider?: string) {
  const { db } = c.var.deps
  const [entries, headlines] = await Promise.all([
    selectCatalogue(db, search, provider),
    selectHeadlines(db, headlineNames, isDemo(c)),
  ])
  return linesOf(entries, headlines)
}

/** The price in the country that the visitor chose; undefined where it is free. */
function priceThere(c: Ctx, { facts, advertisedWeeks }: CredentialDetails): AskedPrice | undefined {
  const { price } = facts
  const { country, deps } = c.var
  return price === 'free' ? undefined : askedPrice(deps.config, price, { country, advertisedWeeks })
}

/** A credential and its figures: what every page about one needs. */
async function selectJudged(c: Ctx) {
  const { db } = c.var.deps
  const slug = c.req.param('credential') ?? ''
  const credential = found(await selectOptionalCredential(db, slug, c.var.viewer?.personKey))
  return { credential, label: await selectLabelFigures(db, credential.id, isDemo(c)) }
}
