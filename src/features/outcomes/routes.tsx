import { access, providersOf } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readForm, textOf } from '../../platform/web/form.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls } from '../../urls.ts'
import { verifyStatement } from '../credentials/api.ts'
import { observedHours } from '../learn/api.ts'
import { figuresCsv } from './figures-csv.ts'
import { noteForm } from './forms.ts'
import { selectOptionalHoursNeeded } from './label-queries.ts'
import { MethodDocument } from './method.page.tsx'
import { optionalMethodPage } from './method-pages.ts'
import {
  type NotedCredential,
  selectOptionalNoteDocument,
  selectOptionalNotedCredential,
} from './note-queries.ts'
import { NotesPage } from './notes.page.tsx'
import { providerMoneyRoutes } from './provider-money/routes.tsx'
import { selectOptionalRelease, selectReleases } from './queries.ts'
import { ReleasePage, ReleasesPage } from './releases.page.tsx'
import { writeNote } from './write-note.ts'

// Figures releases: every published figure, as it was published.

export const outcomesRoom = room('outcomes')
const { get, post } = outcomesRoom
providerMoneyRoutes(outcomesRoom)

observedHours.register((deps, credentialId) =>
  selectOptionalHoursNeeded(deps.db, credentialId, { demo: deps.config.demo !== 'off' }),
)

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

get(
  urls.method,
  access.everyone,
  (c) => {
    const method = found(optionalMethodPage(c.req.param('method') ?? ''))
    return html(c, <MethodDocument page={pageOf(c)} method={method} />)
  },
  { kept: true },
)

get(
  urls.providerNotes,
  access.everyone,
  async (c) => {
    const { deps, viewer } = c.var
    const credential = found(await selectOptionalNotedCredential(deps.db, c.req.param('credential') ?? ''))
    const mayWrite = viewer !== undefined && providersOf(viewer, 'author').includes(credential.provider.id)
    return html(c, await notesPage(c, credential, { mayWrite }))
  },
  { kept: true },
)

post(urls.providerNotes, access.author, async (c) => {
  const { deps } = c.var
  const viewer = viewerOf(c)
  const slug = c.req.param('credential') ?? ''
  const credential = found(await selectOptionalNotedCredential(deps.db, slug))
  const providerIds = providersOf(viewer, 'author')
  if (!providerIds.includes(credential.provider.id)) notFound()
  const form = await readForm(c, noteForm)
  if (!form.ok) {
    const error = form.errors.text === 'noteTooLong' ? 'noteTooLong' : 'noteEmpty'
    const typed = textOf(form.raw, 'text')
    return html(c, await notesPage(c, credential, { mayWrite: true, typed, error }), 422)
  }
  await writeNote(deps, { slug, text: form.value.text, author: viewer.personKey, providerIds })
  return seeOther(c, urls.providerNotes({ credential: slug }))
})

get(
  urls.providerNoteJson,
  access.everyone,
  async (c) => {
    const id = c.req.param('note') ?? ''
    if (!isId(id)) notFound()
    const document = found(await selectOptionalNoteDocument(c.var.deps.db, id))
    return c.body(JSON.stringify(document, null, 2), 200, {
      'content-type': 'application/vc+ld+json; charset=utf-8',
    })
  },
  { kept: true },
)

async function notesPage(
  c: Ctx,
  credential: NotedCredential,
  more: { mayWrite: boolean; typed?: string; error?: 'noteEmpty' | 'noteTooLong' },
) {
  const documents = credential.notes.map((note) => note.document)
  const verified =
    documents.length > 0 ? await verifyStatement(c.var.deps, credential.provider, documents) : []
  return <NotesPage page={pageOf(c)} credential={credential} verified={verified} {...more} />
}
