/** `*.project.yaml`: a project that is handed in and marked by people with a rubric. */
import { z } from 'zod'
import { type Rubric, RubricInline } from './format-rubric.ts'
import { FactText, OutcomeIds, Share, Slug, Title } from './format-values.ts'

const CriterionMark = z.strictObject({ points: z.number().nonnegative(), comment: FactText.optional() })

/** Criterion id → points and comment. */
const Marks = z.record(Slug, CriterionMark)

const ReservePieceEntry = z.strictObject({
  id: Slug,
  text: FactText.describe('the piece as a learner would hand it in, in Markdown'),
  educator_marks: Marks.describe('what an educator gave, by criterion'),
  peer_marks: z.array(Marks).default([]).describe('what two peers gave, where it is known'),
  training: z
    .boolean()
    .default(false)
    .describe('true: markers learn with it; false: it stands in when the pool is empty'),
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
  links: z
    .strictObject({ max_count: z.int().positive().max(10) })
    .optional()
    .describe('how many addresses of public pages may be handed in; a snapshot of their text is kept'),
  labs: z
    .array(Slug)
    .default([])
    .describe('folders of labs of the same course whose results are handed in with the piece'),
})

const Audit = z.strictObject({
  share: Share.default(0.1).describe('the part of the pieces that an educator marks blind, drawn by chance'),
  pieces_a_year_min: z
    .int()
    .nonnegative()
    .default(10)
    .describe('as many a year in any case, where there are so many'),
  tolerance: Share.default(0.05).describe(
    'how far the peers may be from the educators on average, as a share of the points, before the educators’ scale is put in force',
  ),
})

const Training = z.strictObject({
  pieces: z.int().positive().default(1).describe('how many training pieces must be marked closely enough'),
  within: Share.default(0.15).describe(
    'how far from the educators is close enough, as a share of the points',
  ),
  again_after: z.int().positive().default(12).describe('after so many reviews a marker trains once more'),
})

const Marking = z.strictObject({
  peers: z.int().nonnegative().default(2).describe('how many other learners mark each piece'),
  reviews_to_give: z.int().nonnegative().default(3).describe('how many pieces a learner marks in return'),
  educator_share: Share.default(0).describe(
    'above 0, an educator marks every piece with this weight against the peers; 1: only they count. 0: peers mark, educators audit',
  ),
  promise_days: z
    .int()
    .positive()
    .default(7)
    .describe(
      'the days within which you promise the marks. A week is kept from one piece a day on at less than an educator hour for 20 pieces, even where nobody comes to review who need not; five days and four take people who like to (docs/methods/peer-review.md)',
    ),
  names: z
    .enum(['hidden', 'open'])
    .default('hidden')
    .describe('open: author and markers see each other’s names'),
  interval_max: Share.default(0.35).describe(
    'a mark whose 90 % interval is wider than this share of the points gets one more reviewer, then an educator',
  ),
  revise: z.boolean().default(true).describe('may a piece that did not pass be handed in again'),
  audit: Audit.prefault({}),
  training: Training.optional().describe(
    'with it, nobody marks others before they mark training pieces closely enough',
  ),
})

export const ProjectFile = z.strictObject({
  title: Title,
  brief: FactText.describe('the task, in Markdown'),
  minutes: z.int().positive().describe('minutes for somebody new to it, reviews to give included'),
  hand_in: HandIn,
  rubric: z
    .union([RubricInline, z.string()])
    .describe('the rubric, or the path of a *.rubric.yaml that several projects share'),
  marking: Marking,
  pass: Share.describe('the share of the points that passes, 0 to 1'),
  weight: z.number().positive().default(1).describe('how much it counts within the course'),
  outcomes: OutcomeIds,
  reserve: z
    .array(ReservePieceEntry)
    .default([])
    .describe('marked pieces that keep an empty pool moving; at least three where peers mark'),
})

/** A project with its rubric in hand, wherever that was written. */
export type Project = Omit<z.infer<typeof ProjectFile>, 'rubric'> & { rubric: Rubric }
export type ReservePiece = z.infer<typeof ReservePieceEntry>
export type RubricMarks = z.infer<typeof Marks>
