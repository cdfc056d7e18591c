/**
 * The shapes that publication writes into the JSON columns, and that the rooms read: rendered once, split by audience.
 * `…Spec` and `AskedQuestion` may be shown before an answer; `QuestionKey` and `ProjectSecret` may not.
 */
import type { Credential, ItemKind, Project, Provider } from './format.ts'
import type { RubricMarks } from './format-project.ts'

/** `providers.facts` */
export type ProviderFacts = Provider

/** `editions.facts`: what the provider states, and what it has only planned. */
export type EditionFacts = Credential & {
  planned: { course: string; module: string; kind: ItemKind; title: string }[]
}

/** `courses.outcomes` */
export type CourseOutcomes = { id: string; text: string }[]

/** `items.spec` of a lesson. */
export interface LessonSpec {
  summary: string | null
  outcomes: string[]
  /** Headings of the second and third level, for the list of contents. */
  headings: { id: string; level: number; text: string }[]
}

/** `items.spec` of a quiz. */
export interface QuizSpec {
  intro_html: string
  /** null: as often as wanted. The best attempt counts. */
  attempts_max: number | null
  question_count: number
  outcomes: string[]
}

/** `questions.asked` */
export type AskedQuestion = { prompt_html: string; outcomes: string[] } & (
  | { kind: 'single_choice' | 'multiple_choice'; options: { id: string; html: string }[]; shuffle: boolean }
  | { kind: 'numeric'; unit: string | null }
  | { kind: 'short_text' }
)

/** `question_keys.key` */
export type QuestionKey = { worked_html: string; right_html: string; wrong_html: string } & (
  | {
      kind: 'single_choice' | 'multiple_choice'
      correct: string[]
      /** By option id. */
      feedback_html: Record<string, string>
    }
  | {
      kind: 'numeric'
      answer: number
      tolerance: number
      mistakes: { answer: number; tolerance: number; feedback_html: string }[]
    }
  | {
      kind: 'short_text'
      accepted: string[]
      case_sensitive: boolean
      mistakes: { accepted: string[]; feedback_html: string }[]
    }
)

/** `items.spec` of a project. */
export interface ProjectSpec {
  brief_html: string
  hand_in: Project['hand_in']
  rubric: Project['rubric']
  marking: Project['marking']
  outcomes: string[]
}

/** `item_secrets.secret` of a project: the reserve of marked pieces. */
export interface ProjectSecret {
  reserve: {
    slug: string
    text: string
    educator_marks: RubricMarks
    peer_marks: RubricMarks[]
    /** Absent in editions that were published before there was training. */
    training?: boolean
  }[]
}
