import { z } from 'zod'

export const noteLengthMax = 1200

/** A provider's note. Messages are keys of messages.ts. */
export const noteForm = z.object({
  text: z
    .string('noteEmpty')
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(z.string().min(1, 'noteEmpty').max(noteLengthMax, 'noteTooLong')),
})
