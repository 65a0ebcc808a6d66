/** Pay statements on paper: for each payee of a pay run what was paid, because of which customers. */
import { PDFDocument } from 'pdf-lib'
import { formatCents } from '#shared/money.ts'
import { formatDate } from '#shared/time.ts'
import {
  grey,
  inner,
  margin,
  numberPages,
  type PaperFonts,
  PaperWriter,
  standardFonts,
  width,
} from '#server/platform/paper.ts'

type Line = {
  key: string
  payee: string
  identifier: string
  payableId: number
  customerId: number
  customerName: string
  function: string | null
  level: string
  earnedOn: string
  amountCents: number
  noteToPayee: string
  reversed: boolean
}
type Company = { name: string; currency: string }
type Run = { id: number; paidOn: string; reference: string }
const cols = { earned: margin, what: margin + 90, amount: width - margin }

function write(
  doc: PDFDocument,
  fonts: PaperFonts,
  company: Company,
  run: Run,
  lines: readonly Line[],
): void {
  const w = new PaperWriter(doc, fonts)
  const money = (cents: number) => formatCents(cents, company.currency)
  const right = width - margin
  const [{ payee, identifier }] = lines as [Line]
  w.text(company.name, { size: 16, bold: true, down: false, max: 300 })
  w.text('Pay statement', { x: right, size: 16, bold: true, right: true })
  w.text(`Paid ${formatDate(run.paidOn)}${run.reference ? `, ${run.reference}` : ''}`, {
    x: right,
    right: true,
    color: grey,
  })
  w.skip(4)
  w.line()
  w.text(payee, { size: 12, bold: true, max: 300 })
  if (identifier) w.text(`Payroll identifier ${identifier}`, { color: grey })
  w.skip(12)
  const head = () => {
    w.text('Earned', { size: 9, color: grey, down: false })
    w.text('For', { x: cols.what, size: 9, color: grey, down: false })
    w.text('Amount', { x: cols.amount, size: 9, color: grey, right: true })
    w.line()
  }
  head()
  for (const line of lines) {
    const what = `${[line.function ?? 'Payable', line.level].filter(Boolean).join(', ')} #${line.payableId}`
    const more = [
      `${line.customerName} #${line.customerId}`,
      ...(line.reversed ? ['Reversed since'] : []),
    ].join('. ')
    const height =
      w.heightOf(what, 10, 320) +
      w.heightOf(more, 9, 320) +
      (line.noteToPayee ? w.heightOf(line.noteToPayee, 9, 320) : 0)
    if (w.room(height + 6)) head()
    w.text(formatDate(line.earnedOn), { down: false })
    w.text(money(line.amountCents), { x: cols.amount, right: true, down: false })
    w.text(what, { x: cols.what, max: 320 })
    w.text(more, { x: cols.what, size: 9, color: grey, max: 320 })
    if (line.noteToPayee) w.text(line.noteToPayee, { x: cols.what, size: 9, color: grey, max: 320 })
    w.skip(6)
  }
  w.room(40)
  w.line()
  const total = lines.reduce((sum, { amountCents }) => sum + amountCents, 0)
  w.text(`${lines.length} ${lines.length === 1 ? 'payable' : 'payables'}`, {
    down: false,
    max: inner,
    color: grey,
  })
  w.text(money(total), { x: cols.amount, size: 12, right: true, bold: true })
}

/** One PDF: for each payee a statement, in the order given. */
export async function payStatements(company: Company, run: Run, lines: readonly Line[]): Promise<Uint8Array> {
  const doc = await PDFDocument.create()
  doc.setTitle(`Pay run #${run.id}`)
  doc.setCreator('Keyholder')
  const fonts = await standardFonts(doc)
  for (const own of Map.groupBy(lines, ({ key }) => key).values()) write(doc, fonts, company, run, own)
  numberPages(doc, fonts.plain, `Pay run #${run.id}`)
  return doc.save()
}
