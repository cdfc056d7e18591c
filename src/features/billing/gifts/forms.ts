import { z } from 'zod'
import { isCountry } from '../../../domain/countries.ts'

// What people may say. Messages are keys of gifts.messages.ts.

export const giftWordsMax = 500

export const countryField = z
  .string()
  .trim()
  .toUpperCase()
  .transform((code) => (isCountry(code) ? code : null))
  .catch(null)
  .default(null)

const email = z
  .string('emailInvalid')
  .trim()
  .toLowerCase()
  .max(254, 'emailInvalid')
  .pipe(z.email('emailInvalid'))

export const giftForm = z.object({
  recipient_email: email,
  recipient_name: z.string().trim().max(80, 'nameLong').default(''),
  giver_name: z.string().trim().max(80, 'nameLong').default(''),
  message: z.string().trim().max(giftWordsMax, 'messageLong').default(''),
  /** A day; empty is at once. */
  send_on: z.union([z.literal(''), z.iso.date('dateWrong')], 'dateWrong').default(''),
  country: countryField,
  card: z.string('cardMissing').trim().min(1, 'cardMissing').max(200, 'token_invalid'),
  /** The total that was shown. */
  total: z.string().max(30).default(''),
  once: z.string().max(60).default(''),
})
