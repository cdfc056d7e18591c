import { checkRubric } from './check-rubric.ts'
import type { CourseContent, ProjectContent } from './content.ts'
import type { RubricMarks } from './format-project.ts'
import type { Report } from './problem.ts'
import type { YamlPath } from './yaml-source.ts'

type Say = (at: YamlPath, message: string, mend: string) => void

const RESERVE_MIN = 3

/** The rubric can be marked with, the reserve was marked with this very rubric, and what is promised can be kept. */
export function checkProject(
  { project, source, path, rubricPlace }: ProjectContent,
  course: CourseContent,
  report: Report,
): void {
  const say: Say = (at, message, mend) => report(path, source.valueAt(at), message, mend)
  const { criteria } = project.rubric
  checkRubric(rubricPlace, report)
  checkHandIn(project, course, say)
  checkMarking(project, say)
  const ids = project.reserve.map((piece) => piece.id)
  project.reserve.forEach((piece, index) => {
    if (ids.indexOf(piece.id) !== index)
      say(['reserve', index, 'id'], `The id "${piece.id}" is used twice`, 'Give each piece an id of its own.')
    checkMarks(piece.educator_marks, ['reserve', index, 'educator_marks'], criteria, say, true)
    piece.peer_marks.forEach((marks, at) =>
      checkMarks(marks, ['reserve', index, 'peer_marks', at], criteria, say, false),
    )
  })
}

function checkHandIn({ hand_in: handIn }: ProjectContent['project'], course: CourseContent, say: Say): void {
  if (!handIn.text && !handIn.files && !handIn.links)
    say(['hand_in'], 'Nothing could be handed in', 'Allow text, files or links.')
  const labs = course.modules.flatMap((module) => module.items).filter((item) => item.kind === 'lab')
  handIn.labs.forEach((name, index) => {
    if (!labs.some((lab) => lab.slug === name))
      say(
        ['hand_in', 'labs', index],
        `The course has no lab "${name}"`,
        labs.length > 0
          ? `Its labs are ${labs.map((lab) => lab.slug).join(', ')}.`
          : 'Take it out of the list.',
      )
  })
}

function checkMarking({ marking, reserve }: ProjectContent['project'], say: Say): void {
  if (marking.peers === 0 && marking.educator_share < 1) {
    say(['marking'], 'Part of the mark would come from nobody', 'Set educator_share: 1, or let peers mark.')
  }
  // One mark alone has an interval of about 0.44 of the points, before a project has marks of its own.
  if (marking.peers === 1 && marking.interval_max < 0.45) {
    say(
      ['marking'],
      'With one peer every mark would be in doubt',
      'Set interval_max: 0.5 or more, or let two peers mark.',
    )
  }
  const standIns = reserve.filter((piece) => !piece.training).length
  if (marking.peers > 0 && standIns < RESERVE_MIN) {
    say(
      reserve.length > 0 ? ['reserve'] : [],
      `There are ${standIns} marked pieces in reserve`,
      'Add pieces until there are three (beside those for training): the first learners review them.',
    )
  }
  const forTraining = reserve.length - standIns
  if (marking.training && forTraining < marking.training.pieces) {
    say(
      ['marking', 'training'],
      `Markers would train with ${marking.training.pieces} pieces, and there are ${forTraining}`,
      'Mark pieces of the reserve with training: true.',
    )
  }
}

type Criteria = ProjectContent['project']['rubric']['criteria']

function checkMarks(marks: RubricMarks, at: YamlPath, criteria: Criteria, say: Say, comments: boolean): void {
  for (const id of Object.keys(marks)) {
    if (!criteria.some((criterion) => criterion.id === id)) {
      say(
        [...at, id],
        `The rubric has no criterion "${id}"`,
        `Its criteria are ${criteria.map((one) => one.id).join(', ')}.`,
      )
    }
  }
  for (const criterion of criteria) {
    const mark = marks[criterion.id]
    if (!mark) say(at, `The mark for "${criterion.id}" is missing`, 'Add it.')
    else if (!criterion.levels.some((level) => level.points === mark.points)) {
      const points = criterion.levels.map((level) => level.points).join(', ')
      say(
        [...at, criterion.id, 'points'],
        `No level of "${criterion.id}" has ${mark.points} points`,
        `Write one of ${points}.`,
      )
    } else if (comments && criterion.comment === 'required' && !mark.comment) {
      say([...at, criterion.id], `The mark for "${criterion.id}" needs a comment`, 'Say why, in a sentence.')
    }
  }
}
