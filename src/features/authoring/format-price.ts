/** What a credential costs, as `credential.yaml` says it. */
import { z } from 'zod'
import { isCountry } from '../../domain/countries.ts'
import { isCurrency } from '../../domain/currencies.ts'

const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be the three capital letters of ISO 4217, as EUR')
  .refine(isCurrency, 'must be a currency of ISO 4217, as EUR, JPY or KWD')

/** What the tables and gateways take: more than anybody asks for a month. */
const minorMax = 100_000_000

const Monthly = z
  .int()
  .positive()
  .max(minorMax, `must be ${minorMax} or less`)
  .describe('the price of a month, in the smallest unit of the currency: cents, yen, fils')
const Once = z
  .int()
  .positive()
  .max(minorMax, `must be ${minorMax} or less`)
  .optional()
  .describe(
    'the price of the whole credential at once; without it as many monthly prices as the weeks take, rounded down',
  )

const CountryList = z.strictObject({
  countries: z
    .array(
      z
        .string()
        .regex(/^[A-Z]{2}$/, 'must be the two capital letters of ISO 3166, as NZ')
        .refine(isCountry, 'must be a country of ISO 3166, as NZ'),
    )
    .min(1)
    .describe('where these prices hold'),
  monthly: Monthly,
  currency: Currency,
  once: Once,
})

export const Price = z
  .union([
    z.literal('free'),
    z.strictObject({
      monthly: Monthly,
      currency: Currency,
      once: Once,
      cap_months: z
        .int()
        .positive()
        .max(120, 'must be 120 or less')
        .optional()
        .describe('nobody pays for more months than this; after that finishing is free'),
      lists: z
        .array(CountryList)
        .min(1)
        .optional()
        .describe('other prices for some countries, in their currency; elsewhere the prices above hold'),
    }),
  ])
  .describe('free, or monthly and currency')
