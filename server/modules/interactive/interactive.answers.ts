/** An account as the page reads it: what is known, and what can be done with it. */
import type { InteractiveAccount, InteractiveAction } from '#shared/contracts/interactive.ts'
import type { InteractiveManifest } from '#server/connectors/interactive.ts'
import { interactiveByKey } from '#server/connectors/registry.ts'
import { wordFor } from './interactive.account.ts'
import type { Remembered, ShownAccount } from './interactive.queries.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** An account's name for people: its login, else its device, else the provider's key. */
export const nameOf = (row: { login: string; device_serial: string; external_id: string | null }): string =>
  row.login || row.device_serial || row.external_id || 'the new account'

const remembered = (row: ShownAccount): Remembered | null =>
  'state' in row.remote ? (row.remote as Remembered) : null

/** @param disabledReason why nothing may be changed right now; `undefined` hides all actions. */
export function toAccount(row: ShownAccount, disabledReason: string | null | undefined): InteractiveAccount {
  const manifest = row.connector === null ? undefined : interactiveByKey(row.connector)?.manifest
  const seen = remembered(row)
  return {
    id: row.id,
    provider: row.provider,
    providerId: row.service_provider_id,
    words: {
      device: manifest?.device.label ?? 'Device',
      deviceHelp: manifest?.device.help ?? '',
      honesty: manifest?.honesty ?? null,
    },
    state: row.state as InteractiveAccount['state'],
    externalId: row.external_id,
    login: row.login,
    deviceSerial: row.device_serial,
    panel: seen?.panel ?? '',
    subscriberState: seen?.state ?? null,
    plan: seen?.plan ?? null,
    features: seen?.features ?? [],
    monthlyCents: seen?.monthlyCents ?? null,
    centralStation: seen?.centralStation ?? null,
    troubles: seen?.troubles ?? [],
    seenAt: iso(row.seen_at),
    lastSyncAt: iso(row.last_sync_at),
    push: {
      state: row.push_state as InteractiveAccount['push']['state'],
      fields: row.pending.map(wordFor),
      attempts: row.attempts,
      nextAttemptAt: iso(row.next_attempt_at),
      error: row.error_message,
    },
    lastError: row.last_error,
    linkedAt: iso(row.linked_at),
    linkedBy: row.linked_by_name,
    unlinkedAt: iso(row.unlinked_at),
    unlinkedBy: row.unlinked_by_name,
    actions:
      disabledReason === undefined || !manifest
        ? []
        : actionsOf(row, manifest, seen).map((key) => ({ key, disabledReason })),
    reasons: {
      terminate: [...(manifest?.terminateReasons ?? [])],
      swap: [...(manifest?.swapReasons ?? [])],
      forwarding: [...(manifest?.forwarding ?? [])],
    },
    panels: [...(manifest?.panels ?? [])],
  }
}

/** What the provider offers and the account's state allows. */
function actionsOf(
  row: ShownAccount,
  manifest: InteractiveManifest,
  seen: Remembered | null,
): InteractiveAction[] {
  const can = (capability: InteractiveManifest['capabilities'][number]) =>
    manifest.capabilities.includes(capability)
  if (row.state === 'unlinked') return row.push_state === 'failed' ? ['retry'] : []
  if (row.state === 'creating') return []
  const state = seen?.state ?? 'active'
  const alive = state === 'active' || state === 'suspended'
  const offered: [InteractiveAction, boolean][] = [
    ['refresh', true],
    ['push', can('update') && state !== 'terminated'],
    ['retry', row.push_state === 'failed'],
    ['change_plan', can('plans') && alive],
    ['devices', can('devices')],
    ['refresh_devices', can('refresh_devices') && alive],
    ['swap_modem', can('swap_modem') && alive],
    ['logins', can('logins') && alive],
    ['reset_password', can('reset_password') && alive],
    ['impersonate', can('impersonate') && alive],
    ['central_station', can('receivers') && alive],
    ['activate', can('activate') && state === 'commitment'],
    ['suspend', can('suspend') && state === 'active'],
    ['resume', can('suspend') && state === 'suspended'],
    ['terminate', can('terminate') && (alive || state === 'commitment')],
    ['restore', can('restore') && (state === 'terminated' || state === 'ending')],
    ['unlink', true],
  ]
  return offered.flatMap(([key, offer]) => (offer ? [key] : []))
}
