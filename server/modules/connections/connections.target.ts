/** What every verb of this module begins with: the customer, the monitoring company, and whether one may. */
import { fail } from '#shared/errors.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { findVisible, openField, type Visible } from '../customers/customers.service.ts'
import { type OurAccount, toOurAccount } from './connections.account.ts'
import { findMonitoringCompany, type MonitoringCompanyRow } from '../providers/providers.service.ts'
import { type ConnectionRow, findActive, listContacts } from './connections.queries.ts'

export type Target = {
  customer: Visible
  /** Who monitors the customer by the Home form; null if nobody. */
  company: MonitoringCompanyRow | null
  accountNumber: string | null
  active: ConnectionRow | undefined
}

/** @throws customers.not_found, access.denied_here, connections.leads_have_none */
export async function readTarget(ctx: Ctx, db: Db, customerId: number): Promise<Target> {
  const customer = await findVisible(ctx, db, customerId)
  if (!customer) return fail('customers.not_found')
  if (customer.kind === 'lead') return fail('connections.leads_have_none')
  const companyId = customer.row.monitoringCompanyId as number | null
  return {
    customer,
    company: companyId === null ? null : ((await findMonitoringCompany(db, companyId)) ?? null),
    accountNumber: customer.row.accountNumber as string | null,
    active: await findActive(db, customerId),
  }
}

/** The same, for a change. @throws besides: customers.archived, access.denied_here */
export async function readTargetToChange(ctx: Ctx, db: Db, customerId: number): Promise<Target> {
  const target = await readTarget(ctx, db, customerId)
  requireAt(ctx.actor, 'connections.modify', target.customer.locationId)
  if (target.customer.archived) fail('customers.archived')
  return target
}

export type Linkable = Target & { company: MonitoringCompanyRow; accountNumber: string }

/** Narrows to a customer that may be linked now. @throws connections.… with what is missing */
export function requireLinkable(target: Target): Linkable {
  const { company, accountNumber, active } = target
  if (active?.state === 'linked')
    fail('connections.already_linked', { accountNumber: active.account_number, company: company?.name ?? '' })
  if (active) fail('connections.link_running')
  if (!company) return fail('connections.no_monitor')
  if (!company.connector) return fail('connections.not_integrated', { company: company.name })
  if (!accountNumber) return fail('connections.no_account_number', { company: company.name })
  return { ...target, company, accountNumber }
}

/** The customer as the station is to have it. */
export async function readOurAccount(
  db: Db,
  companyId: number,
  customer: Pick<Visible, 'id' | 'row'>,
): Promise<OurAccount> {
  return toOurAccount(
    companyId,
    (name: FieldName) => openField(companyId, name, customer.row[name]),
    await listContacts(db, customer.id),
  )
}
