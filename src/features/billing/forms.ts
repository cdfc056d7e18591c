import { z } from 'zod'
import { intentFields } from '../learn/api.ts'

// What people may type. Messages are keys of messages.ts.

const card = z.string().trim().min(1, 'cardMissing').max(60, 'token_invalid')

/** The trial's form. Edition and price are what was shown: where the offer changed meanwhile it is shown again. */
export const trialForm = z.object({
  ...intentFields,
  card,
  code: z.string().trim().max(60).catch('').default(''),
  edition: z.string().max(60).default(''),
  price: z.string().max(20).default(''),
  country: z.string().max(2).optional(),
})

/** The same without agreeing: only the cost is reckoned anew. */
export const paceForm = z.object({ hours_per_week: intentFields.hours_per_week })

/** Trying a failed month again: with the card that is there, or with another. */
export const retryForm = z.object({ card: z.string().trim().max(60, 'token_invalid').default('') })
