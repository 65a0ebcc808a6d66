/** What one types into the form of a work order. */
import type { Output } from '#shared/contract.ts'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import type { workOrders } from '#shared/contracts/work-orders.ts'
import { parseMoney } from '#shared/money.ts'
import type { Priority } from '#shared/rules/notes.ts'
import {
  type LineAmount,
  type LineKind,
  type PartAction,
  parseQuantity,
  quantityText,
  workOrderLabels,
} from '#shared/rules/work-orders.ts'
import type { Stored } from '#web/ui/draft.ts'

export type Choices = Output<typeof workOrders.choices>

export type TypedLine = {
  key: string
  id?: number
  kind: LineKind
  /** The service or item; empty: only words. */
  choice: string
  action: PartAction
  description: string
  quantity: string
  price: string
  taxable: boolean
  /** Its part is in the customer's equipment already: only its price may change. */
  added: boolean
}
export type Draft = {
  subject: string
  typeId: string
  technicianId: string
  priority: string
  dueOn: string
  description: string
  resolution: string
  lines: TypedLine[]
}
export const draftLabels: Partial<Record<keyof Draft, string>> = workOrderLabels

export const dollars = (cents: number | null | undefined): string =>
  cents == null ? '' : (cents / 100).toFixed(2)

export const emptyDraft: Draft = {
  subject: '',
  typeId: '',
  technicianId: '',
  priority: '',
  dueOn: '',
  description: '',
  resolution: '',
  lines: [],
}

export const draftOf = (order: WorkOrder): Draft => ({
  subject: order.subject,
  typeId: String(order.type.id),
  technicianId: order.technician ? String(order.technician.id) : '',
  priority: order.priority ?? '',
  dueOn: order.dueOn ?? '',
  description: order.description,
  resolution: order.resolution,
  lines: order.lines.map((line) => ({
    key: String(line.id),
    id: line.id,
    kind: line.kind,
    choice: String(line.service?.id ?? line.item?.id ?? ''),
    action: line.action ?? 'install',
    description: line.description,
    quantity: quantityText(line.quantityHundredths),
    price: dollars(line.priceCents),
    taxable: line.taxable,
    added: line.addedAt !== null,
  })),
})
export const storedOf = (order: WorkOrder): Stored<Draft> => ({
  version: order.version,
  fields: draftOf(order),
})

let lines = 0
export const newLine = (kind: LineKind): TypedLine => ({
  key: `new-${++lines}`,
  kind,
  choice: '',
  action: 'install',
  description: '',
  quantity: '1',
  price: '',
  taxable: kind === 'part',
  added: false,
})

const idOr = <T>(text: string, none: T) => (text === '' ? none : Number(text))

/** As the contract takes it; what is no number stays a text, which is refused there at its field. */
const lineBody = (line: TypedLine) => ({
  ...(line.id !== undefined && { id: line.id }),
  kind: line.kind,
  serviceId: line.kind === 'labor' ? idOr(line.choice, null) : null,
  itemId: line.kind === 'part' ? idOr(line.choice, null) : null,
  action: line.kind === 'part' ? line.action : null,
  description: line.description,
  quantityHundredths: parseQuantity(line.quantity) ?? line.quantity,
  priceCents: line.price.trim() === '' ? 0 : (parseMoney(line.price) ?? line.price),
  taxable: line.taxable,
})

export const fieldsBody = (draft: Draft, names: readonly (keyof Draft)[]) => {
  const all = {
    subject: draft.subject,
    typeId: idOr(draft.typeId, undefined),
    technicianId: idOr(draft.technicianId, null),
    priority: (draft.priority || null) as Priority | null,
    dueOn: draft.dueOn || null,
    description: draft.description,
    resolution: draft.resolution,
    lines: draft.lines.map(lineBody),
  }
  return Object.fromEntries(names.map((name) => [name, all[name]]))
}

/** What the typed lines come to; one that is not finished counts nothing. */
export const amountsOf = (lines: readonly TypedLine[]): LineAmount[] =>
  lines.map(({ kind, quantity, price, taxable }) => ({
    kind,
    quantityHundredths: parseQuantity(quantity) ?? 0,
    priceCents: parseMoney(price) ?? 0,
    taxable,
  }))

type Choice = { id: number; name: string; active?: boolean }
/** For a select: what is out of use only where it is chosen. */
export const selectData = (choices: readonly Choice[] = [], chosen = '') =>
  choices
    .filter(({ id, active = true }) => active || String(id) === chosen)
    .map(({ id, name }) => ({ value: String(id), label: name }))
