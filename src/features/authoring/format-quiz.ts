/** `*.quiz.yaml`: a quiz and its questions. */
import { z } from 'zod'
import { FactText, OutcomeIds, Share, Slug, Title } from './format-values.ts'

const Weight = z.number().positive().default(1)

const shared = {
  id: Slug.describe('stays the same when the words change: answers and figures refer to it'),
  prompt: FactText.describe('the question, in Markdown'),
  weight: Weight.describe('how much it counts within the quiz'),
  outcomes: OutcomeIds,
  worked: FactText.optional().describe('the worked solution, in Markdown; shown after the attempt'),
}

/** What is said after an answer that no option or mistake speaks to. */
const Feedback = z
  .strictObject({
    right: FactText.optional(),
    wrong: FactText.optional(),
  })
  .default({})

const Option = z.strictObject({
  id: Slug,
  text: FactText.describe('Markdown, one paragraph'),
  correct: z.boolean().default(false),
  feedback: FactText.describe('why this is right, or what it overlooks'),
})

const SingleChoice = z.strictObject({
  ...shared,
  kind: z.literal('single_choice'),
  options: z.array(Option).min(2).describe('exactly one of them is correct'),
  shuffle: z.boolean().default(true).describe('false keeps the order as written'),
  feedback: Feedback,
})

const MultipleChoice = z.strictObject({
  ...shared,
  kind: z.literal('multiple_choice'),
  options: z.array(Option).min(2).describe('one or more of them are correct'),
  shuffle: z.boolean().default(true).describe('false keeps the order as written'),
  feedback: Feedback,
})

const NumericMistake = z.strictObject({
  answer: z.number(),
  tolerance: z.number().nonnegative().default(0),
  feedback: FactText.describe('what leads to this number'),
})

const Numeric = z.strictObject({
  ...shared,
  kind: z.literal('numeric'),
  answer: z.number(),
  tolerance: z.number().nonnegative().default(0).describe('how far from the answer is still right, absolute'),
  unit: z.string().optional().describe('shown behind the field; not typed'),
  mistakes: z.array(NumericMistake).default([]).describe('wrong numbers that you expect'),
  feedback: Feedback,
})

const TextMistake = z.strictObject({ accepted: z.array(z.string().min(1)).min(1), feedback: FactText })

const ShortText = z.strictObject({
  ...shared,
  kind: z.literal('short_text'),
  accepted: z
    .array(z.string().min(1))
    .min(1)
    .describe('the forms that are right; spaces at the ends and doubled spaces do not matter'),
  case_sensitive: z.boolean().default(false),
  mistakes: z.array(TextMistake).default([]).describe('wrong forms that you expect'),
  feedback: Feedback,
})

export const QUESTION_KINDS = ['single_choice', 'multiple_choice', 'numeric', 'short_text'] as const

export const QuestionEntry = z.discriminatedUnion('kind', [SingleChoice, MultipleChoice, Numeric, ShortText])

export const QuizFile = z.strictObject({
  title: Title,
  intro: FactText.optional().describe('shown above the questions, in Markdown'),
  minutes: z.int().positive().describe('minutes for somebody new to it'),
  pass: Share.describe('the share of the marks that passes, 0 to 1'),
  weight: Weight.describe('how much it counts within the course'),
  attempts: z
    .union([z.int().positive(), z.literal('unlimited')])
    .default('unlimited')
    .describe('how often it may be tried; the best attempt counts'),
  outcomes: OutcomeIds,
  questions: z.array(QuestionEntry).min(1),
})

export type Question = z.infer<typeof QuestionEntry>
export type Quiz = z.infer<typeof QuizFile>
