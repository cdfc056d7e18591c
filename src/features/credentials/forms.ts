import { z } from 'zod'

// What people may type. Messages are keys of messages.ts.

/** Paste and address of /verify; the file comes beside it. Nothing of it is stored. */
export const verifyForm = z.object({
  text: z.string().max(1_500_000, 'textLong').default(''),
  address: z.string().trim().max(2_000, 'addressLong').default(''),
})

export const recipientForm = z.object({
  email: z.string().trim().toLowerCase().max(254, 'emailInvalid').pipe(z.email('emailInvalid')),
})

/** Boxes that are not ticked are not sent. */
export const visibilityForm = z.object({
  shown: z.literal('yes').optional().catch(undefined),
  named: z.literal('yes').optional().catch(undefined),
  addressed: z.literal('yes').optional().catch(undefined),
})
