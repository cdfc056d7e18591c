import { planItems } from '../../domain/plan.ts'
import { formatDate, formatPercent } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { Edition, EditionItem } from './editions.ts'
import { messages } from './messages.ts'
import { PlanPanel, type PlanPanelProps } from './plan-panel.tsx'
import type { OwnEnrolment } from './queries.ts'

export interface Learning {
  enrolment: OwnEnrolment
  edition: Edition
}

/** Everything that somebody learns, with where they left. */
export function MyLearningPage({ page, learnings }: { page: PageContext; learnings: Learning[] }) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('myLearning')}>
      <section>
        <h1>{t('myLearning')}</h1>
        {page.viewer && !page.viewer.emailConfirmed && (
          <p class="warning">
            {t('confirmFirst')} <a href={urls.account()}>{t('confirmLink')}</a>
          </p>
        )}
        {learnings.length === 0 ? (
          <p class="stack">
            <span>{t('nothingYet')} </span>
            <a href={urls.home()}>{t('toCatalogue')}</a>
          </p>
        ) : (
          <ol class="learnings">
            {learnings.map(({ enrolment, edition }) => (
              <li key={enrolment.id}>
                <div>
                  <h2>
                    <a href={urls.enrolment({ enrolment: enrolment.id })}>{edition.title}</a>
                  </h2>
                  <p class="quiet">
                    {edition.providerName} · {t('progress', progressOf(enrolment, edition))}
                  </p>
                </div>
                <Continue page={page} enrolment={enrolment} edition={edition} />
              </li>
            ))}
          </ol>
        )}
      </section>
    </Layout>
  )
}

/** One enrolment: where it stands, the outline, the plan. */
export function EnrolmentPage({
  page,
  enrolment,
  edition,
  observed,
  error,
  typed,
}: Learning & Pick<PlanPanelProps, 'page' | 'observed' | 'error' | 'typed'>) {
  const t = messages(page.locale)
  const required = edition.items.filter((item) => item.required)
  const passed = required.filter((item) => enrolment.states.get(item.id) === 'done').length
  return (
    <Layout page={page} title={edition.title} scripts={['pace']}>
      <section class="two enrolment">
        <div class="stack">
          <p class="kicker">
            {edition.providerName} · {t('edition', { n: edition.number })}
          </p>
          <h1>{edition.title}</h1>
          <Standing page={page} enrolment={enrolment} />
          <p>
            <Continue page={page} enrolment={enrolment} edition={edition} />
          </p>
          <OutlineByCourse page={page} enrolment={enrolment} edition={edition} />
        </div>
        <aside class="stack">
          <PlanPanel {...{ page, enrolment, edition, observed, error, typed }} />
          <div class="panel">
            <h2>{t('required')}</h2>
            <p>{t('requiredText', { done: passed, total: required.length })}</p>
          </div>
          <RatingPanel page={page} enrolment={enrolment} />
        </aside>
      </section>
    </Layout>
  )
}

function Standing({ page, enrolment }: { page: PageContext; enrolment: OwnEnrolment }) {
  const t = messages(page.locale)
  if (enrolment.requirementsMetAt)
    return (
      <p class="good">
        <b>{t('met')}</b>{' '}
        {page.viewer?.emailConfirmed ? (
          <a href={urls.myCredentials()}>{t('toCredential')}</a>
        ) : (
          t('issueWaits')
        )}
      </p>
    )
  if (enrolment.workDoneAt) return <p class="good">{t('workDone')}</p>
  if (!enrolment.works)
    return (
      <p class="warning">
        {t('ended')} <a href={urls.money()}>{t('money')}</a>
      </p>
    )
  return null
}

function Continue({ page, enrolment, edition }: Learning & { page: PageContext }) {
  const t = messages(page.locale)
  const last = edition.items.find((item) => item.id === enrolment.lastItemId)
  const lastDone = last && enrolment.states.get(last.id) === 'done'
  const next =
    last && !lastDone
      ? last
      : (edition.items.find((item) => (enrolment.states.get(item.id) ?? 'todo') === 'todo') ?? last)
  if (!next) return null
  return (
    <a class="btn" href={urls.item({ enrolment: enrolment.id, item: next.id })}>
      {t(last ? 'continue' : 'begin', { title: next.title })}
    </a>
  )
}

function OutlineByCourse({ page, enrolment, edition }: Learning & { page: PageContext }) {
  const t = messages(page.locale)
  const left = edition.items.filter((item) => enrolment.states.get(item.id) !== 'done')
  const plan = planItems(left, enrolment.hoursPerWeek ?? edition.hoursPerWeek, page.now.getTime())
  const finish = new Map(plan.items.map((item) => [item.id, item.finishMs]))
  const courses = [...new Set(edition.items.map((item) => item.course))]
  return (
    <>
      {courses.map((course) => {
        const items = edition.items.filter((item) => item.course === course)
        return (
          <div key={course}>
            <h2>{items[0]!.courseTitle}</h2>
            <ol class="outline">
              {items.map((item) => (
                <OutlineRow
                  key={item.id}
                  page={page}
                  enrolment={enrolment}
                  item={item}
                  finishMs={finish.get(item.id)}
                />
              ))}
            </ol>
          </div>
        )
      })}
      <p class="quiet">{t('progress', progressOf(enrolment, edition))}</p>
    </>
  )
}

function OutlineRow({
  page,
  enrolment,
  item,
  finishMs,
}: {
  page: PageContext
  enrolment: OwnEnrolment
  item: EditionItem
  finishMs?: number
}) {
  const t = messages(page.locale)
  const state = enrolment.states.get(item.id) ?? 'todo'
  const share = enrolment.shares.get(item.id)
  return (
    <li class={state}>
      <span>
        <a href={urls.item({ enrolment: enrolment.id, item: item.id })}>{item.title}</a>
        <br />
        <small>
          {t(item.kind)} · {t('minutes', { n: item.minutes })}
          {!item.required && item.kind !== 'lesson' && ` · ${t('notRequired')}`}
        </small>
      </span>
      <span class="num when">
        {share !== undefined && <b>{formatPercent(page.locale, share)} </b>}
        <small>
          {state === 'todo' && finishMs
            ? formatDate(page.locale, new Date(finishMs), page.viewer?.timeZone)
            : t(`state_${state}`)}
        </small>
      </span>
    </li>
  )
}

function RatingPanel({ page, enrolment }: { page: PageContext; enrolment: OwnEnrolment }) {
  const t = messages(page.locale)
  const { rating } = enrolment
  const isAsked = !rating && (enrolment.requirementsMetAt || enrolment.cancelledAt || enrolment.hasLapsed)
  return (
    <div class={isAsked ? 'panel ask' : 'panel'}>
      <h2>{t('rateTitle')}</h2>
      <p class="quiet">{rating ? t('rated', { n: rating.stars }) : t('rateText')}</p>
      <p>
        <a class={isAsked ? 'btn' : undefined} href={urls.rating({ enrolment: enrolment.id })}>
          {t(rating ? 'rateLinkAgain' : 'rateLink')}
        </a>
      </p>
    </div>
  )
}

function progressOf(enrolment: OwnEnrolment, edition: Edition) {
  return {
    done: edition.items.filter((item) => enrolment.states.get(item.id) === 'done').length,
    total: edition.items.length,
  }
}
