import { checkPrice } from './check-price.ts'
import { checkSelfCheck } from './check-self-check.ts'
import { type CourseContent, type CredentialContent, type ItemContent, itemFacts } from './content.ts'
import type { Report } from './problem.ts'
import type { YamlPath } from './yaml-source.ts'

/** What a credential says against what its courses are. */
export function checkCredential(content: CredentialContent, report: Report): void {
  const { credential, courses, path, source } = content
  const say = (at: YamlPath, message: string, mend: string) => report(path, source.valueAt(at), message, mend)
  credential.courses.forEach((name, index) => {
    if (credential.courses.indexOf(name) !== index)
      say(['courses', index], `The course "${name}" is listed twice`, 'Take one away.')
  })
  checkHours(content, say)
  checkRequirements(content, say)
  checkMarking(content, say)
  checkPrice(content.credential, say)
  checkSelfCheck(content.credential, say)
  const unfinished = courses.filter(({ course }) => course.status === 'in_preparation')
  if (credential.status === 'open' && unfinished.length > 0 && !credential.requirements_note) {
    say(
      ['requirements'],
      `"${unfinished[0]?.course.title}" is in preparation, and nothing says so to those who enrol`,
      'Add requirements_note: what is required today, and what is not there yet.',
    )
  }
}

type Say = (at: YamlPath, message: string, mend: string) => void

function checkHours({ credential, courses }: CredentialContent, say: Say): void {
  const { hours, weeks, hours_per_week } = credential
  const sum = courses.reduce((total, { course }) => total + course.hours, 0)
  if (courses.length === credential.courses.length && Math.abs(sum - hours) > 1e-9) {
    say(
      ['hours'],
      `The hours don't add up: ${hours} here, ${round(sum)} in the courses`,
      `Write hours: ${round(sum)}, or mend the courses.`,
    )
  }
  const paced = weeks * hours_per_week
  if (Math.abs(paced - hours) > hours_per_week) {
    say(
      ['weeks'],
      `${weeks} weeks of ${hours_per_week} hours are ${round(paced)} hours, not ${hours}`,
      `Write weeks: ${Math.ceil(hours / hours_per_week)}, or another hours_per_week.`,
    )
  }
}

function checkRequirements({ credential, courses }: CredentialContent, say: Say): void {
  credential.requirements.forEach((requirement, index) => {
    const slug = 'course' in requirement ? requirement.course : (requirement.item.split('/')[0] ?? '')
    const course = courses.find((candidate) => candidate.slug === slug)
    const key = 'course' in requirement ? 'course' : 'item'
    const at = ['requirements', index, key]
    if (!course) {
      say(
        at,
        `There is no course "${slug}" in this credential`,
        `Its courses are ${courses.map((one) => one.slug).join(', ')}.`,
      )
      return
    }
    // An item that can't be read was told; whether it would have met the requirement is unknown.
    if (itemsMeant(requirement, course).length > 0 || hasUnreadItems(course)) return
    if (key === 'item') say(at, 'There is no such item', `The items of ${slug} are named in its course.yaml.`)
    else if (credential.status === 'open') {
      say(
        at,
        `"${slug}" has nothing that could be met`,
        'Require a course that has quizzes, labs or projects, or set status: in_preparation.',
      )
    }
  })
}

function itemsMeant(
  requirement: CredentialContent['credential']['requirements'][number],
  course: CourseContent,
): ItemContent[] {
  const items = course.modules.flatMap((module) => module.items)
  if ('item' in requirement) return items.filter((item) => `${course.slug}/${item.name}` === requirement.item)
  return items.filter((item) => requirement.of.includes(item.kind))
}

function hasUnreadItems({ course, modules }: CourseContent): boolean {
  return course.modules.some((module, index) => module.items.length > (modules[index]?.items.length ?? 0))
}

/** Who marks, and how: what the label says must be what the items do. */
function checkMarking({ credential, courses }: CredentialContent, say: Say): void {
  const items = courses.flatMap(({ modules }) => modules.flatMap((module) => module.items))
  for (const item of items) {
    if (item.kind !== 'lesson' && !credential.assessment.includes(item.kind)) {
      say(
        ['assessment'],
        `"${itemFacts(item).title}" is a ${item.kind}, which is not among the kinds of assessment`,
        `Add ${item.kind}.`,
      )
      return
    }
  }
  const markers: [string, boolean][] = [
    ['computer', items.some((item) => item.kind === 'quiz' || item.kind === 'lab')],
    ['peers', items.some((item) => item.kind === 'project' && item.project.marking.peers > 0)],
    ['educator', items.some((item) => item.kind === 'project' && item.project.marking.educator_share > 0)],
  ]
  for (const [marker, marks] of markers) {
    if (marks && !credential.marked_by.some((name) => name === marker)) {
      say(
        ['marked_by'],
        `Some items are marked by ${marker}, and the label would not say so`,
        `Add ${marker}.`,
      )
    }
  }
}

function round(hours: number): number {
  return Math.round(hours * 100) / 100
}
