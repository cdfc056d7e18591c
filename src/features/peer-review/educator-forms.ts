import type { Criterion, RubricPoints } from '../../domain/rubric.ts'
import { type RawForm, textOf } from '../../platform/web/form.ts'
import {
  commentField,
  type FieldErrors,
  pointsField,
  type RubricInput,
  readRubric,
  readWords,
} from './forms.ts'
import type { PieceToMark } from './piece-views.ts'

// What educators send: marks with their saved comments, decisions about appeals, changes of a mark.

/**
 * Reads an educator's marks. A saved comment that was chosen is put behind what was written, and what shall be kept for
 * later is told beside.
 */
export function readMarks(
  raw: RawForm,
  { project, savedComments }: PieceToMark,
): { ok: true; marks: RubricInput; keep: string[] } | { ok: false; errors: FieldErrors } {
  const whole = { ...raw }
  for (const { id } of project.criteria) {
    const chosen = savedComments.find((saved) => saved.id === textOf(raw, `saved-${id}`))
    if (chosen)
      whole[commentField(id)] = [textOf(raw, commentField(id)).trim(), chosen.body].filter(Boolean).join(' ')
  }
  const read = readRubric(whole, project.criteria)
  if (!read.ok) return read
  const keep = project.criteria
    .filter(({ id }) => textOf(raw, `keep-${id}`) !== '')
    .map(({ id }) => textOf(raw, commentField(id)).replaceAll('\r\n', '\n').trim())
    .filter(Boolean)
  return { ok: true, marks: read.marks, keep: [...new Set(keep)] }
}

/** The criteria that an educator changes: those with one of their levels chosen. */
export function readOverride(raw: RawForm, criteria: Criterion[]): RubricPoints {
  const points: RubricPoints = {}
  for (const criterion of criteria) {
    const chosen = textOf(raw, pointsField(criterion.id))
    const level = criterion.levels.find((one) => String(one.points) === chosen)
    if (level) points[criterion.id] = level.points
  }
  return points
}

/** For every open appeal: the points in force or a level above them, and why. */
export function readAppealDecisions(
  raw: RawForm,
  view: PieceToMark,
):
  | { ok: true; decisions: Record<string, { points: number; words: string }> }
  | { ok: false; errors: FieldErrors } {
  const errors: FieldErrors = {}
  const decisions: Record<string, { points: number; words: string }> = {}
  for (const { criterion: id } of openAppeals(view)) {
    const criterion = view.project.criteria.find((one) => one.id === id)
    const result = view.results.find((one) => one.criterion === id)
    if (!criterion || !result) continue
    const chosen = textOf(raw, `decide-${id}`)
    const level = criterion.levels.find((one) => String(one.points) === chosen && one.points > result.points)
    const words = readWords(raw, `why-${id}`)
    if ('error' in words) errors[`why-${id}`] = words.error
    else decisions[id] = { points: level?.points ?? result.points, words: words.words }
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, decisions }
}

/** What was typed into the decisions, to show it again. */
export function typedDecisions(raw: RawForm, view: PieceToMark): Record<string, string> {
  return Object.fromEntries(
    openAppeals(view).flatMap(({ criterion }) =>
      [`decide-${criterion}`, `why-${criterion}`].map((field) => [field, textOf(raw, field)]),
    ),
  )
}

function openAppeals({ appeals }: PieceToMark) {
  return appeals.filter((appeal) => appeal.decidedAt === null)
}
