/** Rows of the lists and of the search become answers here, masked as the record itself is. */
import { type CustomerRow, mask } from '#shared/contracts/customers.ts'
import type { customers } from '#shared/contracts/customers.ts'
import type { Output } from '#shared/contract.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import { type StatusCategory, statusBoxes } from '#shared/rules/statuses.ts'
import type { Actor } from '#server/db/actor.ts'
import { isMasked, maySee, type RecordState } from './customers.access.ts'
import { plainValue } from './customers.answers.ts'
import { shownCustom } from './customers.custom.ts'
import type { ListRow, SearchRow } from './customers.list.ts'
import { factsOfListRow } from './customers.statuses.ts'

/**
 * A row of the list as this user sees it, with the further fields that were asked for.
 * @param categories the company's own status boxes; null if it has set none
 */
export function toListRow(
  actor: Actor,
  row: ListRow,
  fields: readonly FieldName[],
  categories: readonly StatusCategory[] | null,
): CustomerRow {
  const has = (permission: Parameters<Actor['grants']['has']>[0]) =>
    actor.grants.has(permission, row.location_id)
  const sale = row.kind === 'customer' && has('sale_information.view')
  return {
    id: row.id,
    name: `${row.first_name} ${row.last_name}`,
    businessName: row.business_name,
    // The account number and the sale belong to the Sale Information card.
    accountNumber: sale ? row.account_number : null,
    primaryPhone: row.primary_phone,
    city: row.city,
    state: row.state,
    location: row.location_name,
    status: row.kind === 'lead' ? (row.lead_status ?? '') : row.account_status,
    statuses:
      row.kind === 'lead'
        ? []
        : statusBoxes(categories, factsOfListRow(row), {
            sale,
            installation: has('installation_information.view'),
          }),
    saleDate: sale ? row.sale_date : null,
    ...(sale && { soldBy: row.sold_by_name }),
    createdAt: row.created_at.toISOString(),
    archived: row.archived_at !== null,
    fields: fields.length ? fieldsOf(actor, row, fields) : {},
    ...(row.own !== undefined && { custom: shownCustom(actor, recordOf(row), row.id, row.own ?? {}) }),
    ...(row.tags !== undefined && { tags: row.tags ?? [] }),
  }
}

const recordOf = (row: ListRow): RecordState => ({
  kind: row.kind,
  locationId: row.location_id,
  archived: row.archived_at !== null,
  linked: row.connection_state !== null,
  hasSsn: row.has_ssn,
})

function fieldsOf(actor: Actor, row: ListRow, names: readonly FieldName[]): CustomerRow['fields'] {
  const record = recordOf(row)
  const fields: CustomerRow['fields'] = {}
  for (const name of names) {
    if (!maySee(actor, record, name)) continue
    const masked = isMasked(actor, record, name)
    const value = masked ? mask : plainValue(actor.company.id, name, row[`field_${name}`])
    if (!masked && value !== null && value !== '' && field(name).confidential) actor.sight?.note(row.id, name)
    fields[name] = value
  }
  return fields
}

export const toHit = (actor: Actor, row: SearchRow): Output<typeof customers.search>['items'][number] => ({
  id: row.id,
  kind: row.kind,
  name: `${row.first_name} ${row.last_name}`,
  businessName: row.business_name,
  accountNumber: actor.grants.has('sale_information.view', row.location_id) ? row.account_number : null,
  primaryPhone: row.primary_phone,
  city: row.city,
  state: row.state,
  archived: row.archived_at !== null,
})
