import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readRawForm } from '../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls } from '../../urls.ts'
import type { LabSpec } from '../authoring/api.ts'
import { itemPages, type LearnerItem, selectOwnItem } from '../learn/api.ts'
import { FILE_LENGTH_MAX, FILES_BYTES_MAX, fieldOfFile } from './draft.ts'
import { draftForm, submissionForm } from './forms.ts'
import { LabPage } from './lab.page.tsx'
import type { SubmissionState } from './lab-work.ts'
import {
  type OwnSubmission,
  selectOptionalDraft,
  selectOptionalOwnSubmission,
  selectSubmissions,
} from './queries.ts'
import { saveDraft } from './save-draft.ts'
import { hasPassed, SubmissionPage } from './submission.page.tsx'
import { submitLab } from './submit-lab.ts'

// Labs: write, run, hand in, see what the tests found.

export const labsRoom = room('labs')
const { get, post } = labsRoom

itemPages.register('lab', async (c, learner) => {
  const at = { enrolmentId: learner.enrolment.id, itemId: learner.item.id }
  const [draft, submissions] = await Promise.all([
    selectOptionalDraft(c.var.deps.db, at),
    selectSubmissions(c.var.deps.db, at),
  ])
  return html(c, <LabPage page={pageOf(c)} {...learner} draft={draft} submissions={submissions} />)
})

post(
  urls.labDraft,
  access.signedIn,
  async (c) => {
    const { enrolment, item } = await ownLab(c)
    const parsed = draftForm.safeParse(await c.req.json().catch(() => undefined))
    if (!parsed.success) throw new HttpError(400, 'expected { version, files: { path: text } }')
    const { version } = parsed.data
    const files = onlyEditable(item.spec as LabSpec, parsed.data.files)
    const saved = await saveDraft(c.var.deps, { enrolmentId: enrolment.id, itemId: item.id, version, files })
    return c.json(saved, 'files' in saved ? 409 : 200)
  },
  { bodyBytesMax: FILES_BYTES_MAX },
)

// A script sends JSON and stays on the page; the form without script is led to the page of the hand-in.
post(
  urls.labSubmissions,
  access.signedIn,
  async (c) => {
    const { deps } = c.var
    const learner = await ownLab(c)
    const isJson = c.req.header('content-type')?.includes('json') ?? false
    const files = isJson ? await readJsonFiles(c) : await readFormFiles(c, learner.item.spec as LabSpec)
    if (!learner.enrolment.works) throw new HttpError(409, 'the subscription ended')
    const { personKey } = viewerOf(c)
    await limitRate(deps.db, `labs:${personKey}`, { hitsMax: 60, windowSeconds: 600 }, deps.clock.now())
    const submissionId = await submitLab(deps, learner, files)
    if (!isJson) return seeOther(c, urls.labSubmission({ submission: submissionId }))
    const submission = found(await selectOptionalOwnSubmission(deps.db, { submissionId, personKey }))
    return c.json(stateOf(submission, learner.item.passShare))
  },
  { bodyBytesMax: FILES_BYTES_MAX },
)

get(urls.labSubmission, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const submissionId = c.req.param('submission') ?? ''
  if (!isId(submissionId)) notFound()
  const submission = found(await selectOptionalOwnSubmission(deps.db, { submissionId, personKey }))
  const { enrolmentId, itemId } = submission
  const learner = found(
    await selectOwnItem(deps.db, { personKey, enrolmentId, itemId, now: deps.clock.now() }),
  )
  const wantsJson = !(c.req.header('accept') ?? '').includes('text/html')
  if (wantsJson) return c.json(stateOf(submission, learner.item.passShare))
  return html(c, <SubmissionPage page={pageOf(c)} {...learner} submission={submission} />)
})

async function ownLab(c: Ctx): Promise<LearnerItem> {
  const { deps } = c.var
  const [enrolmentId, itemId] = [c.req.param('enrolment') ?? '', c.req.param('item') ?? '']
  if (!isId(enrolmentId) || !isId(itemId)) notFound()
  const { personKey } = viewerOf(c)
  const learner = found(
    await selectOwnItem(deps.db, { personKey, enrolmentId, itemId, now: deps.clock.now() }),
  )
  if (learner.item.kind !== 'lab') notFound()
  return learner
}

async function readJsonFiles(c: Ctx): Promise<Record<string, string>> {
  const parsed = submissionForm.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) throw new HttpError(400, 'expected { files: { path: text } }')
  return parsed.data.files
}

async function readFormFiles(c: Ctx, spec: LabSpec): Promise<Record<string, string>> {
  const { raw } = await readRawForm(c)
  const files: Record<string, string> = {}
  for (const path of spec.editable) {
    const text = raw[fieldOfFile(path)]
    if (typeof text !== 'string') continue
    // Browsers send the lines of a text area with carriage returns.
    files[path] = text.replaceAll('\r\n', '\n')
    if (files[path].length > FILE_LENGTH_MAX) throw new HttpError(413, `${path} is too long`)
  }
  return files
}

/** NUL can't be stored, and means nothing in code. */
function onlyEditable(spec: LabSpec, files: Record<string, string>): Record<string, string> {
  const kept = spec.editable.filter((path) => Object.hasOwn(files, path))
  return Object.fromEntries(kept.map((path) => [path, (files[path] ?? '').replaceAll('\u0000', '')]))
}

function stateOf(submission: OwnSubmission, passShare: number | null): SubmissionState {
  return {
    url: urls.labSubmission({ submission: submission.id }),
    state: submission.state,
    place: submission.place,
    points: submission.points,
    points_max: submission.pointsMax,
    passed: hasPassed(submission, passShare ?? 0),
  }
}
