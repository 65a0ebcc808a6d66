/** A few days of the audit trail: what somebody without the permission tried, and who saw what is confidential. */
import type pg from 'pg'
import { demoUsers } from './acme.ts'
import { story } from './story.ts'

const hourMs = 3_600_000
const { owner, manager, sales, tech } = demoUsers

/** Hours before now, who, which record, what was asked for, the permission that was missing, how often. */
const denials: [number, number, number | null, string, string, number][] = [
  [2, sales, story.linkedElsewhere, 'credit.ofCustomer', 'Credit Reports: View', 1],
  [5, tech, null, 'reports.run', 'Reports: View', 3],
  [26, sales, story.headOffice, 'billingMethods.ofCustomer', 'Billing Information Page: View', 2],
  [27, sales, story.linkedElsewhere, 'contacts.list', 'Emergency Contacts: View', 1],
  [51, tech, story.headOffice, 'customers.save', 'Customers: Modify', 14],
  [52, tech, null, 'users.list', 'User Accounts: View', 1],
]
const reads: [number, number, number, string, string[]][] = [
  [1, owner, story.linkedElsewhere, 'customers.open', ['abortCode', 'birthdate', 'ssn']],
  [1.2, owner, story.linkedElsewhere, 'contacts.list', ['passcode']],
  [4, manager, story.headOffice, 'customers.open', ['birthdate', 'ssn']],
  [25, owner, story.headOffice, 'customers.open', ['abortCode']],
  [28, manager, story.linkedElsewhere, 'history.ofCustomer', ['ssn']],
  [
    49,
    manager,
    story.linkedElsewhere,
    'customers.open',
    ['birthdate', 'confirmationNumber', 'receiverNumber', 'ssn'],
  ],
  [73, owner, story.headOffice, 'contacts.list', ['passcode']],
]

export async function loadAudit(client: pg.Client, companyId: number, now: Date): Promise<void> {
  const at = (hours: number) => new Date(now.getTime() - hours * hourMs)
  for (const [hours, who, customerId, operation, permission, times] of denials)
    await client.query(
      `insert into denied_attempt (company_id, at, last_at, hour, user_id, customer_id, operation, code, permission, times, source, address)
       values ($1, $2, $2, date_trunc('hour', $2::timestamptz, 'UTC'), $3, $4, $5, 'access.denied', $6, $7, 'web', '203.0.113.24')`,
      [companyId, at(hours), who, customerId, operation, permission, times],
    )
  for (const [hours, who, customerId, operation, fields] of reads)
    await client.query(
      `insert into confidential_read (company_id, at, hour, user_id, customer_id, operation, fields, source, address)
       values ($1, $2, date_trunc('hour', $2::timestamptz, 'UTC'), $3, $4, $5, $6, 'web', '203.0.113.24')`,
      [companyId, at(hours), who, customerId, operation, fields],
    )
}
