import { type PdfBlock, type PdfDocument, paperOf as sheetOf } from '../../../platform/pdf/document.ts'
import { makePdf } from '../../../platform/pdf/make-pdf.ts'
import { invoicesMessages } from './invoices.messages.ts'
import { paperOf } from './paper.ts'
import type { Buyer, Invoice, Seller } from './queries.ts'

/** The paper as PDF: the same bytes whenever it is asked for, until it is paid. */
export async function invoicePdf(invoice: Invoice): Promise<Buffer> {
  const paper = paperOf(invoice)
  const t = invoicesMessages(paper.locale)
  const seller = invoice.seller as unknown as Seller
  const buyer = invoice.buyer as unknown as Buyer
  const blocks: PdfBlock[] = [
    ...(paper.warning
      ? [{ kind: 'paragraph', text: paper.warning, bold: true, color: '#8a4b00' } satisfies PdfBlock]
      : []),
    { kind: 'heading', level: 1, text: paper.title },
    { kind: 'space', points: 6 },
    { kind: 'groups', groups: paper.parties },
    { kind: 'table', columns: [{ share: 1 }, { share: 3 }], rows: paper.facts, rowHeaders: true },
    { kind: 'space', points: 8 },
    {
      kind: 'table',
      columns: [
        { title: paper.columns[0], share: 5 },
        { title: paper.columns[1], share: 1, align: 'end' },
        { title: paper.columns[2], share: 1.6, align: 'end' },
        { title: paper.columns[3], share: 1.8, align: 'end' },
      ],
      rows: paper.rows,
      totals: paper.totals.map(([name, amount]) => [name, '', '', amount]),
    },
    ...paper.notes.map((text): PdfBlock => ({ kind: 'paragraph', text, size: 9, color: '#565b66' })),
  ]
  const document: PdfDocument = {
    title: paper.title,
    author: seller.name,
    language: paper.locale,
    createdAt: invoice.issued_at,
    paper: sheetOf(buyer.country ?? invoice.country),
    blocks,
    foot: (page, pages) => t('foot', { label: paper.label, page, pages }),
  }
  return makePdf(document)
}
