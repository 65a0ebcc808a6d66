/** The quick-actions menu (REC-051 to REC-053): what this user may start on this record now, in the menu's order. */
import type { ActionKey } from '#shared/contracts/customers.ts'
import type { Permission } from '#shared/permissions.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { Actor } from '#server/db/actor.ts'
import type { RecordState } from './customers.access.ts'

type Action = {
  key: ActionKey
  /** What one must hold at the record's location; of several, one. */
  needs: Permission | readonly Permission[]
  /** The kind of record that has the action; both unless said. */
  only?: RecordKind
  /** Whether it is there while the record is archived: not, unless said (REC-053). */
  archived?: 'only'
  /** Whatever else must hold: an add-on of the company, a permission elsewhere. */
  if?: (actor: Actor) => boolean
}

/** A module whose rows belong to a record adds its line above the record's own. */
const actions: readonly Action[] = [
  // Something new on the record.
  // What is written stands among the others, which one must be able to see.
  { key: 'note', needs: 'notes.create', if: ({ grants }) => grants.anywhere.has('notes.view') },
  { key: 'ticket', needs: 'notes.create', if: ({ grants }) => grants.anywhere.has('notes.view') },
  // The same of equipment.
  { key: 'equipment', needs: 'equipment.create', if: ({ grants }) => grants.anywhere.has('equipment.view') },
  // The same of files.
  { key: 'file', needs: 'files.create', if: ({ grants }) => grants.anywhere.has('files.view') },
  // The same of documents, with their add-on.
  {
    key: 'edoc',
    needs: 'docusign.create',
    only: 'customer',
    if: ({ company, grants }) => company.settings.edocs && grants.anywhere.has('docusign.view'),
  },
  {
    key: 'edoc',
    needs: 'docusign.create',
    only: 'lead',
    if: ({ company, grants }) =>
      company.settings.edocs && company.settings.edocsForLeads && grants.anywhere.has('docusign.view'),
  },
  // The same of messages.
  { key: 'message', needs: 'messages.create', if: ({ grants }) => grants.anywhere.has('messages.view') },
  {
    key: 'credit',
    needs: 'credit_reports.create',
    // The add-on; and its result stands among the others.
    if: ({ company, grants }) => company.settings.creditChecks && grants.anywhere.has('credit_reports.view'),
  },
  {
    key: 'billing_method',
    only: 'customer',
    needs: 'billing_information.modify',
    // It stands among the others, which one must be able to see.
    if: ({ grants }) => grants.anywhere.has('billing_information.view'),
  },
  {
    key: 'contact',
    needs: 'emergency_contacts.create',
    // Its form stands among the others, which one must be able to see.
    if: ({ grants }) => grants.anywhere.has('emergency_contacts.view'),
  },

  {
    key: 'appointment',
    needs: ['tech_scheduler.create'],
    only: 'customer',
    if: ({ grants }) => grants.anywhere.has('tech_scheduler.view'),
  },
  {
    key: 'appointment',
    needs: ['sales_scheduler.create', 'personal_appointments.create'],
    only: 'lead',
  },

  // Its page stands among the others.
  {
    key: 'work_order',
    needs: 'work_orders.create',
    if: ({ grants }) => grants.anywhere.has('work_orders.view'),
  },

  // It stands among the others.
  {
    key: 'workflow',
    needs: 'customer_workflows.create',
    if: ({ grants }) => grants.anywhere.has('customer_workflows.view'),
  },
  // Their pages stand among the others of the account.
  {
    key: 'invoice',
    needs: 'invoices.create',
    only: 'customer',
    if: ({ grants }) =>
      grants.anywhere.has('invoices.view') && grants.anywhere.has('billing_information.view'),
  },
  {
    key: 'recurring',
    needs: 'invoices.create',
    only: 'customer',
    if: ({ company, grants }) =>
      company.settings.invoicePlus &&
      grants.anywhere.has('invoices.view') &&
      grants.anywhere.has('billing_information.view'),
  },
  {
    key: 'payment',
    needs: 'payments.create',
    only: 'customer',
    if: ({ grants }) =>
      grants.anywhere.has('payments.view') && grants.anywhere.has('billing_information.view'),
  },
  {
    key: 'payment_link',
    needs: 'payments.create',
    only: 'customer',
    if: ({ company, grants }) =>
      company.settings.paymentPortal && grants.anywhere.has('billing_information.view'),
  },
  {
    key: 'payable',
    needs: 'payables.modify',
    only: 'customer',
    if: ({ grants }) =>
      grants.anywhere.has('payables.view') && grants.anywhere.has('billing_information.view'),
  },
  {
    key: 'quote',
    needs: 'invoices.create',
    if: ({ grants }) =>
      grants.anywhere.has('invoices.view') && grants.anywhere.has('billing_information.view'),
  },

  { key: 'risk', needs: 'at_risk.create', if: ({ grants }) => grants.anywhere.has('at_risk.view') },

  // The record itself; Duplicate Customer stands last (REC-052).
  {
    key: 'convert',
    only: 'lead',
    needs: 'leads.modify',
    // Where the customer is going to belong is chosen in the dialog, and judged there.
    if: ({ grants }) => grants.anywhere.has('customers.create'),
  },
  { key: 'archive', only: 'customer', needs: 'archive_customer.yes' },
  { key: 'unarchive', only: 'customer', needs: 'unarchive_customer.yes', archived: 'only' },
  { key: 'delete', only: 'customer', needs: 'delete_customer.yes' },
  { key: 'delete', only: 'lead', needs: 'delete_lead.yes' },
  { key: 'duplicate', only: 'customer', needs: 'customers.create' },
]

const holds = (actor: Actor, needs: Action['needs'], locationId: number) =>
  (typeof needs === 'string' ? [needs] : needs).some((permission) => actor.grants.has(permission, locationId))

/** @param record as it stands; the user may view it. */
export const actionsOf = (actor: Actor, record: RecordState): ActionKey[] =>
  actions
    .filter((a) => (a.only ?? record.kind) === record.kind)
    .filter((a) => record.archived === (a.archived === 'only'))
    .filter((a) => holds(actor, a.needs, record.locationId) && (a.if?.(actor) ?? true))
    .map((a) => a.key)
