import { directionOf } from '../../../domain/locales.ts'
import { Layout } from '../../../ui/layout.tsx'
import type { PageContext } from '../../../ui/page-context.ts'
import { urls } from '../../../urls.ts'
import { invoicesMessages } from './invoices.messages.ts'
import { type Paper, paperOf } from './paper.ts'
import type { Invoice } from './queries.ts'

/** One paper, to read and to print; around it the way to its PDF. */
export function InvoicePage({ page, invoice }: { page: PageContext; invoice: Invoice }) {
  const t = invoicesMessages(page.locale)
  const paper = paperOf(invoice)
  return (
    <Layout page={page} title={paper.title}>
      <section class="narrow no-print">
        <p class="paper-links">
          <a href={urls.invoices()}>{t('toMine')}</a>
          <span>
            {t('print')} <a href={urls.invoicePdf({ invoice: invoice.id })}>{t('pdf')}</a>
          </span>
        </p>
      </section>
      <PaperSheet paper={paper} />
    </Layout>
  )
}

function PaperSheet({ paper }: { paper: Paper }) {
  const [what, quantity, unit, amount] = paper.columns
  return (
    <article class="paper" lang={paper.locale} dir={directionOf(paper.locale)}>
      {paper.warning && <p class="simulated-band">{paper.warning}</p>}
      <h1>{paper.title}</h1>
      <div class="paper-parties">
        {paper.parties.map((party) => (
          <div key={party.title}>
            <h2 class="kicker">{party.title}</h2>
            {party.lines.map((line) => (
              <p key={line} dir="auto">
                {line}
              </p>
            ))}
          </div>
        ))}
      </div>
      <dl class="facts">
        {paper.facts.map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd key={`${name}-value`}>{value}</dd>
          </>
        ))}
      </dl>
      <div class="table-scroll">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{what}</th>
              <th scope="col" class="amount">
                {quantity}
              </th>
              <th scope="col" class="amount">
                {unit}
              </th>
              <th scope="col" class="amount">
                {amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {paper.rows.map(([name, ...cells]) => (
              <tr key={name}>
                <td>{name}</td>
                {cells.map((cell, index) => (
                  <td key={paper.columns[index + 1]} class="amount">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            {paper.totals.map(([name, value]) => (
              <tr key={name}>
                <th scope="row" colSpan={3}>
                  {name}
                </th>
                <td class="amount">{value}</td>
              </tr>
            ))}
          </tfoot>
        </table>
      </div>
      {paper.notes.map((note) => (
        <p class="small" key={note}>
          {note}
        </p>
      ))}
    </article>
  )
}
