import { z } from 'zod'
import { FILE_LENGTH_MAX } from './draft.ts'

const FILES_MAX = 20

const files = z
  .record(z.string().min(1).max(200), z.string().max(FILE_LENGTH_MAX))
  .refine((record) => Object.keys(record).length <= FILES_MAX, `at most ${FILES_MAX} files`)

/** What was written, and the version of the draft that it was written on: a newer one is never overwritten. */
export const draftForm = z.strictObject({ version: z.int().nonnegative(), files })
export const submissionForm = z.strictObject({ files })
