import { access, providersOf } from '../../platform/access.ts'
import { isId, newId } from '../../platform/random.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readRawForm, textOf } from '../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls, withQuery } from '../../urls.ts'
import { ItemFrame, itemPages, type LearnerItem, selectOwnItem } from '../learn/api.ts'
import { answerFile } from './answer-file.ts'
import {
  filesBytesMax,
  readPiece,
  readRubric,
  readSkipReason,
  textCharactersMax,
  typedRubric,
} from './forms.ts'
import { giveReview } from './give-review.ts'
import { handIn, saveDraft } from './hand-in.ts'
import { markPiece } from './mark-piece.ts'
import { MarkPiecePage, QueuePage } from './marking.page.tsx'
import { PiecePage } from './piece.page.tsx'
import type { GivenReview } from './piece-views.ts'
import { ProjectBody, type ProjectBodyProps, type Said } from './project.page.tsx'
import { projectOf } from './project.ts'
import {
  queueRowsMax,
  selectOptionalFile,
  selectOptionalGivenReview,
  selectOptionalOwnPiece,
  selectOptionalPieceToMark,
  selectOwnWork,
  selectQueue,
} from './queries.ts'
import { ReviewPage } from './review.page.tsx'
import { standingOf } from './standing.ts'
import { saveReviewDraft, skipReview, submitReview } from './submit-review.ts'

// Projects: handing in, reviewing others' work, marking it as an educator, reading the result.

export const peerReviewRoom = room('peer-review')
const { get, post } = peerReviewRoom

// Files and text in one request, and what the form adds around them.
const pieceBytesMax = filesBytesMax + textCharactersMax * 4 + 64 * 1024

// What stands at the URL of an item that is a project (features/learn/item-pages.ts).
itemPages.register('project', async (c, learner) => html(c, await projectPage(c, learner)))

post(
  urls.handIns,
  access.signedIn,
  async (c) => {
    const { deps } = c.var
    const { personKey } = viewerOf(c)
    const learner = await ownProject(c)
    await limitRate(deps.db, `hand-in:${personKey}`, { hitsMax: 30, windowSeconds: 3600 }, deps.clock.now())
    const { raw, files } = await readRawForm(c)
    requireWorks(learner)
    const project = projectOf(learner)
    const read = await readPiece({ raw, files }, project)
    if (!read.ok)
      return html(c, await projectPage(c, learner, { typed: textOf(raw, 'text'), errors: read.errors }), 422)
    const url = await handIn(deps, {
      project,
      personKey,
      enrolmentId: learner.enrolment.id,
      piece: read.piece,
      onceKey: textOf(raw, 'once'),
    })
    return seeOther(c, url)
  },
  { bodyBytesMax: pieceBytesMax },
)

// The same form with another button, or the script of the page while somebody types.
post(
  urls.handInDraft,
  access.signedIn,
  async (c) => {
    const { deps } = c.var
    const learner = await ownProject(c)
    const { raw } = await readRawForm(c)
    const text = textOf(raw, 'text')
    if (text.length > textCharactersMax)
      return html(
        c,
        await projectPage(c, learner, {
          typed: text,
          errors: { text: { key: 'errorTextLong', values: { n: textCharactersMax } } },
        }),
        422,
      )
    const { id: enrolmentId } = learner.enrolment
    await saveDraft(deps.db, { enrolmentId, itemId: learner.item.id, text, now: deps.clock.now() })
    if (wantsJson(c)) return c.json({ saved: true })
    return seeOther(
      c,
      withQuery(urls.item({ enrolment: enrolmentId, item: learner.item.id }), { said: 'draft' }),
    )
  },
  { bodyBytesMax: pieceBytesMax },
)

get(urls.handIn, access.signedIn, async (c) => {
  const handInId = idOf(c, 'handIn')
  const piece = found(
    await selectOptionalOwnPiece(c.var.deps.db, { personKey: viewerOf(c).personKey, handInId }),
  )
  return html(c, <PiecePage page={pageOf(c)} piece={piece} />)
})

get(urls.handInFile, access.signedIn, async (c) => {
  const viewer = viewerOf(c)
  const file = found(
    await selectOptionalFile(c.var.deps.db, {
      personKey: viewer.personKey,
      providerIds: providersOf(viewer, 'educator'),
      handInId: idOf(c, 'handIn'),
      fileId: idOf(c, 'file'),
    }),
  )
  return answerFile(c, file)
})

post(urls.reviews, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const learner = await ownProject(c)
  const enrolmentId = learner.enrolment.id
  // Passing on again and again must not become a way to read everybody's work.
  await limitRate(deps.db, `review:${personKey}`, { hitsMax: 40, windowSeconds: 86_400 }, deps.clock.now())
  const given = await giveReview(deps, { project: projectOf(learner), personKey, enrolmentId })
  if (typeof given !== 'string') return seeOther(c, urls.review({ review: given.reviewId }))
  return seeOther(c, withQuery(urls.item({ enrolment: enrolmentId, item: learner.item.id }), { said: given }))
})

get(urls.review, access.signedIn, async (c) =>
  html(
    c,
    <ReviewPage
      page={pageOf(c)}
      review={await givenReview(c)}
      draftSaved={c.req.query('saved') !== undefined}
    />,
  ),
)

post(urls.review, access.signedIn, async (c) => {
  const { deps } = c.var
  const review = await givenReview(c)
  const { raw } = await readRawForm(c)
  const { criteria } = review.project
  if (textOf(raw, 'draft')) {
    await saveReviewDraft(deps, { review, typed: typedRubric(raw, criteria) })
    if (wantsJson(c)) return c.json({ saved: true })
    return seeOther(c, withQuery(urls.review({ review: review.id }), { saved: '1' }))
  }
  if (review.submittedAt || review.skipReason) return seeOther(c, urls.review({ review: review.id }))
  const read = readRubric(raw, criteria)
  if (!read.ok)
    return html(
      c,
      <ReviewPage page={pageOf(c)} review={review} typed={typedRubric(raw, criteria)} errors={read.errors} />,
      422,
    )
  await submitReview(deps, { review, personKey: viewerOf(c).personKey, marks: read.marks })
  return seeOther(c, urls.review({ review: review.id }))
})

post(urls.reviewSkip, access.signedIn, async (c) => {
  const { deps } = c.var
  const review = await givenReview(c)
  const { raw } = await readRawForm(c)
  const reason = readSkipReason(raw)
  if (!reason)
    return html(
      c,
      <ReviewPage page={pageOf(c)} review={review} errors={{ reason: { key: 'errorSkipReason' } }} />,
      422,
    )
  await skipReview(deps, { review, personKey: viewerOf(c).personKey, reason })
  const where = { enrolment: review.enrolmentId, item: review.project.itemId }
  return seeOther(c, withQuery(urls.item(where), { said: 'passed-on' }))
})

get(urls.markingQueue, access.educator, async (c) => {
  const viewer = viewerOf(c)
  const rows = await selectQueue(c.var.deps.db, {
    personKey: viewer.personKey,
    providerIds: providersOf(viewer, 'educator'),
  })
  return html(c, <QueuePage page={pageOf(c)} rows={rows} rowsMax={queueRowsMax} />)
})

get(urls.markPiece, access.educator, async (c) =>
  html(
    c,
    <MarkPiecePage
      page={pageOf(c)}
      view={await pieceToMark(c)}
      already={c.req.query('already') !== undefined}
    />,
  ),
)

post(urls.markPiece, access.educator, async (c) => {
  const { deps } = c.var
  const view = await pieceToMark(c)
  const { raw } = await readRawForm(c)
  const { criteria } = view.project
  const here = urls.markPiece({ handIn: view.piece.handInId })
  const read = readRubric(raw, criteria)
  if (!read.ok && view.state === 'with_educator')
    return html(
      c,
      <MarkPiecePage page={pageOf(c)} view={view} typed={typedRubric(raw, criteria)} errors={read.errors} />,
      422,
    )
  const done = read.ok
    ? await markPiece(deps, { view, educator: viewerOf(c).personKey, marks: read.marks })
    : 'already'
  return seeOther(c, done === 'marked' ? here : withQuery(here, { already: '1' }))
})

async function projectPage(
  c: Ctx,
  learner: LearnerItem,
  again: Pick<ProjectBodyProps, 'typed' | 'errors'> = {},
) {
  const { deps } = c.var
  const now = deps.clock.now()
  const { enrolment, item } = learner
  const project = projectOf(learner)
  const work = await selectOwnWork(deps.db, { enrolmentId: enrolment.id, itemId: item.id })
  const page = pageOf(c)
  return (
    <ItemFrame page={page} {...learner} scripts={['peer-review/draft']}>
      <ProjectBody
        page={page}
        enrolmentId={enrolment.id}
        project={project}
        work={work}
        standing={standingOf(work, project, { works: enrolment.works, now })}
        onceKey={newId(now, deps.random)}
        said={saidOf(c)}
        {...again}
      />
    </ItemFrame>
  )
}

async function ownProject(c: Ctx): Promise<LearnerItem> {
  const { deps } = c.var
  const learner = found(
    await selectOwnItem(deps.db, {
      personKey: viewerOf(c).personKey,
      enrolmentId: idOf(c, 'enrolment'),
      itemId: idOf(c, 'item'),
      now: deps.clock.now(),
    }),
  )
  if (learner.item.kind !== 'project') notFound()
  return learner
}

function requireWorks({ enrolment }: LearnerItem): void {
  if (!enrolment.works)
    throw new HttpError(
      409,
      'Work is not taken at the moment, because your paid time is over. Drafts and marks are kept.',
    )
}

async function givenReview(c: Ctx): Promise<GivenReview> {
  const reviewId = idOf(c, 'review')
  return found(await selectOptionalGivenReview(c.var.deps.db, { personKey: viewerOf(c).personKey, reviewId }))
}

async function pieceToMark(c: Ctx) {
  const viewer = viewerOf(c)
  return found(
    await selectOptionalPieceToMark(c.var.deps.db, {
      personKey: viewer.personKey,
      providerIds: providersOf(viewer, 'educator'),
      handInId: idOf(c, 'handIn'),
    }),
  )
}

function idOf(c: Ctx, name: string): string {
  const id = c.req.param(name) ?? ''
  if (!isId(id)) notFound()
  return id
}

const saids: Said[] = [
  'handed-in',
  'already',
  'draft',
  'reviewed',
  'passed-on',
  'nothing-left',
  'hand-in-first',
]

function saidOf(c: Ctx): Said | undefined {
  return saids.find((said) => said === c.req.query('said'))
}

function wantsJson(c: Ctx): boolean {
  return (c.req.header('accept') ?? '').startsWith('application/json')
}
