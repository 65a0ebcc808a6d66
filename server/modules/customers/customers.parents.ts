/** Parents and sub-customers: two levels only (REC-160 to REC-163). The database holds them as well (0009_lifecycle.sql). */
import type { Output } from '#shared/contract.ts'
import type { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { FieldError } from '#shared/errors.ts'
import type { FieldName, FieldValues } from '#shared/rules/customer-fields.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { ParentRow } from './customers.lifecycle.queries.ts'
import type { RecordRow } from './customers.queries.ts'

/**
 * Judges a newly given parent: a customer that the user may see, that has no parent itself and is not archived; and
 * a record with sub-customers gets none.
 * @param row the record as it is; null for a new one. The parent is locked, so that what was judged stays so.
 */
export async function checkParent(
  actor: Actor,
  db: Db,
  row: RecordRow | null,
  changed: readonly FieldName[],
  values: FieldValues,
): Promise<FieldError[]> {
  const { parentId } = values
  if (!changed.includes('parentId') || typeof parentId !== 'number') return []
  const refuse = (message: string) => [{ path: 'fields.parentId', message }]
  if (parentId === row?.id) return refuse('A customer cannot be its own parent')
  if (row?.children?.length) return refuse('This customer has sub-customers and so cannot become one')
  const parent = await db
    .selectFrom('customer')
    .select(['kind', 'parent_id', 'archived_at', 'location_id'])
    .where('id', '=', parentId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (parent?.kind !== 'customer' || !actor.grants.has('customers.view', parent.location_id))
    return refuse('There is no such customer')
  if (parent.archived_at) return refuse('That customer is archived')
  return parent.parent_id === null ? [] : refuse('That customer is a sub-customer itself')
}

/** Candidates as this user may see them. */
export const toParents = (
  actor: Actor,
  rows: ParentRow[],
): Output<typeof customersLifecycle.parents>['items'] =>
  rows.map((row) => ({
    id: row.id,
    name: row.name,
    businessName: row.business_name,
    accountNumber: actor.grants.has('sale_information.view', row.location_id) ? row.account_number : null,
    city: row.city,
    state: row.state,
  }))
