/** A work order on paper: who, what, what it costs, who signed. Made anew for each reader, from what stands then. */
import { PDFDocument } from 'pdf-lib'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import { formatCents } from '#shared/money.ts'
import { priorityLabels } from '#shared/rules/notes.ts'
import { partActions, quantityText, workOrderStatuses } from '#shared/rules/work-orders.ts'
import { formatDate, formatInstant } from '#shared/time.ts'
import { grey, ink, letter, PdfWriter, standardFonts } from '#server/platform/pdf-writer.ts'

export type Paper = {
  workOrder: WorkOrder
  company: { name: string; location: string; timeZone: string; currency: string }
  customer: { name: string; lines: string[]; number: number }
  /** PNG bytes. */
  signature: Uint8Array | null
}

const { width, margin, inner } = letter

/** Columns of the lines: where each ends (numbers) or begins. */
const cols = { what: margin, quantity: margin + 336, price: margin + 420, amount: width - margin }

/** The whole document. Text that has no end is broken over pages; nothing of it is left out. */
export async function workOrderPdf(paper: Paper): Promise<Uint8Array> {
  const { workOrder: order, company, customer, signature } = paper
  const doc = await PDFDocument.create()
  doc.setTitle(`Work order #${order.id}`)
  doc.setCreator('Keyholder')
  const fonts = await standardFonts(doc)
  const w = new PdfWriter(doc, fonts)
  const at = (instant: string) => formatInstant(instant, company.timeZone)
  const money = (cents: number) => formatCents(cents, company.currency)

  w.text(company.name, { size: 16, bold: true, down: false, max: 330 })
  w.text(`Work order #${order.id}`, { x: width - margin, size: 16, bold: true, right: true })
  w.text(company.location, { color: grey, down: false })
  w.text(workOrderStatuses[order.status], { x: width - margin, right: true, color: grey })
  w.skip(6)
  w.line()

  const facts = [
    ['Type', order.type.name],
    ['Priority', order.priority ? priorityLabels[order.priority] : null],
    ['Technician', order.technician?.name ?? null],
    ['Due', order.dueOn && formatDate(order.dueOn)],
    ...order.appointments
      .filter(({ status }) => status !== 'cancelled')
      .map(({ startsAt }) => ['Visit', at(startsAt)] as const),
    ['Written', at(order.createdAt)],
  ].filter((fact): fact is [string, string] => Boolean(fact[1]))
  const left = [customer.name, `Customer #${customer.number}`, ...customer.lines]
  for (let index = 0; index < Math.max(left.length, facts.length); index += 1) {
    w.room(16)
    if (left[index]) w.text(left[index]!, { bold: index === 0, down: false, max: 250 })
    const fact = facts[index]
    if (fact) {
      w.text(fact[0], { x: margin + 290, color: grey, down: false })
      w.text(fact[1], { x: margin + 360, max: inner - 360, down: false })
    }
    w.skip(15)
  }

  w.heading(order.subject)
  if (order.description) w.text(order.description)

  if (order.lines.length) {
    const head = () => {
      w.text('Work and parts', { size: 9, color: grey, down: false })
      w.text('Quantity', { x: cols.quantity, size: 9, color: grey, right: true, down: false })
      w.text('Price', { x: cols.price, size: 9, color: grey, right: true, down: false })
      w.text('Amount', { x: cols.amount, size: 9, color: grey, right: true })
      w.line()
    }
    w.room(60)
    w.skip(12)
    head()
    for (const line of order.lines) {
      const name = [line.service?.name ?? line.item?.name, line.description].filter(Boolean).join(': ')
      const what = `${line.action ? `${partActions[line.action].label}: ` : ''}${name}${line.taxable ? ' *' : ''}`
      const points = w.heightOf(what, 10, 260)
      if (w.room(points)) head()
      w.text(quantityText(line.quantityHundredths), { x: cols.quantity, right: true, down: false })
      w.text(money(line.priceCents), { x: cols.price, right: true, down: false })
      w.text(money(line.amountCents), { x: cols.amount, right: true, down: false })
      w.text(what, { x: cols.what, max: 260 })
      w.skip(3)
    }
    w.room(80)
    w.line()
    const { laborCents, partsCents, totalCents, taxableCents } = order.totals
    const sums = [
      ['Labor', laborCents],
      ['Parts', partsCents],
      ['Total before tax', totalCents],
    ] as const
    for (const [label, cents] of sums) {
      const bold = label.startsWith('Total')
      w.text(label, { x: cols.price, right: true, bold, color: bold ? ink : grey, down: false })
      w.text(money(cents), { x: cols.amount, right: true, bold })
    }
    if (taxableCents) w.text(`* taxable: ${money(taxableCents)}`, { size: 9, color: grey })
  }

  if (order.resolution) {
    w.heading('What was done')
    w.text(order.resolution)
  }
  w.room(110)
  w.heading('Signature')
  if (signature && order.signature) {
    await w.image(signature, 220, 64)
    w.line()
    w.text(`${order.signature.name}, ${at(order.signature.at)}`, { color: grey })
  } else {
    w.skip(46)
    w.line()
    w.text('Name and date', { size: 9, color: grey })
  }
  const pages = doc.getPages()
  for (const [index, page] of pages.entries())
    page.drawText(`Work order #${order.id}, page ${index + 1} of ${pages.length}`, {
      x: margin,
      y: 28,
      size: 8,
      font: fonts.plain,
      color: grey,
    })
  return doc.save()
}
