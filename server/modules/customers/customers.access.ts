/**
 * What a user may see and change of one record. Every answer, save and history entry asks here, so that masking and
 * refusal are decided in one place (REC-001 to REC-008).
 */
import type { Permission } from '#shared/permissions.ts'
import {
  cardOf,
  field,
  type FieldName,
  fieldNames,
  hasField,
  lockedByLink,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { Actor } from '#server/db/actor.ts'

/** The facts about a record that decide. */
export type RecordState = {
  kind: RecordKind
  locationId: number
  archived: boolean
  /** Linked, or being linked, to a central station. */
  linked: boolean
  hasSsn: boolean
}

const viewOfCard = {
  sale: 'sale_information.view',
  installation: 'installation_information.view',
  services: 'installation_information.view',
} as const
const modifyOfCard = {
  personal: 'contact_information.modify',
  sale: 'sale_information.modify',
  installation: 'installation_information.modify',
  services: 'installation_information.modify',
} as const

export const viewPermission = (kind: RecordKind): Permission =>
  kind === 'customer' ? 'customers.view' : 'leads.view'
export const modifyPermission = (kind: RecordKind): Permission =>
  kind === 'customer' ? 'customers.modify' : 'leads.modify'

/** Whether the record's kind has the field and this user may see its card. Its value may still be masked. */
export function maySee(actor: Actor, record: RecordState, name: FieldName): boolean {
  if (!hasField(name, record.kind)) return false
  if (name === 'parentId' && !actor.company.settings.parentChild) return false
  const permission = permissionToSee(name, record.kind)
  return !permission || actor.grants.has(permission, record.locationId)
}

/** What one must hold at a record's location, beside viewing it, to see the field; null for nothing more. */
export function permissionToSee(name: FieldName, kind: RecordKind): Permission | null {
  const card = cardOf(name, kind)
  if (card === 'lead' && name === 'leadRepId') return 'lead_admin.yes'
  return viewOfCard[card as keyof typeof viewOfCard] ?? null
}

/** Whether the value is `***` to this user (REC-006). An SSN that is not there may be shown as empty: one may enter it. */
export function isMasked(actor: Actor, record: RecordState, name: FieldName): boolean {
  const { confidential } = field(name)
  if (!confidential || actor.grants.has(confidential, record.locationId)) return false
  return name !== 'ssn' || record.hasSsn
}

/** The permission that is missing to change the field, or null if none is. Ignores the record's state. */
export function missingToModify(actor: Actor, record: RecordState, name: FieldName): Permission | null {
  const has = (permission: Permission) => actor.grants.has(permission, record.locationId)
  const general = modifyPermission(record.kind)
  if (!has(general)) return general
  const card = cardOf(name, record.kind)
  const view = viewOfCard[card as keyof typeof viewOfCard]
  if (view && !has(view)) return view
  const modify = modifyOfCard[card as keyof typeof modifyOfCard]
  if (modify && !has(modify)) return modify
  if (card === 'lead' && name === 'leadRepId' && !has('lead_admin.yes')) return 'lead_admin.yes'
  const { confidential } = field(name)
  return confidential && isMasked(actor, record, name) ? confidential : null
}

/** Why nobody may change the field now, whatever their permissions; null if its state allows it. */
export function lockOf(
  actor: Actor,
  record: RecordState,
  name: FieldName,
): 'read_only' | 'archived' | 'linked' | 'company' | null {
  if (field(name).readOnly) return 'read_only'
  if (record.archived) return 'archived'
  if (record.linked && lockedByLink.has(name)) return 'linked'
  if (name === 'leadRepId' && record.kind === 'customer' && actor.company.settings.lockLeadRep)
    return 'company'
  return null
}

/** The fields that this user may change right now, for the form. */
export const modifiable = (actor: Actor, record: RecordState): FieldName[] =>
  fieldNames.filter(
    (name) =>
      maySee(actor, record, name) && !lockOf(actor, record, name) && !missingToModify(actor, record, name),
  )
