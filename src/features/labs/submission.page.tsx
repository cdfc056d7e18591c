import { formatNumber, formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { ItemFrame, type LearnerItem } from '../learn/api.ts'
import { messages } from './messages.ts'
import type { OwnSubmission } from './queries.ts'
import { TestList } from './test-list.tsx'
import { labWords } from './words.ts'

interface SubmissionPageProps extends LearnerItem {
  page: PageContext
  submission: OwnSubmission
}

/** One hand-in: its place in the queue, then what the tests found. */
export function SubmissionPage({ page, submission, ...learner }: SubmissionPageProps) {
  const t = messages(page.locale)
  const { enrolment, item } = learner
  return (
    <ItemFrame page={page} {...learner} scripts={submission.state === 'queued' ? ['labs/wait'] : []}>
      {submission.state === 'marked' ? (
        <Marked page={page} submission={submission} passShare={item.passShare ?? 0} />
      ) : (
        <Unmarked page={page} submission={submission} />
      )}
      <section class="lab-part">
        <h2>{t('yourCode')}</h2>
        {submission.files ? <Files files={submission.files} /> : <p class="none">{t('erased')}</p>}
      </section>
      {submission.solution && (
        <section class="lab-part">
          <details>
            <summary>{t('solution')}</summary>
            <Files files={submission.solution} />
          </details>
        </section>
      )}
      <p>
        <a class="btn plain" href={urls.item({ enrolment: enrolment.id, item: item.id })}>
          {t('back')}
        </a>
      </p>
    </ItemFrame>
  )
}

function Unmarked({ page, submission }: { page: PageContext; submission: OwnSubmission }) {
  const t = messages(page.locale)
  if (submission.state === 'failed') return <p class="bad">{t('markingFailed')}</p>
  return (
    <>
      <h2>{t('resultQueued', { n: submission.number })}</h2>
      <p class="good" role="status" data-waits={t('queued', { place: '{place}' })}>
        {t('queued', { place: submission.place ?? 1 })}
      </p>
      <p>
        <a href={urls.labSubmission({ submission: submission.id })}>{t('again')}</a>
      </p>
    </>
  )
}

function Marked({
  page,
  submission,
  passShare,
}: {
  page: PageContext
  submission: OwnSubmission
  passShare: number
}) {
  const t = messages(page.locale)
  const says = labWords(page.locale)
  const { number, points, pointsMax, verdict } = submission
  const isPassed = hasPassed(submission, passShare)
  const tests = verdict?.tests ?? []
  return (
    <>
      <h2>
        {t('resultTitle', {
          n: number,
          points: formatNumber(page.locale, points ?? 0),
          max: formatNumber(page.locale, pointsMax ?? 0),
        })}
      </h2>
      <p class={isPassed ? 'good' : 'warning'}>
        {isPassed ? t('isPassed') : t('isNotPassed', { percent: formatPercent(page.locale, passShare) })}
      </p>
      <h3>{t('visibleTests')}</h3>
      <TestList tests={tests.filter((test) => !test.hidden)} says={says} />
      <h3>{t('hiddenTests')}</h3>
      <p class="hint">{t('hiddenSays')}</p>
      <TestList tests={tests.filter((test) => test.hidden)} says={says} />
      {verdict && <p class="hint">{t('markedBy', { runtime: verdict.runtime })}</p>}
    </>
  )
}

export function hasPassed({ points, pointsMax }: OwnSubmission, passShare: number): boolean {
  return points !== null && pointsMax !== null && points >= passShare * pointsMax - 1e-9
}

function Files({ files }: { files: Record<string, string> }) {
  return (
    <>
      {Object.entries(files).map(([path, text]) => (
        <figure key={path}>
          <figcaption dir="ltr">{path}</figcaption>
          <pre tabIndex={0}>{text}</pre>
        </figure>
      ))}
    </>
  )
}
