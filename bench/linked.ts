/** Customers that are linked to a station's account, made in SQL for measurements, and cleared away afterwards. */
import type { Company } from './company.ts'

export type Linked = { customerId: number; accountNumber: string; monitoringCompanyId: number }

/** The first `count` living customers of those stations, linked; accounts at the station are not touched. */
export async function linkCustomers(
  company: Company,
  count: number,
  monitoringCompanyIds: readonly number[],
): Promise<Linked[]> {
  await unlinkAll(company)
  const { rows } = await company.owner.query<{
    customer_id: string
    account_number: string
    monitoring_company_id: string
  }>(
    `insert into connection (company_id, customer_id, monitoring_company_id, account_number, external_id, state, linked_at, linked_by)
     select $1, id, monitoring_company_id, account_number, 'E' || id, 'linked', now(), $4 from (
       select * from customer where company_id = $1 and kind = 'customer' and monitoring_company_id = any ($3)
         and archived_at is null and not is_canceled and account_number is not null order by id limit $2) c
     returning customer_id, account_number, monitoring_company_id`,
    [company.id, count, monitoringCompanyIds, company.userId],
  )
  if (rows.length < count) throw new Error(`Only ${rows.length} customers can be linked, ${count} are needed`)
  return rows.map((row) => ({
    customerId: Number(row.customer_id),
    accountNumber: row.account_number,
    monitoringCompanyId: Number(row.monitoring_company_id),
  }))
}

/** Takes back all links of the company, with their outbox and its jobs. */
export async function unlinkAll({ owner, id }: Company): Promise<void> {
  await owner.query('delete from graphile_worker._private_jobs')
  await owner.query('delete from connection where company_id = $1', [id])
  await owner.query(
    'vacuum (analyze) connection, connection_push, connection_call, graphile_worker._private_jobs',
  )
}
