import { ErrorSummary } from '../../ui/form.tsx'
import { formatPercent } from '../../ui/format.ts'
import type { PageContext } from '../../ui/page-context.ts'
import type { FieldErrors } from './forms.ts'
import { HandInForm } from './hand-in-form.tsx'
import { messages } from './messages.ts'
import { NextSteps } from './next-steps.tsx'
import type { OwnWork } from './piece-views.ts'
import type { Project } from './project.ts'
import { RubricTable } from './rubric.tsx'
import type { Standing } from './standing.ts'

/** What the page says after a form did its work. */
export type Said =
  | 'handed-in'
  | 'already'
  | 'draft'
  | 'reviewed'
  | 'passed-on'
  | 'nothing-left'
  | 'hand-in-first'
  | 'train-first'
  | 'nothing-to-train'

export interface ProjectBodyProps {
  page: PageContext
  enrolmentId: string
  project: Project
  work: OwnWork
  standing: Standing
  onceKey: string
  said?: Said
  /** What was typed, where the form comes back with errors. */
  typed?: { text: string; links: string }
  errors?: FieldErrors
}

const saidKeys = {
  'handed-in': 'saidHandedIn',
  already: 'saidAlready',
  draft: 'saidDraft',
  reviewed: 'saidReviewed',
  'passed-on': 'saidPassedOn',
  'nothing-left': 'saidNothingLeft',
  'hand-in-first': 'saidHandInFirst',
  'train-first': 'saidTrainFirst',
  'nothing-to-train': 'saidNothingLeft',
} as const

const warnings: Said[] = ['already', 'hand-in-first', 'nothing-left', 'train-first', 'nothing-to-train']

/** A project inside the frame of its item: brief, rubric, and whatever is next for this learner. */
export function ProjectBody(props: ProjectBodyProps) {
  const { page, project, standing, said, errors = {} } = props
  const t = messages(page.locale)
  return (
    <>
      {said && (
        <p class={warnings.includes(said) ? 'warning' : 'good'} role="status">
          {t(saidKeys[said])}
        </p>
      )}
      <ErrorSummary
        title={t('errors')}
        says={Object.entries(errors).map(([name, error]) => ({ name, text: t(error.key, error.values) }))}
      />
      {standing.piece && <NextSteps {...props} />}
      <div class="project">
        <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: project.briefHtml }} />
        <aside aria-labelledby="rubric">
          <h2 id="rubric">{t('rubric')}</h2>
          <p>{t('passNote', { share: formatPercent(page.locale, project.passShare) })}</p>
          <RubricTable page={page} rubric={project} />
        </aside>
      </div>
      {standing.mayHandIn && <HandInForm {...props} />}
    </>
  )
}
