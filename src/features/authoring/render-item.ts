/** One item → what is stored of it, split by who may see it. */
import type { ItemContent, LessonContent, ProjectContent, QuizContent } from './content.ts'
import type { Question } from './format.ts'
import type { Places } from './places.ts'
import type {
  AskedQuestion,
  LessonSpec,
  ProjectSecret,
  ProjectSpec,
  QuestionKey,
  QuizSpec,
} from './published-item.ts'
import { renderInline, renderMarkdown } from './render.ts'

export interface RenderedItem {
  bodyHtml: string
  spec: object
  secret?: object
  questions: { slug: string; weight: number; asked: AskedQuestion; key: QuestionKey }[]
}

export async function renderItem(item: ItemContent, places: Places): Promise<RenderedItem> {
  switch (item.kind) {
    case 'lesson':
      return renderLesson(item, places)
    case 'quiz':
      return renderQuiz(item, places)
    case 'project':
      return renderProject(item, places)
    case 'lab': {
      const bodyHtml = (await renderMarkdown(item.lab.brief, places)).html
      const hints = item.lab.hints.map((hint) => renderInline(hint, places))
      return {
        bodyHtml,
        spec: { ...item.lab.spec, hints_html: hints },
        secret: item.lab.secret,
        questions: [],
      }
    }
  }
}

async function renderLesson({ lesson, text }: LessonContent, places: Places): Promise<RenderedItem> {
  const { html, headings } = await renderMarkdown(text, places)
  const spec: LessonSpec = {
    summary: lesson.summary ?? null,
    outcomes: lesson.outcomes,
    headings: headings.filter(({ level }) => level <= 3),
  }
  return { bodyHtml: html, spec, questions: [] }
}

async function renderQuiz({ quiz }: QuizContent, places: Places): Promise<RenderedItem> {
  const intro = quiz.intro ? (await renderMarkdown(quiz.intro, places)).html : ''
  const spec: QuizSpec = {
    intro_html: intro,
    attempts_max: quiz.attempts === 'unlimited' ? null : quiz.attempts,
    question_count: quiz.questions.length,
    outcomes: quiz.outcomes,
  }
  const questions: RenderedItem['questions'] = []
  for (const question of quiz.questions) {
    questions.push({
      slug: question.id,
      weight: question.weight,
      asked: await askedOf(question, places),
      key: await keyOf(question, places),
    })
  }
  return { bodyHtml: intro, spec, questions }
}

async function askedOf(question: Question, places: Places): Promise<AskedQuestion> {
  const asked = {
    prompt_html: (await renderMarkdown(question.prompt, places)).html,
    outcomes: question.outcomes,
  }
  switch (question.kind) {
    case 'single_choice':
    case 'multiple_choice': {
      const options = question.options.map(({ id, text }) => ({ id, html: renderInline(text, places) }))
      return { ...asked, kind: question.kind, options, shuffle: question.shuffle }
    }
    case 'numeric':
      return { ...asked, kind: question.kind, unit: question.unit ?? null }
    case 'short_text':
      return { ...asked, kind: question.kind }
  }
}

async function keyOf(question: Question, places: Places): Promise<QuestionKey> {
  const inline = (text: string | undefined) => (text ? renderInline(text, places) : '')
  const key = {
    worked_html: question.worked ? (await renderMarkdown(question.worked, places)).html : '',
    right_html: inline(question.feedback.right),
    wrong_html: inline(question.feedback.wrong),
  }
  switch (question.kind) {
    case 'single_choice':
    case 'multiple_choice':
      return {
        ...key,
        kind: question.kind,
        correct: question.options.filter((option) => option.correct).map((option) => option.id),
        feedback_html: Object.fromEntries(question.options.map(({ id, feedback }) => [id, inline(feedback)])),
      }
    case 'numeric':
      return {
        ...key,
        kind: question.kind,
        answer: question.answer,
        tolerance: question.tolerance,
        mistakes: question.mistakes.map(({ answer, tolerance, feedback }) => ({
          answer,
          tolerance,
          feedback_html: inline(feedback),
        })),
      }
    case 'short_text':
      return {
        ...key,
        kind: question.kind,
        accepted: question.accepted,
        case_sensitive: question.case_sensitive,
        mistakes: question.mistakes.map(({ accepted, feedback }) => ({
          accepted,
          feedback_html: inline(feedback),
        })),
      }
  }
}

async function renderProject({ project }: ProjectContent, places: Places): Promise<RenderedItem> {
  const brief = (await renderMarkdown(project.brief, places)).html
  const spec: ProjectSpec = {
    brief_html: brief,
    hand_in: project.hand_in,
    rubric: project.rubric,
    marking: project.marking,
    outcomes: project.outcomes,
  }
  const secret: ProjectSecret = {
    reserve: project.reserve.map(({ id, ...piece }) => ({ slug: id, ...piece })),
  }
  return { bodyHtml: brief, spec, secret, questions: [] }
}
