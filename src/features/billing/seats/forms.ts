import { z } from 'zod'
import { isOwnDomain } from '../../../domain/invited-addresses.ts'
import { countryField } from '../gifts/forms.ts'

// What people may say. Messages are keys of seats.messages.ts.

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/^@/, ''))
  .refine((text) => text === '' || isOwnDomain(text), 'domainWrong')
  .default('')

export const agreementForm = z
  .object({
    organisation: z
      .union([z.literal(''), z.uuid()])
      .catch('')
      .default(''),
    name: z.string().trim().max(120, 'nameMissing').default(''),
    kind: z.enum(['employer', 'college', 'other']).catch('other').default('other'),
    seats_max: z.coerce.number('seatsWrong').int('seatsWrong').min(1, 'seatsWrong').max(10_000, 'seatsWrong'),
    domain,
    pays_by: z.enum(['invoice', 'card']).catch('invoice').default('invoice'),
    country: countryField,
    card: z.string().trim().max(200, 'token_invalid').catch('').default(''),
    /** The price of a seat that was shown. */
    unit: z.string().max(30).catch('').default(''),
    once: z.string().max(60).catch('').default(''),
  })
  .superRefine((wish, context) => {
    const say = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (!wish.organisation && !wish.name) say('name', 'nameMissing')
    if (wish.pays_by === 'card' && !wish.card) say('card', 'cardMissing')
  })

export const domainForm = z.object({ domain })

export const adminForm = z.object({
  email: z.string('adminUnknown').trim().toLowerCase().max(254, 'adminUnknown'),
})

export const takeForm = z.object({ progress: z.enum(['yes', 'no'], 'takeChoose') })
