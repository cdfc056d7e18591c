import { type Criterion, levelAt, pointsMaxOf } from '../../domain/rubric.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { commentCharactersMax, commentField, type FieldErrors, pointsField } from './forms.ts'
import { messages } from './messages.ts'
import type { Marks, OwnPiece } from './piece-views.ts'

// A rubric in its three shapes: to read, to mark with, and as a result.

/** The rubric as everybody may read it before and beside the work. */
export function RubricTable({ page, criteria }: { page: PageContext; criteria: Criterion[] }) {
  const t = messages(page.locale)
  return (
    <div class="rubric">
      {criteria.map((criterion) => (
        <section key={criterion.id} aria-labelledby={`rubric-${criterion.id}`}>
          <h3 id={`rubric-${criterion.id}`}>
            {criterion.title} <small>{t('upTo', { n: pointsMaxOf(criterion) })}</small>
          </h3>
          {criterion.description && <p dir="auto">{criterion.description}</p>}
          <dl>
            {criterion.levels.map((level) => (
              <div key={level.points}>
                <dt dir="auto">
                  <b>{formatNumber(page.locale, level.points)}</b> {level.title}
                </dt>
                <dd dir="auto">{level.description}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

interface RubricFieldsProps {
  page: PageContext
  criteria: Criterion[]
  typed: Record<string, string>
  errors: FieldErrors
}

/** The rubric as a form: one level of each criterion, its description beside it, and a comment. */
export function RubricFields({ page, criteria, typed, errors }: RubricFieldsProps) {
  return (
    <div class="rubric">
      {criteria.map((criterion) => (
        <CriterionFields key={criterion.id} page={page} criterion={criterion} typed={typed} errors={errors} />
      ))}
    </div>
  )
}

function CriterionFields({
  page,
  criterion,
  typed,
  errors,
}: Omit<RubricFieldsProps, 'criteria'> & { criterion: Criterion }) {
  const t = messages(page.locale)
  const points = pointsField(criterion.id)
  const comment = commentField(criterion.id)
  const pointsError = errors[points]
  const commentError = errors[comment]
  return (
    <fieldset class="criterion" aria-describedby={pointsError ? `e-${points}` : undefined}>
      <legend>
        {criterion.title} <small>{t('upTo', { n: pointsMaxOf(criterion) })}</small>
      </legend>
      {criterion.description && <p dir="auto">{criterion.description}</p>}
      {criterion.levels.map((level, index) => (
        <label key={level.points} class="choice">
          <input
            type="radio"
            id={index === 0 ? `f-${points}` : undefined}
            name={points}
            value={String(level.points)}
            checked={typed[points] === String(level.points)}
          />
          <span dir="auto">
            <b>{formatNumber(page.locale, level.points)}</b> {level.title}
            <small>{level.description}</small>
          </span>
        </label>
      ))}
      {pointsError && (
        <span id={`e-${points}`} class="error">
          {t(pointsError.key, pointsError.values)}
        </span>
      )}
      <div class="field">
        <label for={`f-${comment}`}>
          {t(criterion.comment === 'required' ? 'commentRequired' : 'commentOptional')}
          <span class="visually-hidden"> ({criterion.title})</span>
        </label>
        <textarea
          id={`f-${comment}`}
          name={comment}
          rows={3}
          dir="auto"
          maxLength={commentCharactersMax}
          aria-invalid={commentError ? 'true' : undefined}
          aria-describedby={commentError ? `e-${comment}` : undefined}
        >
          {typed[comment] ?? ''}
        </textarea>
        {commentError && (
          <span id={`e-${comment}`} class="error">
            {t(commentError.key, commentError.values)}
          </span>
        )}
      </div>
    </fieldset>
  )
}

/** One marker's points and comments. */
export function MarksGiven({
  page,
  criteria,
  marks,
}: {
  page: PageContext
  criteria: Criterion[]
  marks: Marks
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
              {level && ` · ${level.title}`}
            </dt>
            <dd dir="auto">{marks.comments[criterion.id] || <span class="quiet">{t('noComment')}</span>}</dd>
          </div>
        )
      })}
    </dl>
  )
}

interface ResultTableProps {
  page: PageContext
  criteria: Criterion[]
  results: OwnPiece['results']
  peers: Marks[]
  educator: Marks | null
}

/** The result criterion by criterion: what counts, who gave what, and their words. */
export function ResultTable({ page, criteria, results, peers, educator }: ResultTableProps) {
  const t = messages(page.locale)
  const markers = [
    ...peers.map((marks, index) => ({ name: t('reviewer', { n: index + 1 }), marks })),
    ...(educator ? [{ name: t('educator'), marks: educator }] : []),
  ]
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
              {markers.map(({ name, marks }) => {
                const points = marks.points[criterion.id]
                const level = points === undefined ? undefined : levelAt(criterion, points)
                const comment = marks.comments[criterion.id]
                return (
                  <li key={name}>
                    <b>{name}</b>{' '}
                    <span class="num">
                      {points === undefined ? t('noPoints') : formatNumber(page.locale, points)}
                    </span>
                    {level && (
                      <>
                        {' · '}
                        <bdi>
                          {level.title}: {level.description}
                        </bdi>
                      </>
                    )}
                    {comment && (
                      <p class="words" dir="auto">
                        {comment}
                      </p>
                    )}
                  </li>
                )
              })}
            </ul>
          </section>
        )
      })}
    </div>
  )
}
