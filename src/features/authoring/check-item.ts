import { checkLessonMedia } from './check-lesson.ts'
import { checkMarkdown, type MarkdownPlace } from './check-markdown.ts'
import { checkProject } from './check-project.ts'
import { checkQuestion } from './check-question.ts'
import type { CourseContent, ItemContent, QuizContent } from './content.ts'
import type { FolderTree } from './folder-tree.ts'
import type { Report } from './problem.ts'
import type { YamlPath } from './yaml-source.ts'

/** One item of any kind: its own rules, and all Markdown in it. */
export function checkItem(
  item: ItemContent,
  course: CourseContent,
  tree: FolderTree,
  reached: Set<string>,
  report: Report,
): void {
  const folder = course.path.slice(0, -'/course.yaml'.length)
  const place: MarkdownPlace = {
    file: item.path,
    folder,
    tree,
    reached,
    itemNames: new Set(course.modules.flatMap((module) => module.items.map((one) => one.name))),
    mediaFacts: item.kind === 'lesson' ? item.lesson.media : {},
    at: (position) => position,
  }
  switch (item.kind) {
    case 'lesson':
      checkLessonMedia(item, place, report)
      checkMarkdown(
        item.text,
        { ...place, at: ({ line, column }) => ({ line: line + item.textLine - 1, column }) },
        report,
      )
      if (item.lesson.doing_minutes > item.lesson.minutes) {
        report(
          item.path,
          item.source.valueAt(['doing_minutes']),
          'More minutes of doing than minutes',
          'minutes holds doing_minutes too.',
        )
      }
      break
    case 'quiz':
      checkQuiz(item, place, report)
      break
    case 'project':
      checkProject(item, course, report)
      checkMarkdown(item.project.brief, within(place, item, ['brief']), report)
      break
    case 'lab':
      checkMarkdown(item.lab.brief, { ...place, file: item.path.replace(/lab\.yaml$/, 'README.md') }, report)
      break
  }
}

function checkQuiz(item: QuizContent, place: MarkdownPlace, report: Report): void {
  const ids = item.quiz.questions.map((question) => question.id)
  if (item.quiz.intro) checkMarkdown(item.quiz.intro, within(place, item, ['intro']), report)
  item.quiz.questions.forEach((question, index) => {
    const say = (at: YamlPath, message: string, mend: string) =>
      report(item.path, item.source.valueAt(['questions', index, ...at]), message, mend)
    if (ids.indexOf(question.id) !== index)
      say(['id'], `The id "${question.id}" is used twice`, 'Give each question an id of its own.')
    for (const key of ['prompt', 'worked'] as const) {
      const text = question[key]
      if (text) checkMarkdown(text, within(place, item, ['questions', index, key]), report)
    }
    checkQuestion(question, say)
  })
}

/** Markdown inside YAML: everything in it is told at the place where its value begins. */
function within(place: MarkdownPlace, item: ItemContent, path: YamlPath): MarkdownPlace {
  return { ...place, at: () => item.source.valueAt(path) }
}
