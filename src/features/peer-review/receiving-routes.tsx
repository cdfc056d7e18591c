import { access } from '../../platform/access.ts'
import { limitRate } from '../../platform/rate-limit.ts'
import { type Ctx, pageOf, viewerOf } from '../../platform/web/context.ts'
import { type RawForm, readRawForm, textOf } from '../../platform/web/form.ts'
import { found, HttpError, notFound } from '../../platform/web/http-error.ts'
import { html, seeOther } from '../../platform/web/respond.ts'
import { urls, withQuery } from '../../urls.ts'
import { appealMark } from './appeal-mark.ts'
import { mayAppeal } from './appeal-rules.ts'
import { appealField, type FieldErrors, readAppeals, readReportReason, readWords } from './forms.ts'
import { idOf, peerReviewRoom } from './peer-review-room.ts'
import { PiecePage } from './piece.page.tsx'
import type { OwnPiece } from './piece-views.ts'
import { selectOptionalOwnPiece } from './queries.ts'
import { answerReview, rateComments, reportReview, thankReviewer } from './receive-reviews.ts'

// What an author does with a piece that was marked: reads, rates, thanks, answers, reports, appeals.

const { get, post } = peerReviewRoom

get(urls.handIn, access.signedIn, async (c) => piecePage(c, await ownPiece(c)))

post(urls.commentRatings, access.signedIn, async (c) => {
  const on = await receivedReview(c)
  const { raw } = await readRawForm(c)
  await rateComments(c.var.deps, { ...on, useful: readUseful(raw, on.piece) })
  return saved(c, on.piece)
})

post(urls.reviewThanks, access.signedIn, async (c) => {
  const on = await receivedReview(c)
  await thankReviewer(c.var.deps, on)
  return saved(c, on.piece)
})

post(urls.reviewAnswer, access.signedIn, async (c) => {
  const on = await receivedReview(c)
  const { raw } = await readRawForm(c)
  const read = readWords(raw, 'words')
  const field = `answer-${on.reviewId}`
  if ('error' in read)
    return piecePage(c, on.piece, {
      errors: { [field]: read.error },
      typed: { [field]: textOf(raw, 'words') },
    })
  await limit(c, 'answer')
  await answerReview(c.var.deps, { ...on, words: read.words })
  return saved(c, on.piece)
})

post(urls.reviewReport, access.signedIn, async (c) => {
  const on = await receivedReview(c)
  const { raw } = await readRawForm(c)
  const reason = readReportReason(raw)
  const field = `report-${on.reviewId}`
  const typed = { [field]: textOf(raw, 'words') }
  if (!reason) return piecePage(c, on.piece, { errors: { [field]: { key: 'errorReportReason' } }, typed })
  const read = readWords(raw, 'words')
  if ('error' in read && read.error.key === 'errorWordsLong')
    return piecePage(c, on.piece, { errors: { [field]: read.error }, typed })
  await limit(c, 'report')
  await reportReview(c.var.deps, { ...on, reason, words: 'words' in read ? read.words : '' })
  return saved(c, on.piece)
})

post(urls.appeals, access.signedIn, async (c) => {
  const piece = await ownPiece(c)
  const { raw } = await readRawForm(c)
  if (!mayAppeal(piece, c.var.deps.clock.now()))
    throw new HttpError(409, 'This mark can’t be appealed, or not any more.')
  const { criteria } = piece.project
  const read = readAppeals(raw, criteria)
  if (!read.ok)
    return piecePage(c, piece, {
      errors: read.errors,
      typed: Object.fromEntries(criteria.map(({ id }) => [appealField(id), textOf(raw, appealField(id))])),
    })
  await limit(c, 'appeal')
  await appealMark(c.var.deps, { piece, personKey: viewerOf(c).personKey, reasons: read.reasons })
  return saved(c, piece)
})

function piecePage(
  c: Ctx,
  piece: OwnPiece,
  again?: { errors: FieldErrors; typed: Record<string, string> },
): Response | Promise<Response> {
  return html(
    c,
    <PiecePage
      page={pageOf(c)}
      piece={piece}
      mayAppeal={mayAppeal(piece, c.var.deps.clock.now())}
      saved={c.req.query('saved') !== undefined}
      {...again}
    />,
    again ? 422 : 200,
  )
}

async function ownPiece(c: Ctx): Promise<OwnPiece> {
  return found(
    await selectOptionalOwnPiece(c.var.deps.db, {
      personKey: viewerOf(c).personKey,
      handInId: idOf(c, 'handIn'),
    }),
  )
}

// Reviews are among the author's piece only once it is marked.
async function receivedReview(c: Ctx) {
  const piece = await ownPiece(c)
  const reviewId = idOf(c, 'review')
  if (!piece.peers.some((review) => review.id === reviewId)) notFound()
  return { piece, personKey: viewerOf(c).personKey, reviewId }
}

function readUseful(raw: RawForm, { project }: OwnPiece): Record<string, number> {
  return Object.fromEntries(
    project.criteria
      .map(({ id }) => [id, textOf(raw, `useful-${id}`)] as const)
      .filter(([, value]) => /^[012]$/.test(value))
      .map(([id, value]) => [id, Number(value)]),
  )
}

async function limit(c: Ctx, what: string): Promise<void> {
  const { deps } = c.var
  const bucket = `${what}:${viewerOf(c).personKey}`
  await limitRate(deps.db, bucket, { hitsMax: 30, windowSeconds: 86_400 }, deps.clock.now())
}

function saved(c: Ctx, piece: OwnPiece): Response {
  return seeOther(c, withQuery(urls.handIn({ handIn: piece.id }), { saved: '1' }))
}
