/** What providers list under our dealer number, a page at a time: accounts that nobody here holds cost money. */
import { sql } from 'kysely'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import { noteCall, type ProviderRef } from '../providers/providers.service.ts'
import type { Opened } from './health.looking.ts'
import type { Work } from './health.part.ts'
import * as queries from './health.runs.queries.ts'

/** Reads one page and keeps what is nobody's; a provider that fails keeps what was known of it. */
export async function readList(
  { tx, now }: Work,
  part: queries.PartRow,
  opened: Opened,
): Promise<'end' | { moved: boolean } | { failure: ConnectorError }> {
  const provider = queries.providerOf(part)
  try {
    const { listed, next } = await readPage(opened, part.cursor_page)
    return await tx(async (db) => {
      await noteCall(db, { ...provider, connectionId: 0, error: null }, now())
      await keepStrays(db, provider, { runId: part.run_id, now: now() }, listed)
      if (next !== null)
        return { moved: await queries.advance(db, part, { listing: true, id: 0, page: next }) }
      await forgetStrays(db, provider, part.run_id)
      return 'end'
    })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    await tx((db) => noteCall(db, { ...provider, connectionId: 0, error }, now()))
    return { failure: error }
  }
}

type Listed = { account: string; login: string; in_service: boolean | null; reference: string | null }

async function readPage(
  { kind, open }: Opened,
  after: string | null,
): Promise<{ listed: Listed[]; next: string | null }> {
  if (kind === 'monitoring') {
    const { accounts, next } = await open.station.account.list!(after)
    const listed = accounts.map(({ accountNumber, inService, linkedReference }) => ({
      account: accountNumber,
      login: '',
      in_service: inService,
      reference: linkedReference,
    }))
    return { listed, next }
  }
  const { subscribers, next } = await open.provider.subscribers.list!(after)
  const listed = subscribers
    .filter(({ state }) => state !== 'terminated')
    .map(({ externalId, login, state, linkedReference }) => ({
      account: externalId,
      login,
      in_service: state !== 'suspended',
      reference: linkedReference,
    }))
  return { listed, next }
}

/** A station that we know by several names lists the accounts of all of them under one dealer number. */
const sameHouse = (id: number) => sql`array(select o.id from monitoring_company m join monitoring_company o
    on o.company_id = m.company_id and o.connector = m.connector and o.settings->'baseUrl' = m.settings->'baseUrl'
      and o.settings->'dealerId' is not distinct from m.settings->'dealerId'
  where m.company_id = platform.company_id() and m.id = ${id} union select ${id}::bigint)`

const column = { monitoring: 'monitoring_company_id', interactive: 'service_provider_id' } as const

async function keepStrays(
  db: Db,
  { kind, id }: ProviderRef,
  { runId, now }: { runId: number; now: Date },
  listed: readonly Listed[],
): Promise<void> {
  const of = sql.raw(column[kind])
  const held =
    kind === 'monitoring'
      ? sql`exists (select from connection k where k.company_id = platform.company_id()
            and k.monitoring_company_id = any (${sameHouse(id)}) and k.account_number = x.account and k.state <> 'unlinked')
          or exists (select from customer c where c.company_id = platform.company_id()
            and c.monitoring_company_id = any (${sameHouse(id)}) and c.account_number = x.account and c.archived_at is null)`
      : sql`exists (select from interactive_account a where a.company_id = platform.company_id()
            and a.service_provider_id = ${id} and a.external_id = x.account and a.state <> 'unlinked')`
  await sql`
    insert into stray_account (${of}, account, login, in_service, linked_reference, first_seen_at, run_id)
    select distinct on (x.account) ${id}::bigint, x.account, x.login, x.in_service, x.reference, ${now}::timestamptz, ${runId}::bigint
    from jsonb_to_recordset(${JSON.stringify(listed)}::jsonb) x (account text, login text, in_service boolean, reference text)
    where not (${held}) order by x.account
    on conflict (company_id, ${of}, account) do update set run_id = excluded.run_id, login = excluded.login,
      in_service = excluded.in_service, linked_reference = excluded.linked_reference`.execute(db)
}

/** The list has been read to its end: what this run did not see is there no more, or somebody's. */
async function forgetStrays(db: Db, { kind, id }: ProviderRef, runId: number): Promise<void> {
  await sql`delete from stray_account where company_id = platform.company_id() and ${sql.raw(column[kind])} = ${id}
    and run_id <> ${runId}`.execute(db)
}
