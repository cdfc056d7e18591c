/** A rubric: inside a `*.project.yaml`, or a `*.rubric.yaml` of its own that several projects share. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { FactText, Slug, Title } from './format-values.ts'

const Level = z.strictObject({
  points: z.number().nonnegative(),
  title: Title,
  description: FactText.describe('what a piece of this level shows; two markers should agree on it'),
})

const Criterion = z.strictObject({
  id: Slug,
  title: Title,
  description: FactText.optional(),
  weight: z.number().positive().default(1).describe('how much its points count beside those of the others'),
  levels: z
    .array(Level)
    .default([])
    .describe('from the fewest points to the most; not for the single-point form'),
  standard: FactText.optional().describe('single-point form: what a piece shows that meets the standard'),
  points: z
    .array(z.number().nonnegative())
    .optional()
    .describe('single-point form: points for not yet and met, and optionally for beyond'),
  comment: z.enum(['required', 'optional']).default('optional').describe('must a marker say why'),
})

const form = z
  .enum(['levels', 'single_point', 'holistic'])
  .default('levels')
  .describe(
    'levels: each criterion has its levels; single_point: only the standard is described; holistic: one criterion for the whole piece',
  )

export const RubricInline = z.strictObject({ form, criteria: z.array(Criterion).min(1) })
export const RubricFile = z.strictObject({ title: Title, form, criteria: z.array(Criterion).min(1) })

type Written = z.infer<typeof RubricInline>

/** A level as everybody reads it. `step`: the single-point form, whose levels have no words of their own. */
export interface RubricLevel {
  points: number
  title: string
  description: string
  step?: 'not_yet' | 'met' | 'beyond'
}

export interface RubricCriterion {
  id: string
  title: string
  description?: string
  weight: number
  levels: RubricLevel[]
  comment: 'required' | 'optional'
}

export interface Rubric {
  form: Written['form']
  /** Of a shared file. */
  title?: string
  criteria: RubricCriterion[]
  /** The first 12 digits of the SHA-256 of what it says: two editions with the same rubric have the same one. */
  version: string
}

const steps = ['not_yet', 'met', 'beyond'] as const

/** One shape for all forms: criteria with levels, and a version that changes with any word of them. */
export function normalizeRubric({ form, criteria, title }: Written & { title?: string }): Rubric {
  const same = criteria.map(({ standard, points, levels, ...criterion }) => ({
    ...criterion,
    levels:
      form === 'single_point'
        ? (points ?? []).map((value, index) => ({
            points: value,
            title: '',
            description: steps[index] === 'met' ? (standard ?? '') : '',
            step: steps[index],
          }))
        : levels,
  }))
  const version = createHash('sha256')
    .update(JSON.stringify([form, same]))
    .digest('hex')
    .slice(0, 12)
  return { form, ...(title === undefined ? {} : { title }), criteria: same, version }
}
