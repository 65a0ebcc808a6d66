/** What is wrong with a monitoring connection, and what one can do about it: from what the connector can (CON-011). */
import type { ConnectionAction, Monitoring } from '#shared/contracts/connections.ts'
import type { Capability, Manifest } from '#server/connectors/contract.ts'
import type { Finding } from '#shared/rules/health.ts'
import type { Ctx } from '#server/http/context.ts'
import { mayChange } from '../customers/customers.service.ts'
import { labelsOf } from './connections.account.ts'
import type { ShownPush } from './connections.outbox.ts'
import type { ShownConnection } from './connections.queries.ts'
import type { Target } from './connections.target.ts'

type Attention = Monitoring['attention']

/** What is wrong with the monitoring connection, worst first. */
export function attentionOf(target: Target, shown: ShownConnection[], pushes: ShownPush[]): Attention {
  const found: Attention = []
  const { company, accountNumber, active } = target
  for (const push of pushes.filter((p) => p.state === 'failed')) {
    found.push({
      message: `${company?.name ?? 'The station'} did not take ${labelsOf(push.fields).join(', ') || 'an update'}: ${push.error_message ?? ''}`,
      action: 'retry',
    })
  }
  const standing = active?.state === 'linked' ? shown.find(({ id }) => id === active.id) : undefined
  if (standing?.finding && isWorthTelling(target, standing.finding))
    found[standing.finding === 'drift' ? 'push' : 'unshift']({
      message: wordsOf(standing, standing.finding),
      action: 'none',
    })
  if (active?.state === 'linking') {
    found.push({
      message: `${company?.name} has not confirmed the link yet. ${active.last_error ?? 'Keyholder keeps trying.'}`,
      action: 'none',
    })
  }
  if (!active && company?.connector) {
    const last = shown[0]
    if (last && !last.linked_at && last.last_error)
      found.push({ message: `The last link failed: ${last.last_error}`, action: 'link' })
    if (!accountNumber)
      found.push({ message: `There is no account number at ${company.name} yet.`, action: 'open_form' })
    else found.push({ message: `Not linked: changes here do not reach ${company.name}.`, action: 'link' })
  }
  if (!company && !target.customer.row.isCanceled)
    found.push({ message: 'Nobody monitors this customer.', action: 'open_form' })
  return found
}

/** That nothing is in service for who has left is as it should be. */
const isWorthTelling = ({ customer }: Target, finding: Finding): boolean =>
  !customer.archived && (!customer.row.isCanceled || finding === 'drift' || finding === 'taken')

/** What the last look at the account showed: a wrong connection means that nobody comes. */
function wordsOf({ company, account_number, differing }: ShownConnection, finding: Finding): string {
  const account = `account ${account_number}`
  switch (finding) {
    case 'missing':
      return `${company} has no ${account} any more: nobody answers its alarms. Call the station, or unlink it.`
    case 'taken':
      return `${company} has noted ${account} as another record’s: its alarms may be answered with the wrong address. Call the station.`
    case 'out_of_service':
      return `${company} has ${account} out of service: nobody answers its alarms.`
    case 'drift':
      return `${company} has ${labelsOf(differing).join(', ')} otherwise now: pull the account, or sync ours over it.`
  }
}

const action = (
  key: ConnectionAction['key'],
  label: string,
  disabledReason: string | null = null,
): ConnectionAction => ({ key, label, disabledReason })

/** Absent is what the connector cannot, or the user may not, do. */
export function actionsOf(
  ctx: Ctx,
  target: Target,
  manifest: Manifest | undefined,
  failed: number,
): ConnectionAction[] {
  const { company, accountNumber, active, customer } = target
  if (!manifest || !company) return []
  const may = ctx.actor.grants.has('connections.modify', customer.locationId)
  const can = (capability: Capability) => manifest.capabilities.includes(capability)
  const archived = customer.archived ? 'This customer is archived' : null
  if (active?.state === 'linked' && !may) return [action('manage', 'Manage')]
  if (!may) return []
  if (!active) {
    const missing =
      archived ??
      (accountNumber ? null : `Enter the account number at ${company.name} on the Home form first`)
    return [
      ...(can('shell') ? [action('shell', 'Shell Account', missing)] : []),
      ...(can('lookup') ? [action('link', 'Link Account', missing)] : []),
      ...(failed ? [action('retry', 'Retry', archived)] : []),
    ]
  }
  const linking = active.state === 'linking'
  const busy = linking ? 'Waiting for the station to confirm the link' : archived
  return [
    ...(linking ? [] : [action('manage', 'Manage')]),
    ...(can('update') ? [action('sync', `Sync to ${company.name}`, busy)] : []),
    ...(failed ? [action('retry', 'Retry', busy)] : []),
    ...(linking ? [] : accountActions(ctx, target, manifest, company.name, archived)),
    action('unlink', 'Unlink', archived),
  ]
}

/** What the Manage page and its neighbours do with a linked account. */
function accountActions(
  ctx: Ctx,
  { customer }: Target,
  manifest: Manifest,
  company: string,
  archived: string | null,
): ConnectionAction[] {
  const can = (capability: Capability) => manifest.capabilities.includes(capability)
  const contacts = ctx.actor.grants.has('emergency_contacts.view', customer.locationId)
  // Archived it may be nobody's to change for now; whether it is this user's at all says the record as it was.
  const code = mayChange(ctx.actor, { ...customer, archived: false }, 'abortCode')
  return [
    ...(can('update') && can('lookup') ? [action('pull', `Pull account from ${company}`, archived)] : []),
    ...(can('contacts') && contacts ? [action('contacts', 'Emergency contacts')] : []),
    ...(can('codes') && code ? [action('reset_code', 'Reset abort code', archived)] : []),
    ...(can('zones') ? [action('zones', 'Zones')] : []),
    ...(can('agencies') ? [action('agencies', 'Authorities')] : []),
    ...(can('tests') ? [action('tests', 'Tests')] : []),
    ...(can('service') ? [action('service', 'Activate or deactivate')] : []),
  ]
}
