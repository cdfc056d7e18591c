import { z } from 'zod'

// Messages are keys of sharing.messages.ts.

export const LINK_DAYS = [7, 30, 90, 365] as const

const tick = z.literal('yes').optional().catch(undefined)

export const linkForm = z.object({
  credential: z
    .union([z.string(), z.array(z.string())], 'linkWhichMissing')
    .transform((ids) => [ids].flat())
    .refine((ids) => ids.length > 0 && ids.length <= 50, 'linkWhichMissing'),
  named: tick,
  addressed: tick,
  days: z.coerce
    .number()
    .refine((days) => (LINK_DAYS as readonly number[]).includes(days))
    .catch(30),
  label: z.string().trim().max(100, 'linkLabelLong').default(''),
})

export const deletionForm = z.object({ sure: tick })
