import type { ComponentChildren } from 'preact'
import { type Criterion, type CriterionResult, levelAt, pointsMaxOf } from '../../domain/rubric.ts'
import { formatMoment, formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { messages } from './messages.ts'
import type { Appeal, Decision, Marks } from './piece-views.ts'
import { levelTitle } from './rubric.tsx'

// What was given and what came of it, criterion by criterion.

/** One marker's points and comments. */
export function MarksGiven({
  page,
  criteria,
  marks,
  beside,
}: {
  page: PageContext
  criteria: Criterion[]
  marks: Marks
  /** Shown behind each criterion. */
  beside?: (criterion: Criterion) => ComponentChildren
}) {
  const t = messages(page.locale)
  return (
    <dl class="given">
      {criteria.map((criterion) => {
        const points = marks.points[criterion.id]
        const level = points === undefined ? undefined : levelAt(criterion, points)
        return (
          <div key={criterion.id}>
            <dt>
              {criterion.title}:{' '}
              {points === undefined
                ? t('noPoints')
                : t('pointsOf', { points: formatNumber(page.locale, points), max: pointsMaxOf(criterion) })}
              {level && ` · ${levelTitle(page, level)}`}
            </dt>
            <dd dir="auto">{marks.comments[criterion.id] || <span class="quiet">{t('noComment')}</span>}</dd>
            {beside?.(criterion)}
          </div>
        )
      })}
    </dl>
  )
}

export interface Marker {
  name: string
  marks: Marks
}

interface ResultTableProps {
  page: PageContext
  criteria: Criterion[]
  results: CriterionResult[]
  markers: Marker[]
  appeals: Appeal[]
  /** Shown under a marker's words, on the author's page. */
  underWords?: (marker: number, criterion: Criterion) => ComponentChildren
}

/** The result criterion by criterion: what counts, who gave what, and their words. */
export function ResultTable({ page, criteria, results, markers, appeals, underWords }: ResultTableProps) {
  const t = messages(page.locale)
  return (
    <div class="criterion-results">
      {criteria.map((criterion) => {
        const result = results.find((one) => one.criterion === criterion.id)
        return (
          <section key={criterion.id} aria-labelledby={`result-${criterion.id}`}>
            <h3 id={`result-${criterion.id}`}>
              <span>{criterion.title}</span>
              {result && (
                <b class="num">
                  {t('pointsOf', {
                    points: formatNumber(page.locale, result.points, 2),
                    max: result.pointsMax,
                  })}
                </b>
              )}
            </h3>
            {result && (
              <p class="quiet">
                {t('decidedBy', {
                  peers: formatPercent(page.locale, result.peerShare),
                  educators: formatPercent(page.locale, result.educatorShare),
                })}
              </p>
            )}
            <ul class="markers">
              {markers.map((marker, index) => (
                <li key={marker.name}>
                  <OneMarker page={page} criterion={criterion} marker={marker} />
                  {marker.marks.comments[criterion.id] && underWords?.(index, criterion)}
                </li>
              ))}
            </ul>
            <AppealSaid page={page} appeal={appeals.find((one) => one.criterion === criterion.id)} />
          </section>
        )
      })}
    </div>
  )
}

function OneMarker({ page, criterion, marker }: { page: PageContext; criterion: Criterion; marker: Marker }) {
  const t = messages(page.locale)
  const points = marker.marks.points[criterion.id]
  const level = points === undefined ? undefined : levelAt(criterion, points)
  const comment = marker.marks.comments[criterion.id]
  return (
    <>
      <b>{marker.name}</b>{' '}
      <span class="num">{points === undefined ? t('noPoints') : formatNumber(page.locale, points)}</span>
      {level && (
        <>
          {' · '}
          <bdi>
            {levelTitle(page, level)}
            {level.description && `: ${level.description}`}
          </bdi>
        </>
      )}
      {comment && (
        <p class="words" dir="auto">
          {comment}
        </p>
      )}
    </>
  )
}

/** An appeal and what came of it: the same words for both sides. */
function AppealSaid({ page, appeal }: { page: PageContext; appeal: Appeal | undefined }) {
  if (!appeal) return null
  const t = messages(page.locale)
  return (
    <div class="appeal-said">
      <p>
        <b>{t('appealed')}</b> <span dir="auto">{appeal.reason}</span>
      </p>
      {appeal.pointsAfter === null ? (
        <p class="quiet">{t('appealWaits')}</p>
      ) : (
        <p>
          <b>
            {t(appeal.pointsAfter > appeal.pointsBefore ? 'appealRaised' : 'appealStays', {
              before: formatNumber(page.locale, appeal.pointsBefore, 2),
              after: formatNumber(page.locale, appeal.pointsAfter, 2),
            })}
          </b>{' '}
          <span dir="auto">{appeal.decision}</span>
        </p>
      )}
    </div>
  )
}

/** The mark that is in force, with its interval in words. */
export function MarkInForce({ page, decision }: { page: PageContext; decision: Decision }) {
  const t = messages(page.locale)
  const number = (value: number) => formatNumber(page.locale, value, 1)
  return (
    <p class="quiet">
      {t('interval', {
        lower: number(decision.lower),
        upper: number(decision.upper),
        max: number(decision.pointsMax),
      })}
      {Math.abs(decision.scaleShift) > 1e-9 &&
        ` ${t('scaleInForce', {
          points: number(Math.abs(decision.scaleShift) * decision.pointsMax),
          way: decision.scaleShift > 0 ? 'up' : 'down',
        })}`}
    </p>
  )
}

/** Every change of the mark, with who made it and why; nothing where it was decided once. */
export function DecisionHistory({ page, decisions }: { page: PageContext; decisions: Decision[] }) {
  if (decisions.length < 2) return null
  const t = messages(page.locale)
  return (
    <section class="stack">
      <h2>{t('historyTitle')}</h2>
      <ol class="history">
        {decisions.map((decision) => (
          <li key={decision.decidedAt}>
            {formatMoment(page.locale, new Date(decision.decidedAt), page.viewer?.timeZone ?? 'UTC')}:{' '}
            {t(`decision_${decision.kind}`)},{' '}
            <b class="num">
              {t('pointsOf', {
                points: formatNumber(page.locale, decision.points, 2),
                max: decision.pointsMax,
              })}
            </b>
            {decision.reason && <p dir="auto">{decision.reason}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
