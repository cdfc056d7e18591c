/** `*.project.yaml`: a project that is handed in and marked by people with a rubric. */
import { z } from 'zod'
import { FactText, OutcomeIds, Share, Slug, Title } from './format-values.ts'

const Level = z.strictObject({
  points: z.number().nonnegative(),
  title: Title,
  description: FactText.describe('what a piece of this level shows; two markers should agree on it'),
})

const Criterion = z.strictObject({
  id: Slug,
  title: Title,
  description: FactText.optional(),
  levels: z.array(Level).min(2).describe('from the fewest points to the most'),
  comment: z.enum(['required', 'optional']).default('optional').describe('must a marker say why'),
})

const CriterionMark = z.strictObject({ points: z.number().nonnegative(), comment: FactText.optional() })

/** Criterion id → points and comment. */
const Marks = z.record(Slug, CriterionMark)

const ReservePieceEntry = z.strictObject({
  id: Slug,
  text: FactText.describe('the piece as a learner would hand it in, in Markdown'),
  educator_marks: Marks.describe('what an educator gave, by criterion'),
  peer_marks: z.array(Marks).default([]).describe('what two peers gave, where it is known'),
})

const HandIn = z.strictObject({
  text: z.boolean().default(true).describe('may text be written on the page'),
  files: z
    .strictObject({
      extensions: z
        .array(z.string().regex(/^[a-z0-9]{1,8}$/, 'must be an ending without its dot, as pdf'))
        .min(1),
      max_bytes: z.int().positive().describe('of each file'),
      max_count: z.int().positive(),
    })
    .optional()
    .describe('leave it out where no files are taken'),
})

const Marking = z.strictObject({
  peers: z.int().nonnegative().describe('how many other learners mark each piece'),
  reviews_to_give: z.int().nonnegative().describe('how many pieces a learner marks in return'),
  educator_share: Share.describe(
    'the weight of the educator in the points of each piece, 0 to 1; where peers do not come, the educator stands in',
  ),
  promise_days: z.int().positive().describe('the days within which you promise the marks'),
})

export const ProjectFile = z.strictObject({
  title: Title,
  brief: FactText.describe('the task, in Markdown'),
  minutes: z.int().positive().describe('minutes for somebody new to it, reviews to give included'),
  hand_in: HandIn,
  rubric: z.strictObject({ criteria: z.array(Criterion).min(1) }),
  marking: Marking,
  pass: Share.describe('the share of the points that passes, 0 to 1'),
  weight: z.number().positive().default(1).describe('how much it counts within the course'),
  outcomes: OutcomeIds,
  reserve: z
    .array(ReservePieceEntry)
    .default([])
    .describe('marked pieces that keep an empty pool moving; at least three where peers mark'),
})

export type Project = z.infer<typeof ProjectFile>
export type ReservePiece = z.infer<typeof ReservePieceEntry>
export type RubricMarks = z.infer<typeof Marks>
