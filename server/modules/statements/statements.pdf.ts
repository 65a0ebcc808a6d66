/** Statements on paper: one, or those of a whole run in one file. Made from what was kept, so that it says the same for good. */
import { PDFDocument } from 'pdf-lib'
import { formatCents } from '#shared/money.ts'
import { agingBuckets, agingKeys } from '#shared/rules/invoices.ts'
import type { StatementBody } from '#shared/rules/statements.ts'
import { formatDate } from '#shared/time.ts'
import {
  grey,
  ink,
  inner,
  margin,
  numberPages,
  type PaperFonts,
  PaperWriter,
  standardFonts,
  width,
} from '#server/platform/paper.ts'

export type StatementPaper = {
  number: number
  customerId: number
  from: string
  to: string
  openingCents: number
  invoicedCents: number
  paidCents: number
  closingCents: number
  body: StatementBody
}
type Company = { name: string; currency: string }

export const statementName = (number: number): string => `Statement #${number}`
const cols = { what: margin + 84, amount: margin + 420, balance: width - margin }

function write(doc: PDFDocument, fonts: PaperFonts, company: Company, paper: StatementPaper): void {
  const w = new PaperWriter(doc, fonts)
  const { body } = paper
  const money = (cents: number) => formatCents(cents, company.currency)
  const right = width - margin
  w.text(company.name, { size: 16, bold: true, down: false, max: 330 })
  w.text(statementName(paper.number), { x: right, size: 16, bold: true, right: true })
  w.text(body.location, { color: grey, down: false })
  w.text(`${formatDate(paper.from)} – ${formatDate(paper.to)}`, { x: right, right: true, color: grey })
  w.skip(6)
  w.line()
  const sums: [string, number, boolean][] = [
    ['Opening balance', paper.openingCents, false],
    ['Invoiced', paper.invoicedCents, false],
    ['Payments and credits', -paper.paidCents, false],
    [paper.closingCents < 0 ? 'Credit balance' : 'Amount due', Math.abs(paper.closingCents), true],
  ]
  const left = [...body.billTo, `Account #${paper.customerId}`]
  for (let index = 0; index < Math.max(left.length, sums.length); index += 1) {
    if (left[index]) w.text(left[index]!, { bold: index === 0, down: false, max: 260 })
    const sum = sums[index]
    if (sum) {
      w.text(sum[0], { x: margin + 290, color: sum[2] ? ink : grey, bold: sum[2], down: false })
      w.text(money(sum[1]), { x: right, right: true, bold: sum[2], down: false })
    }
    w.skip(15)
  }
  w.skip(12)
  const head = () => {
    w.text('Date', { size: 9, color: grey, down: false })
    w.text('Entry', { x: cols.what, size: 9, color: grey, down: false })
    w.text('Amount', { x: cols.amount, size: 9, color: grey, right: true, down: false })
    w.text('Balance', { x: cols.balance, size: 9, color: grey, right: true })
    w.line()
  }
  const row = (on: string, what: string, amount: string, balance: string, bold = false) => {
    if (w.room(w.heightOf(what, 10, 250) + 4)) head()
    w.text(on, { down: false })
    w.text(amount, { x: cols.amount, right: true, down: false })
    w.text(balance, { x: cols.balance, right: true, bold, down: false })
    w.text(what, { x: cols.what, max: 250, bold })
    w.skip(3)
  }
  head()
  row(formatDate(paper.from), 'Opening balance', '', money(paper.openingCents), true)
  for (const line of body.lines)
    row(
      formatDate(line.on),
      line.about ? `${line.what} (${line.about})` : line.what,
      money(line.amountCents),
      money(line.balanceCents),
    )
  row(formatDate(paper.to), 'Closing balance', '', money(paper.closingCents), true)
  w.room(80)
  w.skip(8)
  w.line()
  const step = inner / agingKeys.length
  for (const [index, key] of agingKeys.entries())
    w.text(agingBuckets[key], {
      x: margin + step * (index + 1),
      size: 9,
      color: grey,
      right: true,
      down: false,
    })
  w.skip(14)
  for (const [index, key] of agingKeys.entries())
    w.text(money(body.aging[key]), {
      x: margin + step * (index + 1),
      right: true,
      bold: key !== 'current' && body.aging[key] > 0,
      down: false,
    })
  w.skip(18)
  if (body.creditCents > 0)
    w.text(`Paid and not applied to an invoice yet: ${money(body.creditCents)}. It is part of the balance.`, {
      size: 9,
      color: grey,
    })
}

/** One PDF of one statement or more, in the order given. */
export async function statementsPdf(
  company: Company,
  papers: readonly StatementPaper[],
): Promise<Uint8Array> {
  const title = papers.length === 1 ? statementName(papers[0]!.number) : 'Statements'
  const doc = await PDFDocument.create()
  doc.setTitle(title)
  doc.setCreator('Keyholder')
  const fonts = await standardFonts(doc)
  for (const paper of papers) write(doc, fonts, company, paper)
  numberPages(doc, fonts.plain, title)
  return doc.save()
}
