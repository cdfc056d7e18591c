import { z } from 'zod'
import { isCountry } from '../../../domain/countries.ts'

// To whom invoices are made out. Messages are keys of invoices.messages.ts.

/** Lines of an address: what was typed, without empty ones. */
const lines = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

export const detailsForm = z.object({
  name: z.string('nameMissing').trim().min(1, 'nameMissing').max(120, 'tooLong'),
  address: z
    .string('addressMissing')
    .max(500, 'tooLong')
    .transform(lines)
    .pipe(z.string().min(1, 'addressMissing').max(400, 'tooLong')),
  country: z.string('countryMissing').refine(isCountry, 'countryMissing'),
  tax_number: z
    .string('taxNumberWrong')
    .trim()
    .max(40, 'taxNumberWrong')
    .regex(/^[\p{L}\p{N} .\-/]*$/u, 'taxNumberWrong')
    .default(''),
})
