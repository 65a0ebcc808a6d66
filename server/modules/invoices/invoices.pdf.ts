/** An invoice or quote on paper: who, what, what it comes to, what is still open. Made anew, from what stands then. */
import type { Invoice } from '#shared/contracts/invoice-values.ts'
import { formatCents } from '#shared/money.ts'
import { invoiceKinds, invoiceStatuses, rateText } from '#shared/rules/invoices.ts'
import { quantityText } from '#shared/rules/work-orders.ts'
import { addDays, formatDate } from '#shared/time.ts'
import { grey, ink, margin, numberPages, openPaper, width } from '#server/platform/paper.ts'

export type InvoicePaper = {
  invoice: Pick<
    Invoice,
    | 'kind' | 'number' | 'status' | 'invoiceOn' | 'dueOn' | 'term' | 'poNumber' | 'period' | 'lines' | 'taxes' | 'subtotalCents'
    | 'totalCents' | 'paidCents' | 'openCents' | 'notes'
  > // prettier-ignore
  company: { name: string; location: string; currency: string }
  /** Who owes it, and where the service is if that is elsewhere. */
  billTo: string[]
  service: string[]
}

const cols = { what: margin, quantity: margin + 336, price: margin + 420, amount: width - margin }

/** What the paper is called: `Invoice #104`. */
export const paperName = ({ kind, number }: Pick<Invoice, 'kind' | 'number'>): string =>
  `${invoiceKinds[kind]} ${number === null ? '(draft)' : `#${number}`}`

export async function invoicePdf({ invoice, company, billTo, service }: InvoicePaper): Promise<Uint8Array> {
  const name = paperName(invoice)
  const { doc, writer: w, plain } = await openPaper(name)
  const money = (cents: number) => formatCents(cents, company.currency)
  w.text(company.name, { size: 16, bold: true, down: false, max: 330 })
  w.text(name, { x: width - margin, size: 16, bold: true, right: true })
  w.text(company.location, { color: grey, down: false })
  w.text(invoiceStatuses[invoice.status], { x: width - margin, right: true, color: grey })
  w.skip(6)
  w.line()
  const facts = [
    ['Date', formatDate(invoice.invoiceOn)],
    invoice.kind === 'invoice' && invoice.dueOn ? ['Due', formatDate(invoice.dueOn)] : null,
    invoice.term ? ['Terms', invoice.term.name] : null,
    invoice.poNumber ? ['PO number', invoice.poNumber] : null,
    invoice.period
      ? ['Period', `${formatDate(invoice.period.from)} – ${formatDate(addDays(invoice.period.to, -1))}`]
      : null,
  ].filter((fact): fact is [string, string] => fact !== null)
  const left = [...billTo, ...(service.length ? ['', 'Service address:', ...service] : [])]
  for (let index = 0; index < Math.max(left.length, facts.length); index += 1) {
    w.room(16)
    if (left[index]) w.text(left[index]!, { bold: index === 0, down: false, max: 270 })
    const fact = facts[index]
    if (fact) {
      w.text(fact[0], { x: margin + 290, color: grey, down: false })
      w.text(fact[1], { x: margin + 360, max: 156, down: false })
    }
    w.skip(15)
  }
  w.skip(12)
  const head = () => {
    w.text('Description', { size: 9, color: grey, down: false })
    w.text('Quantity', { x: cols.quantity, size: 9, color: grey, right: true, down: false })
    w.text('Price', { x: cols.price, size: 9, color: grey, right: true, down: false })
    w.text('Amount', { x: cols.amount, size: 9, color: grey, right: true })
    w.line()
  }
  head()
  for (const line of invoice.lines) {
    const what = `${[line.item?.name, line.description].filter(Boolean).join(': ')}${line.taxable ? ' *' : ''}`
    if (w.room(w.heightOf(what, 10, 260))) head()
    w.text(quantityText(line.quantityHundredths), { x: cols.quantity, right: true, down: false })
    w.text(money(line.priceCents), { x: cols.price, right: true, down: false })
    w.text(money(line.amountCents), { x: cols.amount, right: true, down: false })
    w.text(what, { x: cols.what, max: 260 })
    w.skip(3)
  }
  w.room(110)
  w.line()
  const sums: [string, number, boolean][] = [
    ['Subtotal', invoice.subtotalCents, false],
    ...invoice.taxes.map((tax): [string, number, boolean] => [
      `${tax.name} ${rateText(tax.ratePpm)}`,
      tax.taxCents,
      false,
    ]),
    ['Total', invoice.totalCents, true],
    ...(invoice.kind === 'invoice' && invoice.paidCents > 0
      ? ([['Paid', -invoice.paidCents, false]] as [string, number, boolean][])
      : []),
    ...(invoice.kind === 'invoice' && invoice.status !== 'draft'
      ? ([['Amount due', invoice.openCents, true]] as [string, number, boolean][])
      : []),
  ]
  for (const [label, cents, bold] of sums) {
    w.text(label, { x: cols.price, right: true, bold, color: bold ? ink : grey, down: false })
    w.text(money(cents), { x: cols.amount, right: true, bold })
  }
  if (invoice.taxes.length) w.text('* taxable', { size: 9, color: grey })
  if (invoice.notes) {
    w.skip(10)
    w.text(invoice.notes)
  }
  numberPages(doc, plain, name)
  return doc.save()
}
