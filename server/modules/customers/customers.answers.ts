/** Rows become answers here, and are masked here, once. */
import { type Customer, mask } from '#shared/contracts/customers.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { field, type FieldName, fieldNames, type FieldValue } from '#shared/rules/customer-fields.ts'
import { statusBoxes } from '#shared/rules/statuses.ts'
import { interactiveByKey } from '#server/connectors/registry.ts'
import type { Actor } from '#server/db/actor.ts'
import { place, unseal } from '#server/platform/encryption.ts'
import {
  isMasked,
  maySee,
  modifiable,
  modifyPermission,
  type RecordState,
  viewPermission,
} from './customers.access.ts'
import { actionsOf } from './customers.actions.ts'
import { toAddressStanding } from './customers.address.ts'
import { shownCustom } from './customers.custom.ts'
import { type RecordRow, userOf } from './customers.queries.ts'
import { regulationsOfRecord } from './customers.regulations.ts'
import { factsOfRecord } from './customers.statuses.ts'
import { tabsOf } from './customers.tabs.ts'

/** Where a sealed field of a customer belongs. */
export const sealedPlace = (companyId: number, name: FieldName): string =>
  place(companyId, `customer.${name}`)

/** A stored value as the wire has it: sealed ones opened, instants as text. */
export function plainValue(companyId: number, name: FieldName, stored: unknown): FieldValue {
  if (stored === null || stored === undefined) return null
  if (stored instanceof Date) return stored.toISOString()
  return field(name).sealed ? unseal(stored as string, sealedPlace(companyId, name)) : (stored as FieldValue)
}

export const stateOf = (row: RecordRow): RecordState => ({
  kind: row.kind,
  locationId: row.locationId as number,
  archived: row.archivedAt !== null,
  linked: row.connectionState !== null,
  hasSsn: row.ssn !== null,
})

/** @throws access.denied_here if the user may not view records of this kind at its location */
export function requireView(actor: Actor, record: Pick<RecordState, 'kind' | 'locationId'>): void {
  const permission = viewPermission(record.kind)
  if (!actor.grants.has(permission, record.locationId))
    fail('access.denied_here', { permission: permissionLabel(permission) })
}

/** The value as this user may see it, or undefined if the field is not theirs to see. */
export function shownValue(
  actor: Actor,
  record: RecordState,
  row: RecordRow,
  name: FieldName,
): FieldValue | undefined {
  if (!maySee(actor, record, name)) return undefined
  if (isMasked(actor, record, name)) return mask
  const value = plainValue(actor.company.id, name, row[name])
  if (value !== null && value !== '' && field(name).confidential) actor.sight?.note(row.id, name)
  return value
}

/** The record as this user sees it. @throws customers.not_found for no row; access.denied_here */
export function toCustomer(actor: Actor, row: RecordRow | undefined): Customer {
  if (!row) return fail('customers.not_found')
  const record = stateOf(row)
  requireView(actor, record)
  const has = (permission: Parameters<Actor['grants']['has']>[0]) =>
    actor.grants.has(permission, record.locationId)
  const fields: Customer['fields'] = {}
  for (const name of fieldNames) {
    const value = shownValue(actor, record, row, name)
    if (value !== undefined) fields[name] = value
  }
  const isCustomer = row.kind === 'customer'
  const regulations = regulationsOfRecord(row)
  const sale = isCustomer && has('sale_information.view')
  const installation = isCustomer && has('installation_information.view')
  return {
    id: row.id,
    kind: row.kind,
    version: row.version,
    fields,
    custom: shownCustom(actor, record, row.id, row.custom),
    header: {
      name: `${row.firstName} ${row.lastName}`,
      createdAt: row.createdAt.toISOString(),
      createdBy: userOf(row, row.createdBy),
      ...(sale && { sale: { date: row.saleDate as string | null, rep: userOf(row, row.soldById) } }),
      ...(installation && {
        install: { date: row.installDate as string | null, technician: userOf(row, row.technicianId) },
      }),
      ...(isCustomer && { location: row.locationName }),
      city: row.city as string,
      state: row.state as string,
      statuses: isCustomer
        ? statusBoxes(row.statusCategories, factsOfRecord(row), { sale, installation })
        : [],
      ...(isCustomer && actor.company.settings.parentChild && family(actor, row)),
      archivedAt: row.archivedAt?.toISOString() ?? null,
    },
    tags: row.tags,
    tabs: tabsOf(actor, row, regulations ?? []),
    ...(regulations && { regulations }),
    link: row.connectionState && {
      state: row.connectionState,
      company: row.connectionMonitor ?? '',
      accountNumber: row.connectionAccount ?? '',
      finding: row.connectionFinding,
    },
    workflow: workflowToContinue(actor, row, record),
    address: actor.company.settings.addressVerification ? toAddressStanding(row) : null,
    abilities: {
      modify: modifiable(actor, record),
      custom: !record.archived && has(modifyPermission(row.kind)),
      connections: isCustomer && !record.archived && has('connections.modify'),
      receivers: row.interactiveConnectors.some(offersReceivers),
      actions: actionsOf(actor, record),
    },
    readOnlyReason: record.archived ? 'archived' : has(modifyPermission(row.kind)) ? null : 'permission',
  }
}

/** For who began it, and who may work on anybody's. */
function workflowToContinue(actor: Actor, row: RecordRow, record: RecordState): Customer['workflow'] {
  const [, , current] = row.tally?.workflows ?? [0, null, null]
  if (!current || record.archived) return null
  const mayWork =
    current.startedBy === actor.userId || actor.grants.has('customer_workflows.create', record.locationId)
  return mayWork ? { id: current.id, name: current.name } : null
}

const offersReceivers = (connector: string | null): boolean =>
  interactiveByKey(connector ?? '')?.manifest.capabilities.includes('receivers') ?? false

/** Sub-customers at locations where this user may not view customers are not told of, nor counted (REC-001). */
function family(actor: Actor, row: RecordRow): Pick<Customer['header'], 'parent' | 'children'> {
  const children = row.children?.filter((child) => actor.grants.has('customers.view', child.locationId)) ?? []
  return {
    ...(row.parentId !== null && { parent: { id: row.parentId as number, name: row.parentName ?? '' } }),
    ...(children.length > 0 && { children: children.map(({ id, name }) => ({ id, name })) }),
  }
}
