/** What other rooms and the command line may use of authoring. */
export { type Checked, checkContent } from './check.ts'
export { formatProblem, type Problem } from './problem.ts'
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
