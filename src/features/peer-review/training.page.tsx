import { type Criterion, levelAt, pointsMaxOf } from '../../domain/rubric.ts'
import { ErrorSummary } from '../../ui/form.tsx'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { FieldErrors } from './forms.ts'
import { messages } from './messages.ts'
import { PieceBeside } from './piece-beside.tsx'
import type { Training } from './piece-views.ts'
import { RubricFields } from './rubric.tsx'

interface TrainingPageProps {
  page: PageContext
  training: Training
  typed?: Record<string, string>
  errors?: FieldErrors
}

/** A piece that educators marked before: to mark it oneself, then to see where one differs and why. */
export function TrainingPage(props: TrainingPageProps) {
  const { page, training } = props
  const t = messages(page.locale)
  const { project } = training
  const title = t('trainingTitle', { title: project.title })
  return (
    <Layout page={page} title={title} scripts={['learn/activity']}>
      <section
        class="stack"
        data-enrolment={training.enrolmentId}
        data-item={project.itemId}
        data-activity={urls.activity()}
      >
        <p class="kicker">
          <a href={urls.item({ enrolment: training.enrolmentId, item: project.itemId })}>
            {t('backToProject')}
          </a>
        </p>
        <h1>{title}</h1>
        {training.submittedAt ? <Compared page={page} training={training} /> : <ToMark {...props} />}
      </section>
    </Layout>
  )
}

function ToMark({ page, training, typed = {}, errors = {} }: TrainingPageProps) {
  const t = messages(page.locale)
  const { project } = training
  return (
    <>
      <p>{t('trainingHow', { share: formatPercent(page.locale, project.marking.training?.within ?? 0) })}</p>
      <ErrorSummary
        title={t('errors')}
        says={Object.entries(errors).map(([name, error]) => ({ name, text: t(error.key, error.values) }))}
      />
      <PieceBeside page={page} piece={training.piece}>
        <form method="post" action={urls.training({ training: training.id })}>
          <h2>{t('yourMarks')}</h2>
          <RubricFields page={page} rubric={project} typed={typed} errors={errors} prompts />
          <button class="btn">{t('compare')}</button>
        </form>
      </PieceBeside>
    </>
  )
}

function Compared({ page, training }: { page: PageContext; training: Training }) {
  const t = messages(page.locale)
  const { project } = training
  const where = { enrolment: training.enrolmentId, item: project.itemId }
  const distance = formatPercent(page.locale, training.distance ?? 0)
  return (
    <>
      <p class={training.isClose ? 'good' : 'warning'} role="status">
        {t(training.isClose ? 'trainingClose' : 'trainingFar', {
          distance,
          within: formatPercent(page.locale, project.marking.training?.within ?? 0),
        })}{' '}
        {training.trainingLeft === 0 && t('trainingDone')}
      </p>
      <PieceBeside page={page} piece={training.piece}>
        <h2>{t('whereYouDiffer')}</h2>
        <ul class="differences">
          {project.criteria.map((criterion) => {
            const own = training.own?.[criterion.id] ?? 0
            const educator = training.educatorPoints[criterion.id] ?? 0
            return (
              <li key={criterion.id} class={own === educator ? 'same' : 'other'}>
                <h3>{criterion.title}</h3>
                <p>
                  {t('trainingPoints', {
                    own: formatNumber(page.locale, own),
                    educator: formatNumber(page.locale, educator),
                    max: pointsMaxOf(criterion),
                  })}{' '}
                  <b>
                    {own === educator
                      ? t('trainingSame')
                      : t(own > educator ? 'trainingMore' : 'trainingLess', {
                          points: formatNumber(page.locale, Math.abs(own - educator)),
                        })}
                  </b>
                </p>
                {own !== educator && (
                  <Levels page={page} criterion={criterion} own={own} educator={educator} />
                )}
                <dl class="both-words">
                  <dt>{t('educatorWrote')}</dt>
                  <dd class="words" dir="auto">
                    {training.educatorComments[criterion.id] || t('noComment')}
                  </dd>
                  <dt>{t('youWrote')}</dt>
                  <dd class="words" dir="auto">
                    {training.ownComments[criterion.id] || t('noComment')}
                  </dd>
                </dl>
              </li>
            )
          })}
        </ul>
        <div class="buttons">
          {training.trainingLeft > 0 ? (
            <form method="post" action={urls.trainings(where)}>
              <button class="btn">{t('trainAgain')}</button>
            </form>
          ) : (
            <form method="post" action={urls.reviews(where)}>
              <button class="btn">{t('getPiece')}</button>
            </form>
          )}
          <a href={urls.item(where)}>{t('backToProject')}</a>
        </div>
      </PieceBeside>
    </>
  )
}

// Why: what the rubric says of the level that each of the two gave.
function Levels({
  page,
  criterion,
  own,
  educator,
}: {
  page: PageContext
  criterion: Criterion
  own: number
  educator: number
}) {
  const t = messages(page.locale)
  const given = [
    { who: t('educatorsLevel'), level: levelAt(criterion, educator) },
    { who: t('yourLevel'), level: levelAt(criterion, own) },
  ]
  return (
    <ul class="levels-apart">
      {given.map(
        ({ who, level }) =>
          level && (
            <li key={who}>
              {who}{' '}
              <span dir="auto">
                <b>{level.title}</b>
                {level.description && `: ${level.description}`}
              </span>
            </li>
          ),
      )}
    </ul>
  )
}
