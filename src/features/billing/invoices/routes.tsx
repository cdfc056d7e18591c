import { access } from '../../../platform/access.ts'
import { isId } from '../../../platform/random.ts'
import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { readRawForm, textOf } from '../../../platform/web/form.ts'
import { found, notFound } from '../../../platform/web/http-error.ts'
import { html, seeOther } from '../../../platform/web/respond.ts'
import { urls, withQuery } from '../../../urls.ts'
import { billingRoom } from '../billing-room.ts'
import { gatewayOf } from '../gateway-of.ts'
import { selectOwnOrders } from '../orders/queries.ts'
import { type DetailsErrors, DetailsPage } from './details.page.tsx'
import { detailsForm } from './forms.ts'
import { InvoicePage } from './invoice.page.tsx'
import { invoicePdf } from './invoice-pdf.ts'
import { keepDetails } from './keep-details.ts'
import { MyInvoicesPage } from './my-invoices.page.tsx'
import {
  type Invoice,
  selectOptionalBillingDetails,
  selectOptionalInvoice,
  selectOwnInvoices,
} from './queries.ts'

// Papers of what was paid: a page to read and print, a PDF, and to whom they are made out.

const { get, post } = billingRoom

get(urls.invoices, access.signedIn, async (c) => {
  const { personKey } = viewerOf(c)
  const invoices = await selectOwnInvoices(c.var.deps.db, personKey)
  const orders = await selectOwnOrders(c.var.deps.db, personKey)
  const { simulated } = gatewayOf(c.var.deps)
  return html(
    c,
    <MyInvoicesPage page={pageOf(c)} invoices={invoices} orders={orders} simulated={simulated} />,
  )
})

get(urls.invoice, access.signedIn, async (c) =>
  html(c, <InvoicePage page={pageOf(c)} invoice={await visibleInvoice(c)} />),
)

get(urls.invoicePdf, access.signedIn, async (c) => {
  const invoice = await visibleInvoice(c)
  const pdf = await invoicePdf(invoice)
  return c.body(new Uint8Array(pdf), 200, {
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="${invoice.label.replaceAll(/[^A-Za-z0-9-]/g, '')}.pdf"`,
  })
})

get(urls.billingDetails, access.signedIn, async (c) => {
  const details = await selectOptionalBillingDetails(c.var.deps.db, viewerOf(c).personKey)
  const done = c.req.query('saved') ? 'saved' : c.req.query('removed') ? 'removed' : undefined
  return html(
    c,
    <DetailsPage
      page={pageOf(c)}
      typed={details ?? { name: '', address: '', country: c.var.country ?? '', tax_number: '' }}
      done={done}
      isThere={details !== undefined}
    />,
  )
})

post(urls.billingDetails, access.signedIn, async (c) => {
  const { deps } = c.var
  const { personKey } = viewerOf(c)
  const { raw } = await readRawForm(c)
  if (textOf(raw, 'remove')) {
    await keepDetails(deps, { personKey, details: undefined })
    return seeOther(c, withQuery(urls.billingDetails(), { removed: 1 }))
  }
  const form = detailsForm.safeParse(raw)
  if (form.success) {
    await keepDetails(deps, { personKey, details: form.data })
    return seeOther(c, withQuery(urls.billingDetails(), { saved: 1 }))
  }
  const errors: DetailsErrors = {}
  for (const issue of form.error.issues) errors[String(issue.path[0])] ??= issue.message
  const typed = {
    name: textOf(raw, 'name'),
    address: textOf(raw, 'address'),
    country: textOf(raw, 'country'),
    tax_number: textOf(raw, 'tax_number'),
  }
  const isThere = (await selectOptionalBillingDetails(deps.db, personKey)) !== undefined
  return html(c, <DetailsPage page={pageOf(c)} typed={typed} errors={errors} isThere={isThere} />, 422)
})

// The buyer's own; operators see all, because they answer questions about them.
async function visibleInvoice(c: Ctx): Promise<Invoice> {
  const id = c.req.param('invoice') ?? ''
  if (!isId(id)) notFound()
  const invoice = found(await selectOptionalInvoice(c.var.deps.db, id))
  const viewer = viewerOf(c)
  const isOperator = viewer.roles.some((role) => role.role === 'operator')
  if (invoice.person_key !== viewer.personKey && !isOperator) notFound()
  return invoice
}
