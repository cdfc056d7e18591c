import { access, providersOf } from '../../platform/access.ts'
import { newId } from '../../platform/random.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readRawForm, textOf } from '../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
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
import { setVolunteer } from './invite-reviewers.ts'
import { idOf, peerReviewRoom } from './peer-review-room.ts'
import type { GivenReview } from './piece-views.ts'
import { ProjectBody, type ProjectBodyProps, type Said } from './project.page.tsx'
import { projectOf } from './project.ts'
import {
  selectOptionalFile,
  selectOptionalGivenReview,
  selectOptionalTraining,
  selectOwnWork,
} from './queries.ts'
import { ReviewPage } from './review.page.tsx'
import { standingOf } from './standing.ts'
import { saveReviewDraft, skipReview, submitReview } from './submit-review.ts'
import { TrainingPage } from './training.page.tsx'
import { startTraining, submitTraining } from './training.ts'
import './calendar/routes.tsx'
import './educator-routes.tsx'
import './receiving-routes.tsx'

// Projects: handing in, training, reviewing others' work. What an author does with a result is in
// receiving-routes.tsx, what educators do in educator-routes.tsx.

export { peerReviewRoom }

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
      return html(
        c,
        await projectPage(c, learner, {
          typed: { text: textOf(raw, 'text'), links: textOf(raw, 'links') },
          errors: read.errors,
        }),
        422,
      )
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
          typed: { text, links: textOf(raw, 'links') },
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

post(urls.trainings, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const learner = await ownProject(c)
  const enrolmentId = learner.enrolment.id
  await limitRate(deps.db, `training:${personKey}`, { hitsMax: 40, windowSeconds: 86_400 }, deps.clock.now())
  const started = await startTraining(deps, { project: projectOf(learner), personKey, enrolmentId })
  if (typeof started !== 'string') return seeOther(c, urls.training({ training: started.trainingId }))
  return seeOther(
    c,
    withQuery(urls.item({ enrolment: enrolmentId, item: learner.item.id }), { said: started }),
  )
})

get(urls.training, access.signedIn, async (c) =>
  html(c, <TrainingPage page={pageOf(c)} training={await ownTraining(c)} />),
)

post(urls.training, access.signedIn, async (c) => {
  const { deps } = c.var
  const training = await ownTraining(c)
  const here = urls.training({ training: training.id })
  if (training.submittedAt) return seeOther(c, here)
  const { raw } = await readRawForm(c)
  const { criteria } = training.project
  const read = readRubric(raw, criteria)
  if (!read.ok)
    return html(
      c,
      <TrainingPage
        page={pageOf(c)}
        training={training}
        typed={typedRubric(raw, criteria)}
        errors={read.errors}
      />,
      422,
    )
  await submitTraining(deps, { training, personKey: viewerOf(c).personKey, marks: read.marks })
  return seeOther(c, here)
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

post(urls.reviewInvitations, access.signedIn, async (c) => {
  const learner = await ownProject(c)
  const { raw } = await readRawForm(c)
  const where = { enrolment: learner.enrolment.id, item: learner.item.id }
  await setVolunteer(c.var.deps, {
    enrolmentId: where.enrolment,
    itemId: where.item,
    personKey: viewerOf(c).personKey,
    isWilling: textOf(raw, 'invite') === 'yes',
  })
  return seeOther(c, urls.item(where))
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
  const submitted = await submitReview(deps, {
    review,
    personKey: viewerOf(c).personKey,
    marks: read.marks,
    isSure: textOf(raw, 'sure') !== '',
  })
  if (typeof submitted === 'object')
    return html(
      c,
      <ReviewPage
        page={pageOf(c)}
        review={review}
        typed={typedRubric(raw, criteria)}
        signs={submitted.looksHasty}
      />,
      422,
    )
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

async function projectPage(
  c: Ctx,
  learner: LearnerItem,
  again: Pick<ProjectBodyProps, 'typed' | 'errors'> = {},
) {
  const { deps } = c.var
  const now = deps.clock.now()
  const { enrolment } = learner
  const project = projectOf(learner)
  const work = await selectOwnWork(deps.db, {
    enrolmentId: enrolment.id,
    personKey: enrolment.personKey,
    project,
    now,
  })
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

async function ownTraining(c: Ctx) {
  const trainingId = idOf(c, 'training')
  return found(await selectOptionalTraining(c.var.deps.db, { personKey: viewerOf(c).personKey, trainingId }))
}

const saids: Said[] = [
  'handed-in',
  'already',
  'draft',
  'reviewed',
  'passed-on',
  'nothing-left',
  'hand-in-first',
  'train-first',
  'nothing-to-train',
]

function saidOf(c: Ctx): Said | undefined {
  return saids.find((said) => said === c.req.query('said'))
}

function wantsJson(c: Ctx): boolean {
  return (c.req.header('accept') ?? '').startsWith('application/json')
}
