import { access, providersOf } from '../../platform/access.ts'
import { isId } from '../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { readRawForm, textOf } from '../../platform/web/form.ts'
import { found, notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { urls, withQuery } from '../../urls.ts'
import { decideAppeals } from './appeal-mark.ts'
import { decideReport } from './decide-report.ts'
import { readAppealDecisions, readMarks, readOverride, typedDecisions } from './educator-forms.ts'
import {
  type Educator,
  queueRowsMax,
  selectIsReportDecided,
  selectLoad,
  selectOptionalPieceToMark,
  selectQueue,
} from './educator-queries.ts'
import { type FieldErrors, readWords, typedRubric } from './forms.ts'
import { markPiece, refusePiece, returnToPeers } from './mark-piece.ts'
import { MarkPiecePage, type MarkPiecePageProps } from './marking.page.tsx'
import { overrideMark } from './override-mark.ts'
import { idOf, peerReviewRoom } from './peer-review-room.ts'
import type { PieceToMark } from './piece-views.ts'
import { QueuePage, queueFilters } from './queue.page.tsx'
import { dropComment, keepComments } from './saved-comments.ts'
import { assignPiece } from './take-piece.ts'

// What educators do: the queue, marking blind, and everything that is asked about a mark afterwards.

const { get, post } = peerReviewRoom

get(urls.markingQueue, access.educator, async (c) => {
  const filter = queueFilters.find((one) => one === c.req.query('for')) ?? 'all'
  const queue = await selectQueue(c.var.deps.db, { ...educatorOf(c), filter, now: c.var.deps.clock.now() })
  return html(c, <QueuePage page={pageOf(c)} {...queue} filter={filter} rowsMax={queueRowsMax} />)
})

get(urls.markPiece, access.educator, async (c) => {
  const said = saids.find((one) => one === c.req.query('said'))
  return markPage(c, await pieceToMark(c), { said })
})

post(urls.markPiece, access.educator, async (c) => {
  const { deps } = c.var
  const view = await pieceToMark(c)
  const { raw } = await readRawForm(c)
  const { personKey } = viewerOf(c)
  const read = readMarks(raw, view)
  if (!read.ok && view.state === 'with_educator' && !view.isMarkedByMe)
    return markPage(c, view, {
      typed: { ...typedRubric(raw, view.project.criteria), second: textOf(raw, 'second') },
      errors: read.errors,
    })
  if (!read.ok) return said(c, view, 'already')
  const done = await markPiece(deps, {
    view,
    educator: personKey,
    marks: read.marks,
    wantsSecond: textOf(raw, 'second') !== '',
  })
  if (done !== 'already') await keepComments(deps, { educator: personKey, bodies: read.keep })
  return said(c, view, done === 'marked' ? undefined : done)
})

post(urls.markAssignment, access.educator, async (c) => {
  const view = await pieceToMark(c)
  const { raw } = await readRawForm(c)
  const to = textOf(raw, 'to')
  if (to !== '' && !isId(to)) notFound()
  const isDone = await assignPiece(c.var.deps, {
    view,
    by: viewerOf(c).personKey,
    to: to === '' ? null : to,
  })
  if (!isDone) notFound()
  return said(c, view, 'assigned')
})

post(urls.markRefusal, access.educator, async (c) => {
  const view = await pieceToMark(c)
  const { raw } = await readRawForm(c)
  const read = readWords(raw, 'refusal')
  if ('error' in read)
    return markPage(c, view, {
      errors: { refusal: read.error },
      typed: { refusal: textOf(raw, 'refusal') },
    })
  const done = await refusePiece(c.var.deps, {
    view,
    educator: viewerOf(c).personKey,
    reason: read.words,
  })
  return said(c, view, done === 'refused' ? undefined : done)
})

post(urls.markReturn, access.educator, async (c) => {
  const view = await pieceToMark(c)
  const done = await returnToPeers(c.var.deps, { view, educator: viewerOf(c).personKey })
  if (done === 'already') return said(c, view, 'already')
  // The piece is not an educator's any more.
  return seeOther(c, urls.markingQueue())
})

post(urls.markOverride, access.educator, async (c) => {
  const view = await pieceToMark(c)
  if (view.state !== 'marked') return said(c, view, 'already')
  const { raw } = await readRawForm(c)
  const points = readOverride(raw, view.project.criteria)
  const read = readWords(raw, 'override')
  if ('error' in read)
    return markPage(c, view, {
      errors: { override: read.error },
      typed: { ...typedRubric(raw, view.project.criteria), override: textOf(raw, 'override') },
    })
  const done = await overrideMark(c.var.deps, {
    view,
    educator: viewerOf(c).personKey,
    points,
    reason: read.words,
  })
  return said(c, view, done)
})

post(urls.appealDecisions, access.educator, async (c) => {
  const view = await pieceToMark(c)
  // Asked first: whoever decided had a part in the mark from then on, and may have pressed twice.
  if (view.appeals.every((appeal) => appeal.decidedAt !== null)) return said(c, view, 'already')
  if (view.isMine) notFound()
  const { raw } = await readRawForm(c)
  const read = readAppealDecisions(raw, view)
  if (!read.ok) return markPage(c, view, { errors: read.errors, typed: typedDecisions(raw, view) })
  const done = await decideAppeals(c.var.deps, {
    view,
    educator: viewerOf(c).personKey,
    decisions: read.decisions,
  })
  return said(c, view, done)
})

post(urls.reportDecision, access.educator, async (c) => {
  const view = await pieceToMark(c)
  const reviewId = idOf(c, 'review')
  // A review that was taken out is not among those that count any more.
  if (!view.peers.some((one) => one.id === reviewId && one.report)) {
    const { handInId } = view.piece
    if (!(await selectIsReportDecided(c.var.deps.db, { handInId, reviewId }))) notFound()
    return said(c, view, 'already')
  }
  const { raw } = await readRawForm(c)
  const field = `decision-${reviewId}`
  const read = readWords(raw, field)
  const upheld = textOf(raw, 'upheld')
  const errors: FieldErrors = {}
  if (upheld !== 'yes' && upheld !== 'no') errors[`upheld-${reviewId}`] = { key: 'errorDecision' }
  if ('error' in read) errors[field] = read.error
  if (!('words' in read) || Object.keys(errors).length > 0)
    return markPage(c, view, { errors, typed: { [field]: textOf(raw, field) } })
  const done = await decideReport(c.var.deps, {
    view,
    educator: viewerOf(c).personKey,
    reviewId,
    upheld: upheld === 'yes',
    words: read.words,
  })
  return said(c, view, done)
})

post(urls.savedCommentRemoval, access.educator, async (c) => {
  const { raw } = await readRawForm(c)
  await dropComment(c.var.deps, { educator: viewerOf(c).personKey, id: idOf(c, 'comment') })
  const back = textOf(raw, 'back')
  return seeOther(c, isId(back) ? urls.markPiece({ handIn: back }) : urls.markingQueue())
})

async function markPage(
  c: Ctx,
  view: PieceToMark,
  more: Pick<MarkPiecePageProps, 'typed' | 'errors' | 'said'> = {},
): Promise<Response> {
  // Colleagues are needed only where something waits that could be handed over.
  const colleagues =
    view.requests.length > 0
      ? await selectLoad(c.var.deps.db, { ...educatorOf(c), providerId: view.providerId })
      : []
  return html(
    c,
    <MarkPiecePage page={pageOf(c)} view={view} colleagues={colleagues} {...more} />,
    more.errors ? 422 : 200,
  )
}

const saids = ['already', 'second', 'returned', 'assigned', 'changed', 'same', 'decided'] as const

function said(c: Ctx, view: PieceToMark, what: (typeof saids)[number] | undefined): Response {
  return seeOther(c, withQuery(urls.markPiece({ handIn: view.piece.handInId }), { said: what }))
}

function educatorOf(c: Ctx): Educator {
  const viewer = viewerOf(c)
  return { personKey: viewer.personKey, providerIds: providersOf(viewer, 'educator') }
}

async function pieceToMark(c: Ctx): Promise<PieceToMark> {
  return found(
    await selectOptionalPieceToMark(c.var.deps.db, { ...educatorOf(c), handInId: idOf(c, 'handIn') }),
  )
}
