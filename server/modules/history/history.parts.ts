/**
 * How changes of what belongs to a record read in its history, by the entry's entity: the fields' labels, and where a
 * sealed one belongs. Their values were noted as people read them.
 */
import { appointmentLabels } from '#shared/rules/appointments.ts'
import { methodLabels } from '#shared/rules/billing-methods.ts'
import { chargeLabels } from '#shared/rules/charges.ts'
import { agencyLabels, contactLabels } from '#shared/rules/contacts.ts'
import { creditLabels } from '#shared/rules/credit.ts'
import { edocLabels } from '#shared/rules/edocs.ts'
import { equipmentLabels } from '#shared/rules/equipment.ts'
import { fileLabels } from '#shared/rules/files.ts'
import { fundingLabels } from '#shared/rules/funding.ts'
import { orderLabels } from '#shared/rules/order-templates.ts'
import { invoiceLabels } from '#shared/rules/invoices.ts'
import { payableLabels } from '#shared/rules/payables.ts'
import { paymentLabels } from '#shared/rules/payments.ts'
import { recurringLabels } from '#shared/rules/recurring.ts'
import { riskLabels } from '#shared/rules/risks.ts'
import { workOrderLabels } from '#shared/rules/work-orders.ts'
import { enrolmentLabels } from '#shared/rules/workflows.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { place, unseal } from '#server/platform/encryption.ts'

type Part = {
  labels: Record<string, string>
  /** Columns by the field that is kept sealed. */
  sealed?: Record<string, string>
}

const parts: Record<string, Part> = {
  contact: { labels: contactLabels, sealed: { passcode: 'contact.passcode' } },
  agency: { labels: agencyLabels },
  equipment: { labels: equipmentLabels },
  file: { labels: fileLabels },
  edoc: { labels: edocLabels },
  risk: { labels: riskLabels },
  invoice: { labels: invoiceLabels },
  payment: { labels: paymentLabels },
  statement: { labels: { period: 'Period', closing: 'Closing balance' } },
  funding: { labels: fundingLabels },
  payable: { labels: payableLabels },
  recurring_invoice: { labels: recurringLabels },
  work_order: { labels: workOrderLabels },
  order: { labels: orderLabels },
  workflow_enrolment: { labels: enrolmentLabels },
  appointment: { labels: appointmentLabels },
  sales_appointment: { labels: appointmentLabels },
  credit_check: { labels: creditLabels },
  charge_attempt: { labels: chargeLabels },
  billing_method: { labels: methodLabels },
  tags: { labels: { tags: 'Tags' } },
}

type Shown = { field: string; label: string; old: string | null; new: string | null; sealed: boolean }

/** The change as people read it, for who may read the entity's at all; null if the entity is none of these. */
export function shownPartChange(ctx: Ctx, entity: string, change: Change): Shown | null {
  const part = parts[entity]
  if (!part) return null
  const column = part.sealed?.[change.field]
  const read = (value: unknown) =>
    value === null || value === undefined
      ? null
      : column
        ? unseal(String(value), place(ctx.actor.company.id, column))
        : String(value)
  const label = part.labels[change.field] ?? change.field
  return { field: change.field, label, old: read(change.old), new: read(change.new), sealed: !!column }
}
