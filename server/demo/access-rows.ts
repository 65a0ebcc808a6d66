/** What administration shows of a demo company beside names: phones, managers, ZIP codes, representative numbers. */
import type pg from 'pg'

/** Everything follows from the rows that are there; telephone numbers are 555’s. */
export async function loadAccessRows(client: pg.Client, companyId: number): Promise<void> {
  for (const statement of [
    `update location set phone = '801555' || lpad((100 + id)::text, 4, '0') where company_id = $1`,
    `update user_account set phone = '801555' || lpad((200 + id)::text, 4, '0') where company_id = $1`,
    // Whoever holds the managers' group manages the offices at which they hold it.
    `insert into location_manager (company_id, location_id, user_id)
     select l.company_id, l.id, m.user_id from location l
     join membership m on m.company_id = l.company_id and (m.location_id = l.id or m.location_id is null)
     join permission_group g on g.company_id = m.company_id and g.id = m.group_id and g.name = 'Managers'
     where l.company_id = $1 on conflict do nothing`,
    `insert into location_zip (company_id, location_id, zip)
     select l.company_id, l.id, z.zip from location l
     join platform.zip_place z on z.state = l.state and z.city = l.city
     where l.company_id = $1 on conflict do nothing`,
    `insert into representative_number (company_id, user_id, location_id, number)
     select u.company_id, u.id, l.id, 'SR-' || l.id || lpad(u.id::text, 3, '0') from user_account u
     join location l on l.company_id = u.company_id and l.id <= 2
     where u.company_id = $1 and 'sales_rep' = any (u.roles)`,
  ])
    await client.query(statement, [companyId])
}
