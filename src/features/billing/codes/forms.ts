import { z } from 'zod'
import { isCodeWord } from '../../../domain/code-text.ts'

// What people may say. Messages are keys of codes.messages.ts.

export const codeTextForm = z.object({
  code: z.string('codeMissing').trim().min(1, 'codeMissing').max(60, 'code_unknown'),
})

const whole = (key: string, min: number, max: number) =>
  z.coerce.number(key).int(key).min(min, key).max(max, key)
const orNothing = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => (value === '' || value === undefined ? null : value), z.union([z.null(), inner]))

const dayPattern = /^\d{4}-\d{2}-\d{2}$/

/** A batch: codes for one person each, or one word that many use. */
export const batchForm = z
  .object({
    label: z.string('labelMissing').trim().min(1, 'labelMissing').max(80, 'labelLong'),
    credential: z
      .union([z.literal(''), z.uuid()])
      .catch('')
      .default(''),
    percent: whole('percentWrong', 1, 100),
    charges: orNothing(whole('chargesWrong', 1, 60)).catch(null),
    kind: z.enum(['single', 'word'], 'kindMissing'),
    count: whole('countWrong', 1, 10_000).optional().catch(undefined),
    word: z.string().trim().max(40).default(''),
    uses: whole('usesWrong', 2, 100_000).optional().catch(undefined),
    expires: z
      .union([z.literal(''), z.string().regex(dayPattern, 'expiresWrong')], 'expiresWrong')
      .default(''),
    once: z.string().max(60).default(''),
  })
  .superRefine((batch, context) => {
    const say = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (batch.kind === 'single' && batch.count === undefined) say('count', 'countWrong')
    if (batch.kind === 'word' && !isCodeWord(batch.word)) say('word', 'wordWrong')
    if (batch.kind === 'word' && batch.uses === undefined) say('uses', 'usesWrong')
    if (batch.expires && Number.isNaN(Date.parse(batch.expires))) say('expires', 'expiresWrong')
  })
export type BatchForm = z.output<typeof batchForm>
