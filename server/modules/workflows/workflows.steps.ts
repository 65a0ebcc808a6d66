/** How a step stands for a user: why it cannot be done, and whether what it is about is there. */
import { fail, type FieldError } from '#shared/errors.ts'
import { type Permission, permissionLabel } from '#shared/permissions.ts'
import { customIdOf } from '#shared/rules/custom-fields.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import { type StepField, type StepKind, stepKinds } from '#shared/rules/workflows.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { hasAppliedCheck } from '../credit/credit.service.ts'
import { mayChange, modifyPermission, type Visible } from '../customers/customers.service.ts'
import { hasTemplates } from '../order-templates/order-templates.service.ts'
import { readPreCheck } from '../prechecks/prechecks.service.ts'
import type { StepRow } from './workflows.enrolments.queries.ts'
import { hasBillingMethod, whyNoPayment } from './workflows.payment.ts'
import { listCustomNames } from './workflows.queries.ts'

type Step = Pick<StepRow, 'kind' | 'fields'>

const lacks = (permission: Permission) =>
  `You need the permission “${permissionLabel(permission)}” at the location of this record.`

/** The permissions without which a step shows nothing that could be done. */
const needed: Partial<Record<StepKind, readonly Permission[]>> = {
  equipment: ['equipment.view', 'equipment.create'],
  contacts: ['emergency_contacts.view', 'emergency_contacts.create'],
  work_order: ['work_orders.view', 'work_orders.create'],
}

/** Why this user cannot do the step on this record; null if they can (NEW-015). */
export async function blockedWhy(
  ctx: Ctx,
  db: Db,
  record: Visible,
  { kind, fields }: Step,
): Promise<string | null> {
  if (record.archived) return 'This customer is archived.'
  const has = (permission: Permission) => ctx.actor.grants.has(permission, record.locationId)
  const missing = needed[kind]?.find((permission) => !has(permission))
  if (missing) return lacks(missing)
  switch (kind) {
    case 'information':
      if (!has('leads.modify')) return lacks('leads.modify')
      return ctx.actor.grants.anywhere.has('customers.create') ? null : lacks('customers.create')
    case 'fields':
      return mayFillIn(ctx, record, fields) ? null : lacks(modifyPermission(record.kind))
    case 'qualify':
      return whyNotQualified(ctx, db, record)
    case 'order':
      if (record.kind === 'lead') return 'A lead has no order: it becomes a customer first.'
      if (!(await hasTemplates(db)))
        return 'No order templates are set up. An administrator makes them under Administration, Order Templates.'
      return mayChange(ctx.actor, record, 'mmrId') || has('equipment.create')
        ? null
        : lacks('sale_information.modify')
    case 'payment':
      return whyNoPayment(ctx)
    case 'schedule':
      return whyNotScheduled(record, has)
    default:
      return null
  }
}

function whyNotScheduled({ kind }: Visible, has: (permission: Permission) => boolean): string | null {
  const wanted: readonly Permission[] =
    kind === 'customer'
      ? ['tech_scheduler.create']
      : ['sales_scheduler.create', 'personal_appointments.create']
  return wanted.some(has) ? null : lacks(wanted[0]!)
}

async function whyNotQualified(ctx: Ctx, db: Db, record: Visible): Promise<string | null> {
  const { offered } = await readPreCheck(ctx, db, { params: { customerId: record.id } })
  if (offered) return null
  if (!ctx.actor.company.settings.creditChecks)
    return 'The company does not run credit: the Credit Checks add-on is off.'
  const missing = (['credit_reports.view', 'credit_reports.create'] as const).find(
    (permission) => !ctx.actor.grants.has(permission, record.locationId),
  )
  return missing ? lacks(missing) : null
}

/** Whether the user may fill in the step's fields; the company's own go with the record's permission. */
export const mayFillIn = (ctx: Ctx, record: Visible, fields: readonly StepField[]): boolean =>
  !record.archived &&
  ctx.actor.grants.has(modifyPermission(record.kind), record.locationId) &&
  fields.every(
    ({ name, required }) =>
      !required || customIdOf(name) !== null || mayChange(ctx.actor, record, name as FieldName),
  )

/**
 * Ends the request unless what the step is about is there.
 * @throws workflows.nothing_there; workflows.lead_first; request.invalid with the fields that are still empty
 */
export async function requireDone(ctx: Ctx, db: Db, record: Visible, step: StepRow): Promise<void> {
  if (step.kind === 'information' && record.kind === 'lead')
    fail('workflows.lead_first', { step: step.title })
  if (step.kind === 'fields') {
    const errors = await emptyFields(db, step.fields, (name) => record.row[name], record.row.custom)
    if (errors.length) fail('request.invalid', {}, { errors })
  }
  if (await isThere(ctx, db, record, step.kind)) return
  const { needs = 'Do it' } = stepKinds[step.kind] as { needs?: string }
  fail('workflows.nothing_there', { needs })
}

async function isThere(ctx: Ctx, db: Db, record: Visible, kind: StepKind): Promise<boolean> {
  const tally = record.row.tally ?? {}
  switch (kind) {
    case 'qualify': {
      if (await hasAppliedCheck(db, record.id)) return true
      const check = await readPreCheck(ctx, db, { params: { customerId: record.id } })
      return check.state === 'approved' && check.outdated === null
    }
    case 'equipment':
      return (tally.equipment?.[0] ?? 0) > 0
    case 'contacts':
      return (tally.contacts?.[0] ?? 0) > 0
    case 'payment':
      return hasBillingMethod()
    case 'work_order':
      return (tally.work_orders?.[0] ?? 0) > 0
    case 'schedule':
      return (tally.appointments?.length ?? 0) > 0
    default:
      return true
  }
}

/** What of the step's required fields is empty, as errors at the fields. Whether they are there is all that is looked at. */
export async function emptyFields(
  db: Db,
  fields: readonly StepField[],
  value: (name: FieldName) => unknown,
  custom: Record<string, unknown>,
): Promise<FieldError[]> {
  const required = fields.filter((one) => one.required)
  if (!required.length) return []
  const names = await listCustomNames(db)
  return required.flatMap(({ name }) => {
    const id = customIdOf(name)
    // What the company has put out of use is asked of nobody.
    if (id !== null && !names.get(id)?.active) return []
    const held = id === null ? value(name as FieldName) : custom[id]
    if ((held ?? '') !== '' && held !== false && !(Array.isArray(held) && held.length === 0)) return []
    const label = id === null ? field(name as FieldName).label : names.get(id)!.name
    return [{ path: id === null ? `fields.${name}` : name, message: `${label} is needed in this step` }]
  })
}
