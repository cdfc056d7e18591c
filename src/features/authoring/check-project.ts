import type { ProjectContent } from './content.ts'
import type { RubricMarks } from './format-project.ts'
import type { Report } from './problem.ts'
import type { YamlPath } from './yaml-source.ts'

type Say = (at: YamlPath, message: string, mend: string) => void

const RESERVE_MIN = 3

/** The rubric can be marked with, and the reserve was marked with this very rubric. */
export function checkProject({ project, source, path }: ProjectContent, report: Report): void {
  const say: Say = (at, message, mend) => report(path, source.valueAt(at), message, mend)
  const { criteria } = project.rubric
  criteria.forEach((criterion, index) => {
    const at = ['rubric', 'criteria', index]
    if (criteria.findIndex((one) => one.id === criterion.id) !== index) {
      say([...at, 'id'], `The id "${criterion.id}" is used twice`, 'Give each criterion an id of its own.')
    }
    criterion.levels.forEach((level, step) => {
      if (step > 0 && level.points <= (criterion.levels[step - 1]?.points ?? 0)) {
        say(
          [...at, 'levels', step, 'points'],
          'The levels must rise',
          'Order them from the fewest points to the most.',
        )
      }
    })
  })
  if (!project.hand_in.text && !project.hand_in.files)
    say(['hand_in'], 'Nothing could be handed in', 'Allow text or files.')
  if (project.marking.peers === 0 && project.marking.educator_share < 1) {
    say(['marking'], 'Part of the mark would come from nobody', 'Set educator_share: 1, or let peers mark.')
  }
  if (project.marking.peers > 0 && project.reserve.length < RESERVE_MIN) {
    const at = project.reserve.length > 0 ? ['reserve'] : []
    say(
      at,
      `There are ${project.reserve.length} marked pieces in reserve`,
      'Add pieces until there are three: the first learners review them.',
    )
  }
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
