import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import type { Viewer } from '../../platform/sessions.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readForm, readRawForm, textOf } from '../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../platform/web/http-error.ts'
import { html, noContent, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { readPace } from '../../ui/pace-control.tsx'
import { urls } from '../../urls.ts'
import { changePace } from './change-pace.ts'
import { selectEdition } from './editions.ts'
import { EnrolPage, InPreparationPage } from './enrol.page.tsx'
import { enrol } from './enrol.ts'
import { readEntryCheck } from './entry-check.ts'
import { activityForm, enrolForm, ratingForm, ratingQuestions } from './forms.ts'
import { itemPages } from './item-pages.ts'
import { EnrolmentPage, MyLearningPage } from './learning.page.tsx'
import { LessonPage } from './lesson.page.tsx'
import { observedHours } from './observed-hours.ts'
import { planOffer } from './plan-panel.tsx'
import { completeLesson, noteOpened } from './progress.ts'
import {
  type LearnerItem,
  type OwnEnrolment,
  selectItemOf,
  selectOptionalItemPlaces,
  selectOptionalOffer,
  selectOptionalOwnEnrolment,
  selectOptionalViewerAndEnrolment,
  selectOwnEnrolments,
  selectOwnItem,
} from './queries.ts'
import { rate } from './rate.ts'
import { RatingPage } from './rating.page.tsx'
import { recordActivity } from './record-activity.ts'

// The learner's own: enrolling for free, outline and plan, lessons, activity.

export const learnRoom = room('learn')
const { get, post } = learnRoom

get(urls.enrolFree, access.signedIn, async (c) => {
  const offer = found(await selectOptionalOffer(c.var.deps.db, c.req.param('credential') ?? ''))
  if (offer.status !== 'open') return html(c, <InPreparationPage page={pageOf(c)} title={offer.title} />, 409)
  if (offer.price_minor !== null) return seeOther(c, urls.trial({ credential: offer.slug }))
  const edition = await selectEdition(c.var.deps.db, offer.edition_id)
  return html(
    c,
    <EnrolPage
      page={pageOf(c)}
      credential={{ slug: offer.slug, title: offer.title }}
      hoursPerWeek={Math.round(edition.hoursPerWeek)}
      entryCheck={readEntryCheck(c, offer.slug)}
    />,
  )
})

post(urls.enrolFree, access.signedIn, async (c) => {
  const { deps } = c.var
  const offer = found(await selectOptionalOffer(deps.db, c.req.param('credential') ?? ''))
  if (offer.status !== 'open') return html(c, <InPreparationPage page={pageOf(c)} title={offer.title} />, 409)
  if (offer.price_minor !== null) return seeOther(c, urls.trial({ credential: offer.slug }))
  const form = await readForm(c, enrolForm)
  const answers = form.ok ? form.value : {}
  const { enrolmentId } = await deps.db.transaction().execute((tx) =>
    enrol(tx, deps, {
      personKey: viewerOf(c).personKey,
      credentialId: offer.credential_id,
      editionId: offer.edition_id,
      route: 'free',
      intent: { finish: answers.intent_finish, goal: answers.intent_goal },
      hoursPerWeek: answers.hours_per_week,
      entryCheck: readEntryCheck(c, offer.slug),
    }),
  )
  return seeOther(c, urls.enrolment({ enrolment: enrolmentId }))
})

get(urls.myLearning, access.signedIn, async (c) => {
  const { deps } = c.var
  const enrolments = await selectOwnEnrolments(deps.db, viewerOf(c).personKey, deps.clock.now())
  const learnings = []
  for (const enrolment of enrolments)
    learnings.push({ enrolment, edition: await selectEdition(deps.db, enrolment.editionId) })
  return html(c, <MyLearningPage page={pageOf(c)} learnings={learnings} />)
})

get(urls.enrolment, access.signedIn, async (c) => {
  const learning = await ownLearning(c)
  const observed = await observedHours.select(c.var.deps, learning.edition.credentialId)
  return html(c, <EnrolmentPage page={pageOf(c)} {...learning} observed={observed} />)
})

post(urls.plan, access.signedIn, async (c) => {
  const learning = await ownLearning(c)
  const { raw } = await readRawForm(c)
  const { deps } = c.var
  const now = deps.clock.now()
  const observed = await observedHours.select(deps, learning.edition.credentialId)
  const asked = { hours: textOf(raw, 'hours'), by: textOf(raw, 'by'), from: textOf(raw, 'from') }
  const { hoursPerWeek, error } = readPace(asked, planOffer({ ...learning, observed, now }), {
    usual: learning.enrolment.hoursPerWeek ?? learning.edition.hoursPerWeek,
    nowMs: now.getTime(),
  })
  if (error)
    return html(
      c,
      <EnrolmentPage page={pageOf(c)} {...learning} observed={observed} error={error} typed={asked} />,
      422,
    )
  await changePace(deps, learning.enrolment, hoursPerWeek)
  return seeOther(c, urls.enrolment({ enrolment: learning.enrolment.id }))
})

get(urls.rating, access.signedIn, async (c) =>
  html(c, <RatingPage page={pageOf(c)} {...(await ownLearning(c))} />),
)

post(urls.rating, access.signedIn, async (c) => {
  const learning = await ownLearning(c)
  const form = await readForm(c, ratingForm)
  if (!form.ok) {
    const typed = Object.fromEntries(ratingQuestions.map((name) => [name, textOf(form.raw, name)]))
    return html(c, <RatingPage page={pageOf(c)} {...learning} typed={typed} error="starsMissing" />, 422)
  }
  await rate(c.var.deps, learning.enrolment, form.value)
  return seeOther(c, urls.enrolment({ enrolment: learning.enrolment.id }))
})

// One URL for every kind of item; the room of the kind says what stands there (item-pages.ts).
get(
  urls.item,
  access.signedIn,
  async (c) => {
    const enrolment = found(enrolmentOf.get(c))
    const learner = found(await selectItemOf(c.var.deps.db, enrolment, c.req.param('item') ?? ''))
    await noteOpened(c.var.deps, learner)
    if (learner.item.kind === 'lesson') return html(c, <LessonPage page={pageOf(c)} {...learner} />)
    return itemPages.show(learner.item.kind, c, learner)
  },
  { extraCsp: 'wasm', viewer: loadViewerAndEnrolment },
)

// Texts name items, and stand on pages of learners, reviewers and visitors alike.
get(urls.itemInTexts, access.everyone, async (c) => {
  const item = c.req.param('item') ?? ''
  if (!isId(item)) notFound()
  const {
    credential,
    course,
    item: slug,
    preview,
    enrolment,
  } = found(
    await selectOptionalItemPlaces(c.var.deps.db, { itemId: item, personKey: c.var.viewer?.personKey }),
  )
  if (enrolment) return seeOther(c, urls.item({ enrolment, item }))
  return seeOther(
    c,
    preview ? urls.previewLesson({ credential, course, item: slug }) : urls.credential({ credential }),
  )
})

post(urls.itemCompletion, access.signedIn, async (c) => {
  const learner = await ownItem(c)
  if (learner.item.kind !== 'lesson') throw new HttpError(422)
  await completeLesson(c.var.deps, learner)
  const { items } = learner.edition
  const next = items[items.indexOf(learner.item) + 1]
  const enrolment = learner.enrolment.id
  return seeOther(c, next ? urls.item({ enrolment, item: next.id }) : urls.enrolment({ enrolment }))
})

post(urls.activity, access.signedIn, async (c) => {
  const { deps } = c.var
  const parsed = activityForm.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) throw new HttpError(400, 'expected { enrolment, item, ago: [ms] }')
  const { enrolment, item, ago } = parsed.data
  const now = deps.clock.now().getTime()
  const { personKey } = viewerOf(c)
  await recordActivity(
    deps,
    ago.map((ms) => ({ personKey, enrolmentId: enrolment, itemId: item, at: new Date(now - ms) })),
  )
  return noContent(c)
})

// What came with the viewer, until the handler asks for it.
const enrolmentOf = new WeakMap<Ctx, OwnEnrolment>()

async function loadViewerAndEnrolment(c: Ctx, token: string): Promise<Viewer | undefined> {
  const { deps } = c.var
  const [enrolmentId, itemId] = [c.req.param('enrolment') ?? '', c.req.param('item') ?? '']
  if (!isId(enrolmentId) || !isId(itemId)) notFound()
  const known = await selectOptionalViewerAndEnrolment(deps.db, { token, enrolmentId, now: deps.clock.now() })
  if (known?.enrolment) enrolmentOf.set(c, known.enrolment)
  return known?.viewer
}

async function ownLearning(c: Ctx) {
  const { deps } = c.var
  const enrolmentId = c.req.param('enrolment') ?? ''
  if (!isId(enrolmentId)) notFound()
  const enrolment = found(
    await selectOptionalOwnEnrolment(deps.db, {
      personKey: viewerOf(c).personKey,
      enrolmentId,
      now: deps.clock.now(),
    }),
  )
  return { enrolment, edition: await selectEdition(deps.db, enrolment.editionId) }
}

async function ownItem(c: Ctx): Promise<LearnerItem> {
  const { deps } = c.var
  const [enrolmentId, itemId] = [c.req.param('enrolment') ?? '', c.req.param('item') ?? '']
  if (!isId(enrolmentId) || !isId(itemId)) notFound()
  return found(
    await selectOwnItem(deps.db, {
      personKey: viewerOf(c).personKey,
      enrolmentId,
      itemId,
      now: deps.clock.now(),
    }),
  )
}
