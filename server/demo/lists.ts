/** Views of the lists that a demo company's owner made and shares. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'

const views = [
  { kind: 'customer', name: 'Latest sales', search: { status: ['sold'], archive: 'active', sort: 'sale', direction: 'desc' } },
  {
    kind: 'customer',
    name: 'Failed updates',
    search: { connection: 'failed' },
    columns: ['accountNumber', 'monitoringCompanyId', 'primaryPhone', 'city', 'locationId', 'technicianId'],
  },
  {
    kind: 'customer',
    name: 'Canceled, by city',
    search: { status: ['canceled'], sort: 'city', direction: 'asc' },
    columns: ['city', 'zip', 'primaryPhone', 'cancelDate', 'cancelReasonId', 'soldById'],
  },
  { kind: 'lead', name: 'Callback queue', search: { callback: 'due', sort: 'callback', direction: 'asc' } },
] // prettier-ignore

/** @param ownerId whose they are. */
export async function loadViews(client: pg.Client, companyId: number, ownerId: number): Promise<void> {
  await copyRows(
    client,
    'list_view',
    ['company_id', 'id', 'kind', 'owner_id', 'name', 'shared', 'search', 'columns'],
    views.map(({ kind, name, search, columns = [] }, i) => [
      companyId,
      i + 1,
      kind,
      ownerId,
      name,
      true,
      search,
      columns,
    ]),
  )
}
