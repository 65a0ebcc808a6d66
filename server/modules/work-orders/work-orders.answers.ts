/** Work orders as answers, and as history tells of them. */
import type { Appointment } from '#shared/contracts/appointments.ts'
import type { WorkOrder, WorkOrderLine, WorkOrderSummary } from '#shared/contracts/work-order-values.ts'
import { formatCents } from '#shared/money.ts'
import { priorityLabels } from '#shared/rules/notes.ts'
import {
  isOpenWork,
  isOverdue,
  lineCents,
  partActions,
  quantityText,
  shownStatus,
  totalsOf,
  workOrderLabels,
  workText,
} from '#shared/rules/work-orders.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { type LineRow, valueNames, type WorkOrderDbRow, type WorkOrderValues } from './work-orders.queries.ts'

type Who = Pick<Ctx, 'actor' | 'now'>
const named = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })
const text = (at: Date | null) => at?.toISOString() ?? null

export const statusOf = (row: Pick<WorkOrderDbRow, 'status' | 'visitAt'>) =>
  shownStatus(row.status, row.visitAt !== null)

export function toSummary({ actor, now }: Who, row: WorkOrderDbRow): WorkOrderSummary {
  const status = statusOf(row)
  return {
    id: row.id,
    customerId: row.customerId,
    version: row.version,
    status,
    type: { id: row.typeId, name: row.typeName },
    subject: row.subject,
    description: row.description,
    priority: row.priority,
    technician: named(row.technicianId, row.technicianName),
    dueOn: row.dueOn,
    overdue: isOverdue({ status, dueOn: row.dueOn }, todayIn(actor.company.timeZone, now)),
    visitAt: text(row.visitAt),
    work: workText(row.lines),
    totalCents: totalsOf(row.lines).totalCents,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName ?? 'System',
  }
}

const toLine = (row: LineRow): WorkOrderLine => ({
  id: row.id,
  kind: row.kind,
  service: named(row.serviceId, row.serviceName),
  item: named(row.itemId, row.itemName),
  action: row.action,
  description: row.description,
  quantityHundredths: row.quantityHundredths,
  priceCents: row.priceCents,
  taxable: row.taxable,
  amountCents: lineCents(row),
  addedAt: row.addedAt === null ? null : new Date(row.addedAt).toISOString(),
})

/** Whether a line's part can still be added to the customer's equipment. */
export const isAddable = (line: Pick<LineRow, 'kind' | 'itemId' | 'action' | 'addedAt'>): boolean =>
  line.kind === 'part' &&
  line.itemId !== null &&
  line.action !== null &&
  partActions[line.action].adds &&
  line.addedAt === null

export function toWorkOrder(
  ctx: Who,
  record: Visible,
  row: WorkOrderDbRow,
  appointments: Appointment[],
): WorkOrder {
  const has = (permission: Parameters<typeof ctx.actor.grants.has>[0]) =>
    !record.archived && ctx.actor.grants.has(permission, record.locationId)
  const open = isOpenWork(row.status)
  const modify = has('work_orders.modify')
  return {
    ...toSummary(ctx, row),
    resolution: row.resolution,
    ticket:
      row.ticketId === null
        ? null
        : {
            id: row.ticketId,
            subject: ctx.actor.grants.has('notes.view', record.locationId) ? (row.ticketSubject ?? '') : '',
          },
    lines: row.lines.map(toLine),
    totals: totalsOf(row.lines),
    signature: row.signedAt && { name: row.signedName!, at: row.signedAt.toISOString() },
    appointments,
    cancelReason: named(row.cancelReasonId, row.cancelReasonName),
    cancelNote: row.cancelNote,
    statuses: row.steps.map(({ status, at, by }) => ({
      status,
      at: new Date(at).toISOString(),
      by: by ?? 'System',
    })),
    updatedAt: text(row.updatedAt),
    updatedBy: row.updatedByName,
    abilities: {
      modify,
      delete: has('work_orders.delete'),
      schedule:
        open &&
        modify &&
        record.kind === 'customer' &&
        !ctx.actor.company.settings.timeSlots &&
        has('tech_scheduler.create'),
      addEquipment: has('equipment.create') && has('equipment.view') && row.lines.some(isAddable),
    },
    readOnlyReason: record.archived ? 'archived' : !modify ? 'permission' : open ? null : 'closed',
  }
}

export const valuesOf = (row: WorkOrderDbRow): WorkOrderValues =>
  Object.fromEntries(valueNames.map((name) => [name, row[name]])) as WorkOrderValues

/** Names of the ids that the values hold. */
export type Names = { users: ReadonlyMap<number, string>; values: ReadonlyMap<number, string> }

/** `2 × Slim door contact (install), $79.98`. */
const lineText = (line: Omit<LineRow, 'id' | 'addedAt'>, currency: string): string => {
  const what = [line.serviceName ?? line.itemName, line.description].filter(Boolean).join(': ')
  const action = line.action ? ` (${partActions[line.action].label.toLowerCase()})` : ''
  return `${quantityText(line.quantityHundredths)} × ${what}${action}, ${formatCents(lineCents(line), currency)}${line.taxable ? ', taxable' : ''}`
}
export const linesText = (
  lines: readonly Omit<LineRow, 'id' | 'addedAt'>[],
  currency: string,
): string | null => lines.map((line) => lineText(line, currency)).join('\n') || null

/** What differs, as people read it, in the labels' order. @param before null: the work order is new */
export function changesOf(
  before: WorkOrderValues | null,
  after: WorkOrderValues | null,
  names: Names,
  lines: { old: string | null; new: string | null },
): Change[] {
  const read = (values: WorkOrderValues | null, field: string): string | null => {
    const value = values?.[field as keyof WorkOrderValues] ?? null
    if (value === null || value === '') return null
    if (field === 'dueOn') return formatDate(String(value))
    if (field === 'priority') return priorityLabels[value as keyof typeof priorityLabels]
    if (field === 'technicianId') return names.users.get(value as number) ?? `#${value}`
    if (field === 'typeId') return names.values.get(value as number) ?? `#${value}`
    return String(value)
  }
  return Object.keys(workOrderLabels)
    .map((field) =>
      field === 'lines' ? { field, ...lines } : { field, old: read(before, field), new: read(after, field) },
    )
    .filter((change) => change.old !== change.new)
}
