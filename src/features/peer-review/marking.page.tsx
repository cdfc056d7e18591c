import { sumResults } from '../../domain/rubric.ts'
import { ErrorSummary } from '../../ui/form.tsx'
import { formatMoment, formatNumber } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { AppealDecisions, Override, ReportDecisions } from './decided-forms.tsx'
import type { FieldErrors } from './forms.ts'
import { markingMessages } from './marking.messages.ts'
import { messages } from './messages.ts'
import { PieceBeside } from './piece-beside.tsx'
import type { EducatorLoad, PieceToMark } from './piece-views.ts'
import { ReasonField } from './reason-field.tsx'
import { DecisionHistory, MarkInForce, ResultTable } from './results.tsx'
import { RubricFields } from './rubric.tsx'

export interface MarkPiecePageProps {
  page: PageContext
  view: PieceToMark
  colleagues: EducatorLoad[]
  typed?: Record<string, string>
  errors?: FieldErrors
  said?: 'already' | 'second' | 'returned' | 'assigned' | 'changed' | 'same' | 'decided'
}

/** A piece for an educator: marked blind first, then everybody's marks side by side and what is asked about them. */
export function MarkPiecePage(props: MarkPiecePageProps) {
  const { page, view, errors = {}, said } = props
  const t = markingMessages(page.locale)
  const e = messages(page.locale)
  const title = t('markTitle', { title: view.project.title })
  const toMark = view.state === 'with_educator' && !view.isMarkedByMe
  return (
    <Layout page={page} title={title} scripts={toMark ? ['peer-review/marking'] : []}>
      <section class="stack">
        <p class="kicker">
          <a href={urls.markingQueue()}>{t('backToQueue')}</a> · {view.credentialTitle}
        </p>
        <h1>{title}</h1>
        <p>
          {e('handedInAt', {
            moment: formatMoment(page.locale, view.handedInAt, page.viewer?.timeZone ?? 'UTC'),
          })}{' '}
          {view.authorName && e('pieceOf', { name: view.authorName })}
        </p>
        {view.requests.length > 0 && (
          <ul class="asked">
            {view.requests.map(({ reason }) => (
              <li key={reason}>
                <b>{t(`reason_${reason}`)}</b>: {t(`why_${reason}`)}
              </li>
            ))}
          </ul>
        )}
        {said && (
          <p class={said === 'already' || said === 'same' ? 'warning' : 'good'} role="status">
            {t(`said_${said}`)}
          </p>
        )}
        <ErrorSummary
          title={e('errors')}
          says={Object.entries(errors).map(([name, error]) => ({ name, text: e(error.key, error.values) }))}
        />
        <PieceBeside page={page} piece={view.piece}>
          {view.state === 'marked' ? (
            <Decided {...props} />
          ) : view.isMarkedByMe ? (
            <p class="none">{t('waitsForSecond')}</p>
          ) : (
            <ToMark {...props} />
          )}
        </PieceBeside>
        {view.requests.length > 0 && <Assignment {...props} />}
      </section>
    </Layout>
  )
}

function ToMark({ page, view, colleagues, typed = {}, errors = {} }: MarkPiecePageProps) {
  const t = markingMessages(page.locale)
  const where = { handIn: view.piece.handInId }
  const isSecond = view.requests.some(({ reason }) => reason === 'second')
  const onlyOffensive = view.requests.every(({ reason }) => reason === 'offensive')
  return (
    <>
      <form method="post" action={urls.markPiece(where)} data-marking>
        <h2>{messages(page.locale)('yourMarks')}</h2>
        <p>{t('markBlind', { n: view.peerMarks })}</p>
        <p class="keys no-print" hidden data-keys>
          {t('keys')}
        </p>
        <RubricFields
          page={page}
          rubric={view.project}
          typed={typed}
          errors={errors}
          saved={view.savedComments}
        />
        {!isSecond && colleagues.length < 2 && (
          <p class="quiet">{t('secondNobody', { provider: view.project.providerName })}</p>
        )}
        {!isSecond && colleagues.length > 1 && (
          <label class="choice">
            <input type="checkbox" name="second" value="1" checked={typed.second === '1'} />
            <span>
              {t('wantSecond')}
              <small>{t('wantSecondHint')}</small>
            </span>
          </label>
        )}
        <button class="btn">{t('saveMarks')}</button>
      </form>
      {onlyOffensive && (
        <form method="post" action={urls.markReturn(where)}>
          <p>{t('returnHow')}</p>
          <button class="btn plain">{t('returnToPeers')}</button>
        </form>
      )}
      <details class="skip-piece" open={Boolean(errors.refusal)}>
        <summary>{t('refuse')}</summary>
        <form method="post" action={urls.markRefusal(where)}>
          <p>{t('refuseHow')}</p>
          <ReasonField page={page} name="refusal" errors={errors} value={typed.refusal} />
          <button class="btn plain">{t('refuseButton')}</button>
        </form>
      </details>
      {view.savedComments.length > 0 && <SavedList page={page} view={view} />}
    </>
  )
}

function SavedList({ page, view }: Pick<MarkPiecePageProps, 'page' | 'view'>) {
  const t = markingMessages(page.locale)
  return (
    <details class="skip-piece no-print">
      <summary>{t('savedTitle', { n: view.savedComments.length })}</summary>
      <ul class="saved-list">
        {view.savedComments.map(({ id, body }) => (
          <li key={id}>
            <span dir="auto">{body}</span>
            <form method="post" action={urls.savedCommentRemoval({ comment: id })}>
              <input type="hidden" name="back" value={view.piece.handInId} />
              <button class="link">{t('savedDrop')}</button>
            </form>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Decided(props: MarkPiecePageProps) {
  const { page, view } = props
  const t = markingMessages(page.locale)
  const e = messages(page.locale)
  const total = sumResults(view.results)
  const inForce = view.decisions.at(-1)
  return (
    <>
      <h2>{t('result')}</h2>
      <p class="good" role="status">
        {t('markSaved', { points: formatNumber(page.locale, total.points, 2), max: total.pointsMax })}
      </p>
      {inForce && <MarkInForce page={page} decision={inForce} />}
      {view.refusal && (
        <p class="bad">
          {e('refused')} <span dir="auto">{view.refusal}</span>
        </p>
      )}
      <AppealDecisions {...props} />
      <ReportDecisions {...props} />
      <ResultTable
        page={page}
        criteria={view.project.criteria}
        results={view.results}
        markers={[
          ...view.peers.map((marks, index) => ({
            name: `${e('reviewer', { n: index + 1 })}${marks.afterMark ? ` (${e('afterMark')})` : ''}`,
            marks,
          })),
          ...view.educators.map((marks, index) => ({ name: e('educatorN', { n: index + 1 }), marks })),
        ]}
        appeals={view.appeals}
      />
      <DecisionHistory page={page} decisions={view.decisions} />
      <Override {...props} />
    </>
  )
}

function Assignment({ page, view, colleagues }: MarkPiecePageProps) {
  const t = markingMessages(page.locale)
  return (
    <form
      class="assignment no-print"
      method="post"
      action={urls.markAssignment({ handIn: view.piece.handInId })}
    >
      <h2>{t('assignTitle')}</h2>
      <p>
        {t(
          view.assignee === 'me' ? 'assignMine' : view.assignee === 'other' ? 'assignOther' : 'assignNobody',
        )}
      </p>
      <p class="buttons">
        <label for="f-to" class="visually-hidden">
          {t('assignTo')}
        </label>
        <select id="f-to" name="to">
          {colleagues.map((one) => (
            <option key={one.personKey} value={one.personKey} selected={one.isMe}>
              {one.isMe
                ? t('assignMe')
                : t('assignColleague', { name: one.name || t('loadNoName'), n: one.taken })}
            </option>
          ))}
          <option value="">{t('assignFree')}</option>
        </select>
        <button class="btn plain">{t('assign')}</button>
      </p>
    </form>
  )
}
