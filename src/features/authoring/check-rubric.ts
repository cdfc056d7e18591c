import type { ProjectContent } from './content.ts'
import type { Report } from './problem.ts'
import type { YamlPath } from './yaml-source.ts'

type Criterion = ProjectContent['rubricPlace']['written']['criteria'][number]
type Say = (at: YamlPath, message: string, mend: string) => void

/** The rubric can be marked with: what each form needs, points that rise, ids that differ. */
export function checkRubric(
  { path, source, at, written }: ProjectContent['rubricPlace'],
  report: Report,
): void {
  const say: Say = (below, message, mend) => report(path, source.valueAt([...at, ...below]), message, mend)
  const { form, criteria } = written
  if (form === 'holistic' && criteria.length > 1)
    say(
      ['criteria'],
      'A holistic rubric has one criterion',
      'Keep the one for the whole piece, or use form: levels.',
    )
  criteria.forEach((criterion, index) => {
    const here: Say = (below, ...words) => say(['criteria', index, ...below], ...words)
    if (criteria.findIndex((one) => one.id === criterion.id) !== index)
      here(['id'], `The id "${criterion.id}" is used twice`, 'Give each criterion an id of its own.')
    if (form === 'single_point') checkStandard(criterion, here)
    else checkLevels(criterion, here)
  })
}

function checkLevels(criterion: Criterion, say: Say): void {
  if (criterion.standard !== undefined || criterion.points !== undefined)
    say([], 'standard and points belong to the single-point form', 'Write levels, or set form: single_point.')
  if (criterion.levels.length < 2)
    say([], `"${criterion.id}" needs at least two levels`, 'Add levels, from the fewest points to the most.')
  checkRising(
    criterion.levels.map((level) => level.points),
    (step) => ['levels', step, 'points'],
    say,
  )
}

function checkStandard(criterion: Criterion, say: Say): void {
  const { points = [] } = criterion
  if (criterion.levels.length > 0)
    say(['levels'], 'The single-point form has no levels', 'Write standard and points instead.')
  if (!criterion.standard)
    say([], `The standard of "${criterion.id}" is missing`, 'Add standard: what a piece shows that meets it.')
  if (points.length < 2 || points.length > 3)
    say(
      points.length === 0 ? [] : ['points'],
      `"${criterion.id}" needs the points of two or three steps`,
      'Write points: [0, 2] for not yet and met, or [0, 2, 3] with beyond.',
    )
  checkRising(points, (step) => ['points', step], say)
}

function checkRising(points: number[], at: (step: number) => YamlPath, say: Say): void {
  points.forEach((value, step) => {
    if (step > 0 && value <= (points[step - 1] ?? 0))
      say(at(step), 'The levels must rise', 'Order them from the fewest points to the most.')
  })
  if (points.length > 0 && Math.max(...points) <= 0)
    say(at(points.length - 1), 'No level gives points', 'Give the last one more than 0.')
}
