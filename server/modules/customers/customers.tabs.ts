/** The record's tab bar (REC-030 to REC-047): which tabs this user sees, what is in them, and where a red dot stands. */
import type { Tab } from '#shared/contracts/customers.ts'
import type { Actor } from '#server/db/actor.ts'
import type { RecordRow } from './customers.queries.ts'

export function tabsOf(_actor: Actor, row: RecordRow): Tab[] {
  const isCustomer = row.kind === 'customer'
  const connections: Tab = {
    key: 'connections',
    count: row.connectionState ? 1 : 0,
    alert: row.failedPushes > 0 || row.connectionState === 'linking',
  }
  return [
    { key: 'home', alert: false },
    ...(isCustomer ? [connections] : []),
    { key: 'history', alert: false },
  ]
}
