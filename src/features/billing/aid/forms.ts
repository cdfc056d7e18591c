import { z } from 'zod'
import { aidPercents, householdMax, incomeBands, situations } from '../../../domain/aid.ts'
import { aidCountries } from '../../../domain/aid-countries.ts'

// What people may say. Messages are keys of aid.messages.ts.

export const appealLettersMax = 600

const where = {
  country: z
    .string('countryMissing')
    .trim()
    .toUpperCase()
    .refine((code) => aidCountries.has(code), 'countryMissing'),
  household: z.coerce
    .number('householdWrong')
    .int('householdWrong')
    .min(1, 'householdWrong')
    .max(householdMax, 'householdWrong'),
}

/** The first step: it decides which amounts the second one shows. */
export const aidWhereForm = z.object(where)

export const aidForm = z.object({
  ...where,
  income: z.enum(incomeBands, 'incomeMissing'),
  situation: z.enum(situations).catch('none').default('none'),
})

export const appealForm = z.object({
  text: z.string().trim().max(appealLettersMax, 'appealLong').default(''),
})

export const appealDecisionForm = z.object({
  percent: z.coerce
    .number('percentMissing')
    .transform((value) => aidPercents.find((one) => one === value))
    .refine((value) => value !== undefined, 'percentMissing'),
  answer: z.string().trim().max(500, 'appealLong').default(''),
})
