import { z } from 'zod'
import { isCountry } from '../../../domain/countries.ts'
import { access } from '../../../platform/access.ts'
import { pageOf } from '../../../platform/web/context.ts'
import { setPreferenceCookie } from '../../../platform/web/cookies.ts'
import { readForm } from '../../../platform/web/form.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { taxTableOf } from '../tax/tax-table.ts'
import { TaxTablePage } from './tax-table.page.tsx'

// Prices and tax by country: the visitor's own choice, kept in a cookie.

const { get, post } = billingRoom

get(
  urls.taxTable,
  access.everyone,
  (c) => html(c, <TaxTablePage page={pageOf(c)} table={taxTableOf(c.var.deps.config)} />),
  { kept: true },
)

const countryForm = z.object({
  country: z.string().max(2).catch(''),
  // A path of this site, nothing else.
  back: z
    .string()
    .max(2000)
    .regex(/^\/(?![/\\])[^\\]*$/)
    .catch('/'),
})

post(urls.country, access.everyone, async (c) => {
  const form = await readForm(c, countryForm)
  if (!form.ok) return seeOther(c, urls.home())
  const { country, back } = form.value
  setPreferenceCookie(c, 'candour-country', isCountry(country) ? country : '')
  return seeOther(c, back)
})
