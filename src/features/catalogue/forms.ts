import { z } from 'zod'

export const fieldChoices = [
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
export const levelChoices = ['beginner', 'intermediate', 'advanced'] as const
export const sizeChoices = ['short', 'medium', 'long', 'longer'] as const
export const priceChoices = ['free', 'paid'] as const
export const providerChoices = ['company', 'university', 'public_body'] as const
export const sortChoices = ['finish', 'time', 'cost', 'hands', 'price', 'size', 'title', 'newest'] as const
/** By measured figures, always by the end of the interval that promises less. */
export const finishChoices = ['10', '25', '50', '75'] as const
export const handsChoices = ['25', '50'] as const
export const weeksChoices = ['4', '13', '26'] as const

// A link may hold anything: what is not a choice counts as not chosen.
const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined)

/** What somebody looks for: the query string of the catalogue. */
export const findForm = z.object({
  q: z.string().trim().max(200).catch(''),
  field: choice(fieldChoices),
  level: choice(levelChoices),
  size: choice(sizeChoices),
  price: choice(priceChoices),
  provider: choice(providerChoices),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/)
    .optional()
    .catch(undefined),
  finish: choice(finishChoices),
  hands: choice(handsChoices),
  weeks: choice(weeksChoices),
  sort: choice(sortChoices),
})
export type Find = z.output<typeof findForm>
