import { checkItem } from './check-item.ts'
import { type CourseContent, type ItemContent, itemFacts } from './content.ts'
import type { FolderTree } from './folder-tree.ts'
import { nearestWord } from './nearest-word.ts'
import type { Report } from './problem.ts'
import type { YamlPath } from './yaml-source.ts'

/** How far the minutes of the items may be from the stated hours: 5 in 100. */
const HOURS_TOLERANCE = 0.05

export function checkCourse(
  content: CourseContent,
  tree: FolderTree,
  reached: Set<string>,
  report: Report,
): void {
  const { course, modules, path, source } = content
  const say = (at: YamlPath, message: string, mend: string) => report(path, source.valueAt(at), message, mend)
  checkIds(content, say)
  const items = modules.flatMap((module) => module.items)
  for (const item of items) {
    checkOutcomes(item, content, report)
    checkItem(item, content, tree, reached, report)
  }
  if (course.status === 'open') checkWhole(content, items, say)
}

type Say = (at: YamlPath, message: string, mend: string) => void

function checkIds({ course, modules }: CourseContent, say: Say): void {
  const outcomes = course.outcomes.map((outcome) => outcome.id)
  outcomes.forEach((id, index) => {
    if (outcomes.indexOf(id) !== index)
      say(['outcomes', index, 'id'], `The id "${id}" is used twice`, 'Give each outcome an id of its own.')
  })
  const ids = course.modules.map((module) => module.id)
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index)
      say(['modules', index, 'id'], `The id "${id}" is used twice`, 'Give each module an id of its own.')
  })
  const slugs = new Map<string, string>()
  for (const [at, module] of course.modules.entries()) {
    for (const [index, name] of module.items.entries()) {
      const slug = modules.flatMap((one) => one.items).find((item) => item.name === name)?.slug
      if (slug === undefined) continue
      const other = slugs.get(slug)
      if (other === name) say(['modules', at, 'items', index], `"${name}" is listed twice`, 'Take one away.')
      else if (other) {
        say(
          ['modules', at, 'items', index],
          `"${name}" and "${other}" would have the same address`,
          'Rename one of them.',
        )
      }
      slugs.set(slug, name)
    }
  }
}

function checkOutcomes(item: ItemContent, { course }: CourseContent, report: Report): void {
  const known = course.outcomes.map((outcome) => outcome.id)
  const refuse = (at: YamlPath, id: string) => {
    const near = nearestWord(id, known)
    report(
      item.path,
      item.source.valueAt(at),
      `The course has no outcome "${id}"`,
      near ? `Did you mean "${near}"?` : `Its outcomes are ${known.join(', ')}.`,
    )
  }
  itemFacts(item).outcomes.forEach((id, index) => {
    if (!known.includes(id)) refuse(['outcomes', index], id)
  })
  if (item.kind !== 'quiz') return
  item.quiz.questions.forEach((question, at) => {
    question.outcomes.forEach((id, index) => {
      if (!known.includes(id)) refuse(['questions', at, 'outcomes', index], id)
    })
  })
}

/** An open course is whole: its hours add up, and every outcome is served by something. */
function checkWhole({ course, modules }: CourseContent, items: ItemContent[], say: Say): void {
  const listed = course.modules.reduce((count, module) => count + module.items.length, 0)
  if (items.length < listed) return
  const minutes = items.reduce((total, item) => total + itemFacts(item).minutes, 0)
  if (Math.abs(minutes - course.hours * 60) > course.hours * 60 * HOURS_TOLERANCE) {
    const hours = Math.round((minutes / 60) * 10) / 10
    say(
      ['hours'],
      `The hours don't add up: ${course.hours} here, ${hours} in the minutes of the items`,
      `Write hours: ${hours}, or mend the items.`,
    )
  }
  const served = new Set(items.flatMap(outcomesServed))
  course.outcomes.forEach(({ id }, index) => {
    if (!served.has(id))
      say(
        ['outcomes', index, 'id'],
        `Nothing in the course serves the outcome "${id}"`,
        'Name it under outcomes of an item, or take it away.',
      )
  })
  course.modules.forEach(({ title }, index) => {
    if (modules[index]?.items.length === 0)
      say(
        ['modules', index],
        `The module "${title}" has no items`,
        'Add some, or set status: in_preparation.',
      )
  })
}

function outcomesServed(item: ItemContent): string[] {
  const own = itemFacts(item).outcomes
  return item.kind === 'quiz'
    ? [...own, ...item.quiz.questions.flatMap((question) => question.outcomes)]
    : own
}
