import { isLocale, type Locale } from '../../../domain/locales.ts'
import { countryName } from '../../../ui/country-picker.tsx'
import { formatAmount, formatDate, formatNumber, formatPercent } from '../../../ui/format.ts'
import { invoicesMessages } from './invoices.messages.ts'
import type { InvoiceLine } from './issue-invoice.ts'
import type { Buyer, Invoice, Seller } from './queries.ts'

// What stands on a paper, in the language in which it was issued: the page and the PDF say the same, from here.

export interface Paper {
  locale: Locale
  label: string
  title: string
  /** What is to be seen first: that no real money moved. */
  warning: string | undefined
  facts: [string, string][]
  parties: { title: string; lines: string[] }[]
  columns: string[]
  rows: string[][]
  /** What it comes to; the one that counts is last but for how it was paid. */
  totals: [string, string][]
  notes: string[]
}

type T = ReturnType<typeof invoicesMessages>

export function paperOf(invoice: Invoice): Paper {
  const locale: Locale = isLocale(invoice.language) ? invoice.language : 'en'
  const t = invoicesMessages(locale)
  const lines = invoice.lines as unknown as InvoiceLine[]
  const money = (minor: number) => formatAmount(locale, minor, invoice.currency)
  return {
    locale,
    label: invoice.label,
    title: t(invoice.kind as 'invoice' | 'credit_note', { label: invoice.label }),
    warning: invoice.simulated ? t('simulated') : undefined,
    facts: factsOf(t, locale, invoice, lines),
    parties: [
      { title: t('seller'), lines: partyLines(t, locale, invoice.seller as unknown as Seller) },
      { title: t('buyer'), lines: buyerLines(t, locale, invoice.buyer as unknown as Buyer) },
    ],
    columns: [t('what'), t('quantity'), t('unit'), t('amount')],
    rows: lines.flatMap((line) => lineRows(t, locale, line, money)),
    totals: totalsOf(t, locale, invoice, money),
    notes: invoice.tax_minor === 0 ? [t('taxNone')] : [],
  }
}

function factsOf(t: T, locale: Locale, invoice: Invoice, [line]: InvoiceLine[]): [string, string][] {
  const day = (at: Date) => formatDate(locale, at)
  const facts: [string, string][] = [
    [t('number'), invoice.label],
    [t('issued'), day(invoice.issued_at)],
  ]
  if (invoice.corrects_label && invoice.corrects_issued_at)
    facts.push([
      t('corrects'),
      t('correctsText', { label: invoice.corrects_label, date: day(invoice.corrects_issued_at) }),
    ])
  if (line?.reason) facts.push([t('reason'), t(`reason_${line.reason as 'operator'}`)])
  if (invoice.kind === 'invoice') {
    const paidAt = invoice.charged_at ?? invoice.order_settled_at
    const isOpen = invoice.due_at !== null && invoice.order_state === 'open'
    if (invoice.due_at && isOpen) facts.push([t('due'), day(invoice.due_at)])
    if (isOpen) facts.push([t('paid'), t('paidNot')])
    else if (paidAt && invoice.order_state !== 'cancelled')
      facts.push([t('paid'), t('paidOn', { date: day(paidAt) })])
  }
  return facts
}

function partyLines(t: T, locale: Locale, party: Seller): string[] {
  return [
    party.name,
    ...party.address.split('\n').map((line) => line.trim()),
    party.country && countryName(locale, party.country),
    party.taxNumber && t('taxNumber', { number: party.taxNumber }),
  ].filter((line) => line !== '')
}

function buyerLines(
  t: T,
  locale: Locale,
  { name, address = '', country = '', taxNumber = '' }: Buyer,
): string[] {
  return name ? partyLines(t, locale, { name, address, country, taxNumber }) : [t('buyerNone')]
}

function lineRows(t: T, locale: Locale, line: InvoiceLine, money: (minor: number) => string): string[][] {
  const day = (at: string | undefined) => (at ? formatDate(locale, new Date(at)) : '')
  const words = { title: line.title, from: day(line.from), to: day(line.to) }
  const rows = [
    [
      t(`what_${line.what}`, words),
      formatNumber(locale, line.quantity),
      money(line.unitMinor),
      money(line.quantity * line.unitMinor),
    ],
  ]
  if (line.discountMinor > 0) rows.push([t('discount'), '', '', money(-line.discountMinor)])
  return rows
}

function totalsOf(
  t: T,
  locale: Locale,
  invoice: Invoice,
  money: (minor: number) => string,
): [string, string][] {
  const isBack = invoice.kind === 'credit_note'
  const total: [string, string] = [t(isBack ? 'totalBack' : 'total'), money(invoice.total_minor)]
  const totals: [string, string][] = []
  const words = { rate: formatPercent(locale, invoice.tax_rate_bp / 10_000, 2), name: invoice.tax_name }
  if (invoice.tax_minor > 0 && invoice.tax_added)
    totals.push([t('net'), money(invoice.net_minor)], [t('tax', words), money(invoice.tax_minor)], total)
  else if (invoice.tax_minor > 0)
    totals.push(total, [t('taxIn', words), money(invoice.tax_minor)], [t('net'), money(invoice.net_minor)])
  else totals.push(total)
  if (invoice.credit_minor > 0) totals.push([t('credit'), money(invoice.credit_minor)])
  return totals
}
