/**
 * The content format: what a provider may write in its files. docs/format.md says the same in words; the JSON Schemas in
 * docs/schemas/ are made from here. Every object refuses keys that it does not know, so that a misspelt fact is told
 * and never silently lost. New keys and new kinds may be added later; nothing written here changes its meaning.
 */
import { z } from 'zod'
import { Price } from './format-price.ts'
import {
  FactText,
  IsoDate,
  LanguageTag,
  OutcomeIds,
  Share,
  Slug,
  Title,
  WebAddress,
} from './format-values.ts'

export { type Project, ProjectFile, type ReservePiece } from './format-project.ts'
export { type Question, type Quiz, QuizFile } from './format-quiz.ts'

export const PROVIDER_KINDS = ['company', 'university', 'public_body'] as const
export const CREDENTIAL_KINDS = ['badge', 'certificate', 'professional_certificate'] as const
export const STATUSES = ['open', 'in_preparation'] as const
export const FIELDS = [
  'data',
  'software',
  'design',
  'business',
  'care',
  'trades',
  'education',
  'science',
  'languages',
  'public_service',
] as const
export const LEVELS = ['beginner', 'intermediate', 'advanced'] as const
export const DELIVERIES = ['online_own_pace', 'online_cohort', 'blended', 'on_site'] as const
export const ASSESSMENT_KINDS = ['quiz', 'lab', 'project', 'portfolio', 'interview', 'exam'] as const
export const TASK_COMPLEXITIES = [
  'none',
  'recall',
  'one_skill_routine',
  'one_skill_complex',
  'many_skills_routine',
  'many_skills_complex',
  'portfolio',
] as const
/** From the weakest to the strongest: the position, counted from 1, is the level on the label (1 of 6). */
export const SUPERVISION_LEVELS = [
  'unsupervised_no_identity',
  'unsupervised_one_factor',
  'online_supervised_one_factor',
  'online_supervised_two_factors',
  'on_site_one_factor',
  'on_site_two_factors',
] as const
export const MARKERS = ['computer', 'peers', 'educator'] as const
export const ITEM_KINDS = ['lesson', 'quiz', 'lab', 'project'] as const

const QualityAssurance = z
  .strictObject({
    reviewers: FactText.describe('who reviews the courses before they are published'),
    process: FactText.describe('what they do, how often, and what happens to what they find'),
    review_date: IsoDate.describe('the day of the last review, as 2026-03-03'),
  })
  .describe('the quality assurance profile of the provider')

const InvoiceDetails = z.strictObject({
  legal_name: Title.optional().describe('the name of the firm, where it is another'),
  address: FactText.max(400, 'must be 400 characters or fewer').describe('the postal address, in lines'),
  tax_number: z.string().trim().min(1).max(40).optional().describe('the VAT or other tax number'),
})

/** `provider.yaml` */
export const ProviderFile = z.strictObject({
  name: Title.describe('the name as it stands on the label and inside the credential'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be the two capital letters of ISO 3166, as NZ')
    .describe('the country of issue, as the two capital letters of ISO 3166'),
  kind: z.enum(PROVIDER_KINDS).describe('what the provider is'),
  about: FactText.describe('who you are, in Markdown; plain facts'),
  website: WebAddress.optional().describe('your own site'),
  invoices: InvoiceDetails.optional().describe('what stands on your invoices beside name and country'),
  quality: QualityAssurance,
  demonstration: z
    .boolean()
    .default(false)
    .describe('true for an invented provider: every page and every credential then says so'),
})

const Requirement = z.union([
  z.strictObject({
    course: Slug.describe('the folder of a course of this credential'),
    of: z
      .array(z.enum(ITEM_KINDS))
      .min(1)
      .default(['quiz', 'lab', 'project'])
      .describe('which kinds of items of it are required; a lesson is met when it was read'),
  }),
  z.strictObject({
    item: z
      .string()
      .regex(/^[^/]+\/[^/]+$/, 'must be course/file')
      .describe('one item, as course/file'),
  }),
])

const Skill = z.strictObject({
  name: Title,
  link: WebAddress.optional().describe('its page in ESCO or O*NET'),
})

const SelfCheckQuestion = z.strictObject({
  ask: FactText.describe(
    'something that a person can try in less than a minute; answered with yes or no unless choices or answer is there',
  ),
  if_no: FactText.describe('what to do first'),
  choices: z.array(FactText).min(2).max(6).optional().describe('answers to choose one of'),
  answer: z.union([z.number(), FactText]).optional().describe('the right one of the choices, or a number'),
  tolerance: z
    .number()
    .nonnegative()
    .optional()
    .describe('how far a number may be off; without it not at all'),
  unit: Title.optional().describe('the unit of a number, as %'),
})

/** `credential.yaml`: every stated fact of the label. */
export const CredentialFile = z.strictObject({
  title: Title.describe('the title of the credential'),
  kind: z.enum(CREDENTIAL_KINDS).describe('badge, certificate or professional_certificate'),
  status: z.enum(STATUSES).describe('open, or in_preparation: shown, can not be started or bought'),
  version: z.string().regex(/^\d+(\.\d+)?$/, 'must be a number in quotes, as "4" or "4.1"'),
  date: IsoDate.describe('the day of this version'),
  summary: FactText.refine((text) => countWords(text) <= 30, 'must be 30 words or fewer').describe(
    'what a person can do afterwards, in 30 words or fewer',
  ),
  description: FactText.describe('the long description, in Markdown'),
  field: z.enum(FIELDS).describe('the field of work'),
  outcomes: z.array(FactText).min(1).describe('what a holder can do; each begins with a verb'),
  skills: z.array(Skill).min(1).describe('the skills, with links to ESCO or O*NET where they exist'),
  level: z.enum(LEVELS).describe('beginner, intermediate or advanced'),
  prerequisites: z
    .array(FactText)
    .min(1)
    .describe('what a person must be able to do before, so that it can be tried'),
  self_check: z.array(SelfCheckQuestion).min(2).describe('questions by which a person finds out'),
  self_check_pass: z
    .int()
    .positive()
    .optional()
    .describe('how many questions must be met to pass the self-check; without it all of them'),
  language: LanguageTag.describe('the language of teaching, as en'),
  delivery: z.enum(DELIVERIES).describe('how it is delivered'),
  hours: z.number().positive().describe('hours of effort for a learner with no prior learning'),
  weeks: z.number().positive().describe('the advertised duration at hours_per_week'),
  hours_per_week: z.number().positive().describe('the pace that the advertised duration assumes'),
  doing_share: Share.optional().describe('the share of the hours that is planned for doing, 0 to 1'),
  assessment: z.array(z.enum(ASSESSMENT_KINDS)).min(1).describe('the kinds of assessment'),
  task_complexity: z.enum(TASK_COMPLEXITIES).describe('the complexity of the main task'),
  supervision: z.enum(SUPERVISION_LEVELS).describe('supervision and identity checks'),
  marked_by: z.array(z.enum(MARKERS)).min(1).describe('who marks'),
  marked_by_note: FactText.optional().describe('how the marking is shared, in a sentence'),
  grade: FactText.optional().describe('the grade on the credential; without it there is none, only met'),
  recognition: FactText.describe('industry recognition; say "none" if there is none'),
  credit: FactText.describe('academic credit; say "none" if there is none'),
  stackability: FactText.describe('what it counts towards; say "none" if nothing'),
  price: Price,
  price_note: FactText.optional().describe('who pays instead, or what a price does not include'),
  financial_aid: FactText.describe('how somebody who can not pay gets in; say "none" if there is none'),
  certification: z
    .strictObject({
      standard: Title.describe('the standard of the document, as Open Badges 3.0'),
      verification: FactText.describe('how anybody verifies it'),
    })
    .describe('the certification issued'),
  requirements: z.array(Requirement).min(1).describe('what must be met to earn it'),
  requirements_note: FactText.optional().describe(
    'needed where a course is in preparation: what is required today and what is not there yet',
  ),
  courses: z.array(Slug).min(1).describe('the folders of its courses, in order'),
})

const Outcome = z.strictObject({ id: Slug, text: FactText })

const PlannedItem = z.strictObject({ kind: z.enum(ITEM_KINDS), title: Title })

const Module = z.strictObject({
  id: Slug.describe('stays the same when the title changes'),
  title: Title,
  items: z.array(z.string().min(1)).default([]).describe('file or folder names, in order'),
  planned: z.array(PlannedItem).default([]).describe('what is not written yet; shown in the outline'),
})

/** `course.yaml` */
export const CourseFile = z.strictObject({
  title: Title,
  summary: FactText.describe('a sentence or two for the outline'),
  status: z.enum(STATUSES).describe('open, or in_preparation'),
  hours: z.number().positive().describe('hours of effort for a learner with no prior learning'),
  outcomes: z.array(Outcome).min(1).describe('what a learner can do afterwards; items refer to the ids'),
  modules: z.array(Module).min(1).describe('the modules, in order'),
})

const MediaFacts = z.strictObject({
  title: Title,
  captions: z.string().optional().describe('a WebVTT file in media/; needed for a video'),
  transcript: z.string().describe('a Markdown file in media/ that says everything that is heard and shown'),
})

/** The front matter of a lesson, a `.md` file. */
export const LessonFrontMatter = z.strictObject({
  title: Title,
  summary: FactText.optional().describe('one sentence for lists'),
  minutes: z.int().positive().describe('minutes for somebody new to it, doing included'),
  doing_minutes: z
    .int()
    .nonnegative()
    .default(0)
    .describe('the part of the minutes spent doing, not reading'),
  outcomes: OutcomeIds,
  preview: z
    .boolean()
    .default(false)
    .describe('true: everybody may read it; the first lesson of a course always may be read by everybody'),
  media: z
    .record(z.string(), MediaFacts)
    .default({})
    .describe('for each video or sound file of the lesson: title, captions, transcript'),
})

export type Provider = z.infer<typeof ProviderFile>
export type Credential = z.infer<typeof CredentialFile>
export type Course = z.infer<typeof CourseFile>
export type Lesson = z.infer<typeof LessonFrontMatter>
export type ItemKind = (typeof ITEM_KINDS)[number]

function countWords(text: string): number {
  return text.trim().split(/\s+/).length
}
