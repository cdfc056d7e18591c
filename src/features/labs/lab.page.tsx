import { formatNumber, formatPercent } from '../../ui/format.ts'
import { Island } from '../../ui/island.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { LabSpec } from '../authoring/api.ts'
import { ItemFrame, type LearnerItem } from '../learn/api.ts'
import { LabWorkbench } from './lab.island.tsx'
import type { LabWork } from './lab-work.ts'
import { messages } from './messages.ts'
import type { LabDraft, SubmissionRow } from './queries.ts'
import { submissionFiles } from './submission-files.ts'
import { labWords } from './words.ts'

interface LabPageProps extends LearnerItem {
  page: PageContext
  draft: LabDraft | undefined
  submissions: SubmissionRow[]
}

/** A lab: the task, the workbench, hints in steps, what was handed in. */
export function LabPage({ page, draft, submissions, ...learner }: LabPageProps) {
  const t = messages(page.locale)
  const { item } = learner
  const spec = item.spec as LabSpec
  return (
    <ItemFrame page={page} {...learner} scripts={['labs/lab']}>
      <div
        class="prose"
        lang={learner.edition.language}
        dir="auto"
        dangerouslySetInnerHTML={{ __html: item.bodyHtml }}
      />
      {item.passShare !== null && (
        <p>{t('passAt', { percent: formatPercent(page.locale, item.passShare) })}</p>
      )}
      <noscript>
        <p class="warning">{t('noScript')}</p>
      </noscript>
      <Island name="labs/lab" component={LabWorkbench} props={labWork(page, learner, draft)} />
      <Hints hints={spec.hints_html ?? []} page={page} />
      <Submissions submissions={submissions} page={page} />
    </ItemFrame>
  )
}

function labWork(page: PageContext, { enrolment, item }: LearnerItem, draft: LabDraft | undefined): LabWork {
  const spec = item.spec as LabSpec
  const at = { enrolment: enrolment.id, item: item.id }
  return {
    kind: spec.kind,
    editable: spec.editable,
    files: submissionFiles(spec, draft?.files ?? {}),
    start: spec.files,
    tests: spec.tests,
    points: spec.points,
    limits: spec.limits,
    version: draft?.version ?? 0,
    works: enrolment.works,
    urls: {
      draft: urls.labDraft(at),
      submissions: urls.labSubmissions(at),
      worker: page.asset('labs/runner.worker'),
    },
    says: labWords(page.locale),
  }
}

function Hints({ hints, page }: { hints: string[]; page: PageContext }) {
  const t = messages(page.locale)
  if (hints.length === 0) return null
  return (
    <section class="lab-part hints no-print">
      <h2>{t('hints')}</h2>
      {hints.map((hint, index) => (
        <details key={hint}>
          <summary>{t('hint', { n: index + 1 })}</summary>
          <p dir="auto" dangerouslySetInnerHTML={{ __html: hint }} />
        </details>
      ))}
    </section>
  )
}

function Submissions({ submissions, page }: { submissions: SubmissionRow[]; page: PageContext }) {
  const t = messages(page.locale)
  if (submissions.length === 0) return null
  const says = ({ state, number, points, pointsMax }: SubmissionRow) => {
    if (state === 'queued') return t('rowQueued', { n: number })
    if (state === 'failed') return t('rowFailed', { n: number })
    const [reached, max] = [points ?? 0, pointsMax ?? 0].map((value) => formatNumber(page.locale, value))
    return t('row', { n: number, points: reached ?? '', max: max ?? '' })
  }
  return (
    <section class="lab-part">
      <h2>{t('before')}</h2>
      <ul>
        {submissions.map((submission) => (
          <li key={submission.id}>
            <a href={urls.labSubmission({ submission: submission.id })}>{says(submission)}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}
