/**
 * The circuit breaker: a provider that fails several calls in a row is left alone for a while. What was to be sent waits
 * in its queue, one call at a time goes out to see, and the first that is answered lets all of them go on. Without it
 * a provider that hangs would hold every worker for as long as a call may take, and delay all the others (CON-092).
 */
import { sql } from 'kysely'
import type { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { LinkedKind, ProviderKind } from '#shared/rules/providers.ts'

/** A provider of the company by its kind and id. */
export type CallRef = { kind: ProviderKind; id: number }
/** One at which customers have accounts. */
export type ProviderRef = { kind: LinkedKind; id: number }

/** How many accounts must have failed, with none that was answered in between: one bad account says nothing. */
const accountsToOpen = 3
const firstWaitMs = 15_000
const longestWaitMs = 300_000
/** Nobody else goes out to see meanwhile; longer than any call may take. */
const probeMs = 60_000

const column = {
  monitoring: 'monitoring_company_id',
  interactive: 'service_provider_id',
  credit: 'credit_bureau_id',
  payment: 'payment_processor_id',
  edoc: 'edoc_provider_id',
} as const
const of = ({ kind, id }: CallRef) =>
  sql`company_id = platform.company_id() and ${sql.raw(column[kind])} = ${id}`

/** Whether the provider failed, rather than refused: an answer of any other kind shows that it is there. */
const isFailure = (error: ConnectorError | null): error is ConnectorError => error?.kind === 'unavailable'

/** Until somebody goes out to see: as long again as it has lasted, from 15 seconds to five minutes. */
export const waitMsOf = (openSince: Date, now: Date): number =>
  Math.min(longestWaitMs, Math.max(firstWaitMs, now.getTime() - openSince.getTime()))

/**
 * When a call that nobody waits for may go out: null if now, else the instant to come back. Where the time to see has
 * come, the one that asks first is let through.
 */
export async function mayCall(db: Db, provider: CallRef, now: Date): Promise<Date | null> {
  const { rows } = await sql<{ probe_at: Date }>`
    select probe_at from provider_health where ${of(provider)} and open_since is not null`.execute(db)
  const waiting = rows[0]
  if (!waiting) return null
  if (waiting.probe_at > now) return waiting.probe_at
  const mine = await sql`
    update provider_health set probe_at = ${new Date(now.getTime() + probeMs)}
    where ${of(provider)} and probe_at <= ${now}`.execute(db)
  return mine.numAffectedRows ? null : new Date(now.getTime() + firstWaitMs)
}

/** A call that ended: to which provider, about which of our connections, and how; `error` null if it was answered. */
export type EndedCall = CallRef & { connectionId: number; error: ConnectorError | null }

/** Notes how a call ended. Writes only when something changes. */
export async function noteCall(
  db: Db,
  { connectionId, error, ...provider }: EndedCall,
  now: Date,
): Promise<void> {
  if (!isFailure(error)) {
    await sql`update provider_health set failures = 0, failing = '{}', open_since = null, probe_at = null, last_ok_at = ${now}
      where ${of(provider)} and failures > 0`.execute(db)
    return
  }
  const told = (error.providerMessage ?? error.reason ?? error.kind).slice(0, 300)
  const { rows } = await sql<{ failing: number; open_since: Date | null }>`
    insert into provider_health (${sql.raw(column[provider.kind])}, failures, failing, last_error, last_failure_at)
    values (${provider.id}, 1, array[${connectionId}]::bigint[], ${told}, ${now})
    on conflict (company_id, ${sql.raw(column[provider.kind])}) do update
      set failures = provider_health.failures + 1, last_error = excluded.last_error, last_failure_at = excluded.last_failure_at,
        failing = case when ${connectionId} = any (provider_health.failing) or cardinality(provider_health.failing) >= ${accountsToOpen}
          then provider_health.failing else provider_health.failing || ${connectionId}::bigint end
    returning cardinality(failing) as failing, open_since`.execute(db)
  const { failing, open_since: openSince } = rows[0]!
  if (failing < accountsToOpen) return
  const since = openSince ?? now
  await sql`update provider_health set open_since = ${since}, probe_at = ${new Date(now.getTime() + waitMsOf(since, now))}
    where ${of(provider)}`.execute(db)
}

export type Health = {
  failures: number
  lastError: string | null
  lastFailureAt: Date | null
  openSince: Date | null
  probeAt: Date | null
  lastOkAt: Date | null
}

/** How the company's providers answer; those that never failed are missing. */
export async function listHealth(db: Db): Promise<(CallRef & Health)[]> {
  const { rows } = await sql<CallRef & Health>`
    select case when monitoring_company_id is not null then 'monitoring' when service_provider_id is not null then 'interactive'
        when credit_bureau_id is not null then 'credit' when payment_processor_id is not null then 'payment' else 'edoc' end as kind,
      coalesce(monitoring_company_id, service_provider_id, credit_bureau_id, payment_processor_id, edoc_provider_id) as id, failures, last_error as "lastError",
      last_failure_at as "lastFailureAt", open_since as "openSince", probe_at as "probeAt", last_ok_at as "lastOkAt"
    from provider_health where company_id = platform.company_id()`.execute(db)
  return rows
}
