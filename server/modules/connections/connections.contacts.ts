/** Emergency contacts on their way to the station: the whole list is the wanted end, whatever changed in it. */
import { connectorByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import { findMonitoringCompany } from '../providers/providers.service.ts'
import * as outbox from './connections.outbox.ts'
import * as queries from './connections.queries.ts'

type Linked = { connection: queries.ConnectionRow; company: string }

/** The link whose station keeps contacts; undefined if there is none. */
async function contactLink(
  db: Db,
  connection: queries.ConnectionRow | undefined,
): Promise<Linked | undefined> {
  if (connection?.state !== 'linked') return undefined
  const company = await findMonitoringCompany(db, connection.monitoring_company_id)
  const manifest = connectorByKey(company?.connector ?? '')?.manifest
  return company && manifest?.capabilities.includes('contacts')
    ? { connection, company: company.name }
    : undefined
}

/**
 * Queues the customer's emergency contacts after a change of them, in the change's own transaction (CON-013). A
 * change made while the link is still being confirmed is sent with the link.
 * @param userId who changed them; null for a date that took effect by itself.
 */
export async function queueContacts(db: Db, customerId: number, userId: number | null): Promise<void> {
  const link = await contactLink(db, await queries.lockActive(db, customerId))
  if (!link) return
  const fields = ['contacts']
  await outbox.cancelSuperseded(db, link.connection.id, fields)
  await outbox.insertPush(db, {
    connection_id: link.connection.id,
    kind: 'contacts',
    fields,
    created_by: userId,
  })
  await outbox.addConnectionJob(db, 'connections.push', link.connection.id)
}

/** The name of the station that gets this customer's contacts by itself; null if none does. */
export async function findContactStation(db: Db, customerId: number): Promise<string | null> {
  return (await contactLink(db, await queries.findActive(db, customerId)))?.company ?? null
}
