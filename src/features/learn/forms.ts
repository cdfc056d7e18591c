import { z } from 'zod'

const skippable = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined)

/** The two intent questions and the pace: all may be skipped. Shared with the trial's form. */
export const intentFields = {
  intent_finish: skippable(['finish', 'look_around'] as const),
  intent_goal: skippable(['job', 'promotion', 'own_venture', 'skills'] as const),
  hours_per_week: z.coerce.number().min(1).max(60).optional().catch(undefined),
}

export const enrolForm = z.object(intentFields)
export const ratingQuestions = ['as_described', 'usable', 'worth'] as const
export const ratingAnswers = ['yes', 'partly', 'no'] as const

/** Stars, and three questions that may each be skipped. Messages are keys of messages.ts. */
export const ratingForm = z.object({
  stars: z.coerce.number('starsMissing').int('starsMissing').min(1, 'starsMissing').max(5, 'starsMissing'),
  as_described: skippable(ratingAnswers),
  usable: skippable(ratingAnswers),
  worth: skippable(ratingAnswers),
})
export type Rating = z.output<typeof ratingForm>

/** What a page sends about activity: how long ago, in milliseconds, so that wrong clocks don't matter. */
export const activityForm = z.object({
  enrolment: z.uuid(),
  item: z.uuid(),
  ago: z.array(z.number().min(0).max(86_400_000)).min(1).max(1500),
})
