import { formatNumber } from '../../ui/format.ts'
import { urls } from '../../urls.ts'
import { pointsField } from './forms.ts'
import { markingMessages } from './marking.messages.ts'
import type { MarkPiecePageProps } from './marking.page.tsx'
import { messages } from './messages.ts'
import { ReasonField } from './reason-field.tsx'
import { levelTitle } from './rubric.tsx'

// What an educator decides about a piece that was marked: appeals, reports, and a change with a reason.

/** The open appeals: what was asked and why, and the points that are right, never fewer than before. */
export function AppealDecisions({ page, view, errors = {}, typed = {} }: MarkPiecePageProps) {
  const open = view.appeals.filter((appeal) => appeal.decidedAt === null)
  if (open.length === 0) return null
  const t = markingMessages(page.locale)
  if (view.isMine) return <p class="warning">{t('appealInvolved')}</p>
  return (
    <form
      class="appeal-decisions"
      method="post"
      action={urls.appealDecisions({ handIn: view.piece.handInId })}
    >
      <h2>{t('appealTitle')}</h2>
      <p>{t('appealHow')}</p>
      {open.map((appeal) => {
        const criterion = view.project.criteria.find((one) => one.id === appeal.criterion)
        const result = view.results.find((one) => one.criterion === appeal.criterion)
        if (!criterion || !result) return null
        const field = `decide-${criterion.id}`
        return (
          <fieldset key={criterion.id} class="criterion">
            <legend>{criterion.title}</legend>
            <p class="words" dir="auto">
              {appeal.reason}
            </p>
            <label class="choice">
              <input type="radio" name={field} value="" id={`f-${field}`} checked={!typed[field]} />
              <span>{t('appealKeep', { points: formatNumber(page.locale, result.points, 2) })}</span>
            </label>
            {criterion.levels
              .filter((level) => level.points > result.points)
              .map((level) => (
                <label key={level.points} class="choice">
                  <input
                    type="radio"
                    name={field}
                    value={String(level.points)}
                    checked={typed[field] === String(level.points)}
                  />
                  <span dir="auto">
                    <b>{formatNumber(page.locale, level.points)}</b> {levelTitle(page, level)}
                    <small>{level.description}</small>
                  </span>
                </label>
              ))}
            <ReasonField
              page={page}
              name={`why-${criterion.id}`}
              errors={errors}
              value={typed[`why-${criterion.id}`]}
            />
          </fieldset>
        )
      })}
      <button class="btn">{t('appealDecide')}</button>
    </form>
  )
}

/** The open reports about reviews of the piece. */
export function ReportDecisions({ page, view, errors = {}, typed = {} }: MarkPiecePageProps) {
  const t = markingMessages(page.locale)
  const e = messages(page.locale)
  return (
    <>
      {view.peers.map((review, index) => {
        const { report } = review
        if (!report || report.decidedAt !== null) return null
        const field = `decision-${review.id}`
        return (
          <form
            key={review.id}
            class="report-decision"
            method="post"
            action={urls.reportDecision({ handIn: view.piece.handInId, review: review.id })}
          >
            <h2>{t('reportTitle', { name: e('reviewer', { n: index + 1 }) })}</h2>
            <p>
              {e(`report_${report.reason as 'abusive' | 'careless' | 'names_me' | 'other'}`)}{' '}
              <span dir="auto">{report.body}</span>
            </p>
            <label class="choice">
              <input type="radio" name="upheld" value="yes" id={`f-upheld-${review.id}`} />
              <span>
                {t('reportUphold')}
                <small>{t('reportUpholdHint')}</small>
              </span>
            </label>
            <label class="choice">
              <input type="radio" name="upheld" value="no" />
              <span>{t('reportDismiss')}</span>
            </label>
            <ReasonField
              page={page}
              name={field}
              errors={errors}
              value={typed[field]}
              label={t('reasonForBoth')}
            />
            <button class="btn">{t('reportDecide')}</button>
          </form>
        )
      })}
    </>
  )
}

/** Changes points of a marked piece with a reason. */
export function Override({ page, view, errors = {}, typed = {} }: MarkPiecePageProps) {
  const t = markingMessages(page.locale)
  return (
    <details class="skip-piece no-print" open={Boolean(errors.override)}>
      <summary>{t('override')}</summary>
      <form method="post" action={urls.markOverride({ handIn: view.piece.handInId })}>
        <p>{t('overrideHow')}</p>
        {view.project.criteria.map((criterion) => {
          const field = pointsField(criterion.id)
          const result = view.results.find((one) => one.criterion === criterion.id)
          return (
            <p key={criterion.id} class="field">
              <label for={`f-over-${criterion.id}`}>{criterion.title}</label>
              <select id={`f-over-${criterion.id}`} name={field}>
                <option value="">
                  {t('overrideKeep', { points: formatNumber(page.locale, result?.points ?? 0, 2) })}
                </option>
                {criterion.levels.map((level) => (
                  <option
                    key={level.points}
                    value={String(level.points)}
                    selected={typed[field] === String(level.points)}
                  >
                    {formatNumber(page.locale, level.points)} {levelTitle(page, level)}
                  </option>
                ))}
              </select>
            </p>
          )
        })}
        <ReasonField page={page} name="override" errors={errors} value={typed.override} />
        <button class="btn plain">{t('overrideButton')}</button>
      </form>
    </details>
  )
}
