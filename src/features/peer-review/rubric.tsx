import { type Criterion, type CriterionLevel, pointsMaxOf } from '../../domain/rubric.ts'
import { formatNumber } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { commentCharactersMax, commentField, type FieldErrors, pointsField } from './forms.ts'
import { messages } from './messages.ts'
import type { Project } from './project.ts'

// A rubric to read and to mark with. Results are in results.tsx.

type Shape = Pick<Project, 'criteria' | 'form' | 'rubricVersion'>

/** What a level is called: its own words, or the steps of the single-point form in the reader's language. */
export function levelTitle(page: PageContext, level: CriterionLevel): string {
  return level.step ? messages(page.locale)(`step_${level.step}`) : level.title
}

/** The rubric as everybody may read it before and beside the work. */
export function RubricTable({ page, rubric }: { page: PageContext; rubric: Shape }) {
  const t = messages(page.locale)
  return (
    <div class="rubric">
      {rubric.form === 'single_point' && <p>{t('singlePoint')}</p>}
      {rubric.criteria.map((criterion) => (
        <section key={criterion.id} aria-labelledby={`rubric-${criterion.id}`}>
          <h3 id={`rubric-${criterion.id}`}>
            {criterion.title} <UpTo page={page} criterion={criterion} />
          </h3>
          {criterion.description && <p dir="auto">{criterion.description}</p>}
          <dl>
            {criterion.levels.map((level) => (
              <div key={level.points}>
                <dt dir="auto">
                  <b>{formatNumber(page.locale, level.points)}</b> {levelTitle(page, level)}
                </dt>
                <dd dir="auto">{level.description}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {rubric.rubricVersion && (
        <p class="quiet">
          <small>{t('rubricVersion', { version: rubric.rubricVersion })}</small>
        </p>
      )}
    </div>
  )
}

function UpTo({ page, criterion }: { page: PageContext; criterion: Criterion }) {
  const t = messages(page.locale)
  const { weight = 1 } = criterion
  return (
    <small>
      {t('upTo', { n: pointsMaxOf(criterion) })}
      {weight !== 1 && `, ${t('weighs', { weight: formatNumber(page.locale, weight, 2) })}`}
    </small>
  )
}

interface RubricFieldsProps {
  page: PageContext
  rubric: Shape
  typed: Record<string, string>
  errors: FieldErrors
  /** Says with each comment how to write one that helps. */
  prompts?: boolean
  /** Of an educator: to be put into a comment, and whether this one shall be kept. */
  saved?: { id: string; body: string }[]
}

/** The rubric as a form: one level of each criterion, its description beside it, and a comment. */
export function RubricFields({ rubric, ...props }: RubricFieldsProps) {
  return (
    <div class="rubric">
      {rubric.criteria.map((criterion, index) => (
        <CriterionFields key={criterion.id} {...props} criterion={criterion} index={index} />
      ))}
    </div>
  )
}

type CriterionFieldsProps = Omit<RubricFieldsProps, 'rubric'> & { criterion: Criterion; index: number }

function CriterionFields(props: CriterionFieldsProps) {
  const { page, criterion, typed, errors } = props
  const t = messages(page.locale)
  const points = pointsField(criterion.id)
  const pointsError = errors[points]
  return (
    <fieldset class="criterion" data-criterion aria-describedby={pointsError ? `e-${points}` : undefined}>
      <legend>
        {criterion.title} <UpTo page={page} criterion={criterion} />
      </legend>
      {criterion.description && <p dir="auto">{criterion.description}</p>}
      {criterion.levels.map((level, at) => (
        <label key={level.points} class="choice">
          <input
            type="radio"
            id={at === 0 ? `f-${points}` : undefined}
            name={points}
            value={String(level.points)}
            checked={typed[points] === String(level.points)}
          />
          <span dir="auto">
            <b>{formatNumber(page.locale, level.points)}</b> {levelTitle(page, level)}
            <small>{level.description}</small>
          </span>
        </label>
      ))}
      {pointsError && (
        <span id={`e-${points}`} class="error">
          {t(pointsError.key, pointsError.values)}
        </span>
      )}
      <CommentField {...props} />
    </fieldset>
  )
}

const promptKeys = ['promptWhere', 'promptWorks', 'promptNext'] as const

function CommentField({ page, criterion, typed, errors, prompts, saved, index }: CriterionFieldsProps) {
  const t = messages(page.locale)
  const comment = commentField(criterion.id)
  const error = errors[comment]
  const isSinglePoint = criterion.levels.some((level) => level.step)
  const described = [prompts && `h-${comment}`, error && `e-${comment}`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={`f-${comment}`}>
        {t(
          criterion.comment === 'required'
            ? 'commentRequired'
            : isSinglePoint
              ? 'commentOffStandard'
              : 'commentOptional',
        )}
        <span class="visually-hidden"> ({criterion.title})</span>
      </label>
      {prompts && (
        <small id={`h-${comment}`} class="hint">
          {t(promptKeys[index % promptKeys.length]!)}
        </small>
      )}
      <textarea
        id={`f-${comment}`}
        name={comment}
        rows={3}
        dir="auto"
        maxLength={commentCharactersMax}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described || undefined}
      >
        {typed[comment] ?? ''}
      </textarea>
      {error && (
        <span id={`e-${comment}`} class="error">
          {t(error.key, error.values)}
        </span>
      )}
      {saved && <SavedComments page={page} criterion={criterion} saved={saved} />}
    </div>
  )
}

// Without script the chosen sentence is added when the form is sent; with it, at once.
function SavedComments({
  page,
  criterion,
  saved,
}: {
  page: PageContext
  criterion: Criterion
  saved: { id: string; body: string }[]
}) {
  const t = messages(page.locale)
  return (
    <span class="saved-comments">
      {saved.length > 0 && (
        <select name={`saved-${criterion.id}`} aria-label={t('savedPick', { title: criterion.title })}>
          <option value="">{t('savedNone')}</option>
          {saved.map(({ id, body }) => (
            <option key={id} value={id} data-body={body}>
              {body.length > 60 ? `${body.slice(0, 60)}…` : body}
            </option>
          ))}
        </select>
      )}
      <label>
        <input type="checkbox" name={`keep-${criterion.id}`} value="1" /> {t('savedKeep')}
      </label>
    </span>
  )
}
