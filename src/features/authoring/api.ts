/** What other rooms and the command line may use of authoring. */

export { type Checked, checkContent } from './check.ts'
export type { ProviderContent } from './content.ts'
export { assembleLab, type Lab, LabFile, type LabSecret, type LabSpec } from './format-lab.ts'
export type { RubricCriterion, RubricLevel } from './format-rubric.ts'
export { formatProblem, type Problem } from './problem.ts'
export type { PublishContext, Published } from './publish-content.ts'
export type {
  AskedQuestion,
  CourseOutcomes,
  EditionFacts,
  LessonSpec,
  ProjectSecret,
  ProjectSpec,
  ProviderFacts,
  QuestionKey,
  QuizSpec,
} from './published-item.ts'

/** See publish-content.ts. Loaded when asked for: only publication needs the renderer and its grammars. */
export async function publishContent(...args: Parameters<PublishContent>): ReturnType<PublishContent> {
  const { publishContent: publish } = await import('./publish-content.ts')
  return publish(...args)
}
type PublishContent = typeof import('./publish-content.ts').publishContent
