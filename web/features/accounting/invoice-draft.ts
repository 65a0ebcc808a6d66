/** What one types into the forms of invoices, quotes and recurring invoices. */
import type { Output } from '#shared/contract.ts'
import type { Invoice } from '#shared/contracts/invoice-values.ts'
import type { invoices } from '#shared/contracts/invoices.ts'
import { parseMoney } from '#shared/money.ts'
import { type LineAmount } from '#shared/rules/invoices.ts'
import { parseQuantity, quantityText } from '#shared/rules/work-orders.ts'

export type Choices = Output<typeof invoices.choices>

export type TypedLine = {
  key: string
  /** The item; empty: words of its own. */
  item: string
  description: string
  quantity: string
  price: string
  taxable: boolean
  /** Of a recurring one: the record's monthly rate in place of the price. */
  followsRate: boolean
}
export type Draft = {
  invoiceOn: string
  dueOn: string
  termId: string
  poNumber: string
  notes: string
  taxExempt: boolean
  lines: TypedLine[]
}

export const dollars = (cents: number): string => (cents / 100).toFixed(2)

let made = 0
export const newLine = (more: Partial<TypedLine> = {}): TypedLine => ({
  key: `new-${++made}`,
  item: '',
  description: '',
  quantity: '1',
  price: '',
  taxable: false,
  followsRate: false,
  ...more,
})

type GivenLine = { item?: { id: number } | null; itemId?: number | null; description: string; quantityHundredths: number; priceCents: number; taxable: boolean; followsRate?: boolean } // prettier-ignore
export const typedLine = (line: GivenLine): TypedLine =>
  newLine({
    item: String(line.item?.id ?? line.itemId ?? ''),
    description: line.description,
    quantity: quantityText(line.quantityHundredths),
    price: dollars(line.priceCents),
    taxable: line.taxable,
    followsRate: line.followsRate ?? false,
  })

export const draftOf = (invoice: Invoice): Draft => ({
  invoiceOn: invoice.invoiceOn,
  dueOn: invoice.dueOn ?? '',
  termId: invoice.term ? String(invoice.term.id) : '',
  poNumber: invoice.poNumber,
  notes: invoice.notes,
  taxExempt: invoice.taxExempt,
  lines: invoice.lines.map(typedLine),
})

/** As the contract takes it; what is no number stays a text, which is refused there at its field. */
export const lineBody = (line: TypedLine) => ({
  itemId: line.item === '' ? null : Number(line.item),
  description: line.description,
  quantityHundredths: parseQuantity(line.quantity) ?? line.quantity,
  priceCents: line.price.trim() === '' ? 0 : (parseMoney(line.price) ?? line.price),
  taxable: line.taxable,
})

export const bodyOf = (draft: Draft) => ({
  invoiceOn: draft.invoiceOn,
  dueOn: draft.dueOn || null,
  termId: draft.termId === '' ? null : Number(draft.termId),
  poNumber: draft.poNumber,
  notes: draft.notes,
  taxExempt: draft.taxExempt,
  lines: draft.lines.map(lineBody),
})

/** What the typed lines come to; one that is not finished counts nothing. */
export const amountsOf = (lines: readonly TypedLine[], rateCents = 0): LineAmount[] =>
  lines.map(({ quantity, price, taxable, followsRate }) => ({
    quantityHundredths: parseQuantity(quantity) ?? 0,
    priceCents: followsRate ? rateCents : (parseMoney(price) ?? 0),
    taxable,
  }))

type Choice = { id: number; name: string; active?: boolean }
/** For a select: what is out of use only where it is chosen. */
export const selectData = (choices: readonly Choice[] = [], chosen = '') =>
  choices
    .filter(({ id, active = true }) => active || String(id) === chosen)
    .map(({ id, name }) => ({ value: String(id), label: name }))
