/** History's entries as one user may read them: names instead of ids, `***` instead of what is confidential. */
import { mask } from '#shared/contracts/customers.ts'
import type { HistoryEntry } from '#shared/contracts/history.ts'
import { sentenceOf } from '#shared/history-events.ts'
import type { Permission } from '#shared/permissions.ts'
import { formatPhone } from '#shared/phone.ts'
import { customIdOf } from '#shared/rules/custom-fields.ts'
import { customerFields, field, type FieldName } from '#shared/rules/customer-fields.ts'
import { formatDate, formatInstant } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  maskedInHistory,
  openSealed,
  shownCustomChange,
  type RecordState,
} from '../customers/customers.service.ts'
import { shownPartChange } from './history.parts.ts'
import { type EntryRow, listNames } from './history.queries.ts'

const tables: Record<string, string> = {
  catalogue: 'catalogue_value',
  user: 'user_account',
  location: 'location',
  monitoringCompany: 'monitoring_company',
  serviceProvider: 'service_provider',
  customer: 'customer',
}

/**
 * What one must hold at the record's location to read what entries about a thing say. Who lacks it sees that something
 * was done, and by whom, and no value.
 */
const viewOfEntity: Partial<Record<string, Permission>> = {
  note: 'notes.view',
  contact: 'emergency_contacts.view',
  agency: 'emergency_contacts.view',
  equipment: 'equipment.view',
  file: 'files.view',
  risk: 'at_risk.view',
  message: 'messages.view',
  work_order: 'work_orders.view',
  workflow_enrolment: 'customer_workflows.view',
  order: 'sale_information.view',
  invoice: 'invoices.view',
  recurring_invoice: 'invoices.view',
  payment: 'payments.view',
  payable: 'payables.view',
  edoc: 'docusign.view',
  appointment: 'tech_scheduler.view',
  sales_appointment: 'sales_scheduler.view',
  credit_check: 'credit_reports.view',
  charge_attempt: 'payments.view',
  billing_method: 'billing_information.view',
}
/** Entities whose events' sentences name a value, too. */
const tellsInSentence: ReadonlySet<string> = new Set([
  'equipment',
  'file',
  'edoc',
  'risk',
  'message',
  'appointment',
  'sales_appointment',
  'credit_check',
  'charge_attempt',
  'billing_method',
  'payable',
])

export type Names = Map<string, Map<number, string>>

/** The names of whatever the rows' changes point to. */
export async function namesIn(db: Db, rows: Pick<EntryRow, 'changes'>[]): Promise<Names> {
  const wanted = new Map<string, Set<number>>()
  for (const { changes } of rows) {
    for (const change of changes) {
      const customId = customIdOf(change.field)
      const table =
        customId !== null
          ? 'catalogue_value'
          : change.field in customerFields
            ? tables[field(change.field as FieldName).type]
            : undefined
      if (!table) continue
      const ids = wanted.get(table) ?? new Set<number>()
      wanted.set(table, ids)
      for (const value of customId === null ? [change.old, change.new] : [customId])
        if (typeof value === 'number') ids.add(value)
    }
  }
  const names: Names = new Map()
  for (const [table, ids] of wanted) names.set(table, await listNames(db, table, [...ids]))
  return names
}

/** An entry about what belongs to no record; it holds labels and words already. */
export const toCompanyEntry = (row: EntryRow): HistoryEntry => ({
  ...headOf(row),
  summary: sentenceOf(row.event, row.detail),
  changes: row.changes.map(({ field: label, old, new: now }) => ({
    field: label,
    label,
    old: text(old),
    new: text(now),
  })),
})

const headOf = (row: EntryRow) => ({
  id: row.id,
  at: row.at.toISOString(),
  user: row.user_name,
  source: row.source,
  address: row.address,
  event: row.event,
  entity: row.entity,
})

/** An entry of a record, as it is judged at where the record is now. Confidential values that it shows are taken down. */
export function toEntry(
  ctx: Ctx,
  record: RecordState & { id: number },
  row: EntryRow,
  names: Names,
): HistoryEntry {
  const needed = viewOfEntity[row.entity]
  const shown = !needed || ctx.actor.grants.has(needed, record.locationId)
  return {
    ...headOf(row),
    summary: sentenceOf(row.event, shown || !tellsInSentence.has(row.entity) ? row.detail : {}),
    changes: (shown ? row.changes : []).flatMap((change) => {
      const note = (name: string) => ctx.actor.sight?.note(record.id, name)
      const part = shownPartChange(ctx, row.entity, change)
      if (part) {
        if (part.sealed && (part.old ?? part.new) !== null) note(part.field)
        return [{ field: part.field, label: part.label, old: part.old, new: part.new }]
      }
      const customId = customIdOf(change.field)
      if (customId !== null) {
        const label = names.get('catalogue_value')?.get(customId) ?? `Custom field #${customId}`
        const shown = shownCustomChange(ctx.actor, record, customId, change)
        if (change.sealed && [shown.old, shown.new].some((value) => value !== null && value !== mask))
          note(change.field)
        return [{ field: change.field, label, ...shown }]
      }
      if (!(change.field in customerFields))
        return [{ field: change.field, label: change.field, old: text(change.old), new: text(change.new) }]
      const name = change.field as FieldName
      const seen = maskedInHistory(ctx.actor, record, name)
      if (seen === 'hidden') return []
      if (seen === 'shown' && field(name).confidential && (change.old ?? change.new) !== null) note(name)
      const read = (value: unknown) =>
        value === null ? null : seen === 'masked' ? mask : toText(ctx, name, value, names)
      return [{ field: name, label: field(name).label, old: read(change.old), new: read(change.new) }]
    }),
  }
}

export const text = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value)

/** A value as people read it. */
function toText(ctx: Ctx, name: FieldName, value: unknown, names: Names): string {
  const f = field(name)
  const plain = f.sealed ? openSealed(ctx.actor.company.id, name, String(value)) : value
  const table = tables[f.type]
  if (table) return names.get(table)?.get(plain as number) ?? `#${String(plain)}`
  switch (f.type) {
    case 'checkbox':
      return plain ? 'Yes' : 'No'
    case 'phone':
      return formatPhone(String(plain))
    case 'date':
      return formatDate(String(plain))
    case 'instant':
      return formatInstant(String(plain), ctx.actor.company.timeZone)
    case 'choice':
      return f.options.find((option) => option.value === plain)?.label ?? String(plain)
    case 'ssn':
      return String(plain).replace(/(\d{3})(\d{2})(\d{4})/, '$1-$2-$3')
    default:
      return String(plain)
  }
}
