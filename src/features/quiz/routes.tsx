import { access } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readRawForm } from '../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../platform/web/http-error.ts'
import { html, noContent, seeOther } from '../../platform/web/respond.ts'
import { room } from '../../platform/web/room.ts'
import { urls, withQuery } from '../../urls.ts'
import { itemPages, selectOwnItem } from '../learn/api.ts'
import { AttemptPage } from './attempt.page.tsx'
import { answerForm, readAnswers } from './forms.ts'
import { type OwnAttempt, selectAttempts, selectOptionalOwnAttempt } from './queries.ts'
import { QuizPage } from './quiz.page.tsx'
import { ResultPage } from './result.page.tsx'
import { saveAnswers, saveOwnAnswer } from './save-answers.ts'
import { startAttempt } from './start-attempt.ts'
import { submitAttempt } from './submit-attempt.ts'

// Quizzes: start an attempt, answer, hand in, see what was right and why.

export const quizRoom = room('quiz')
const { get, post } = quizRoom

itemPages.register('quiz', async (c, learner) => {
  const attempts = await selectAttempts(c.var.deps.db, {
    enrolmentId: learner.enrolment.id,
    itemId: learner.item.id,
  })
  return html(c, <QuizPage page={pageOf(c)} {...learner} attempts={attempts} />)
})

post(urls.attempts, access.signedIn, async (c) => {
  const { deps } = c.var
  const [enrolmentId, itemId] = [c.req.param('enrolment') ?? '', c.req.param('item') ?? '']
  if (!isId(enrolmentId) || !isId(itemId)) notFound()
  const learner = found(
    await selectOwnItem(deps.db, {
      personKey: viewerOf(c).personKey,
      enrolmentId,
      itemId,
      now: deps.clock.now(),
    }),
  )
  if (learner.item.kind !== 'quiz') notFound()
  const started = await startAttempt(deps, learner)
  if (typeof started === 'object') return seeOther(c, urls.attempt({ attempt: started.attemptId }))
  const attempts = await selectAttempts(deps.db, { enrolmentId, itemId })
  return html(c, <QuizPage page={pageOf(c)} {...learner} attempts={attempts} refused={started} />, 409)
})

get(urls.attempt, access.signedIn, async (c) => {
  const { deps } = c.var
  const own = await ownAttempt(c)
  const { enrolmentId, itemId } = own.attempt
  const learner = found(
    await selectOwnItem(deps.db, {
      personKey: viewerOf(c).personKey,
      enrolmentId,
      itemId,
      now: deps.clock.now(),
    }),
  )
  if (own.state === 'submitted')
    return html(
      c,
      <ResultPage page={pageOf(c)} {...learner} attempt={own.attempt} questions={own.questions} />,
    )
  return html(
    c,
    <AttemptPage
      page={pageOf(c)}
      {...learner}
      attempt={own.attempt}
      questions={own.questions}
      saved={c.req.query('saved') !== undefined}
    />,
  )
})

// A script sends one answer as JSON; the form without script sends all of them.
post(urls.attemptAnswers, access.signedIn, async (c) => {
  if (c.req.header('content-type')?.includes('json')) return saveOneAnswer(c)
  const { deps } = c.var
  const own = await ownAttempt(c)
  const answers = readAnswers((await readRawForm(c)).raw, own.questions)
  const kept =
    own.state === 'open' &&
    (await saveAnswers(deps.db, { attemptId: own.attempt.id, answers, now: deps.clock.now() }))
  if (!kept) throw new HttpError(409, 'this attempt was handed in')
  return seeOther(c, withQuery(urls.attempt({ attempt: own.attempt.id }), { saved: '1' }))
})

async function saveOneAnswer(c: Ctx): Promise<Response> {
  const { deps } = c.var
  const attemptId = c.req.param('attempt') ?? ''
  if (!isId(attemptId)) notFound()
  const parsed = answerForm.safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) throw new HttpError(400, 'expected { question, response }')
  const { question: questionId, response } = parsed.data
  const outcome = await saveOwnAnswer(deps.db, {
    attemptId,
    personKey: viewerOf(c).personKey,
    answer: { questionId, response },
    now: deps.clock.now(),
  })
  if (outcome === 'not-found') notFound()
  if (outcome === 'other-kind') throw new HttpError(422, 'no such question, or an answer of another kind')
  if (outcome === 'submitted') throw new HttpError(409, 'this attempt was handed in')
  return noContent(c)
}

post(urls.attemptSubmission, access.signedIn, async (c) => {
  const own = await ownAttempt(c)
  if (own.state === 'open') {
    const answers = readAnswers((await readRawForm(c)).raw, own.questions)
    await submitAttempt(c.var.deps, { attemptId: own.attempt.id, personKey: viewerOf(c).personKey, answers })
  }
  return seeOther(c, urls.attempt({ attempt: own.attempt.id }))
})

async function ownAttempt(c: Ctx): Promise<OwnAttempt> {
  const attemptId = c.req.param('attempt') ?? ''
  if (!isId(attemptId)) notFound()
  return found(await selectOptionalOwnAttempt(c.var.deps.db, { attemptId, personKey: viewerOf(c).personKey }))
}
