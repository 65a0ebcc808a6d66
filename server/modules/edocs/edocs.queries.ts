/** The SQL of documents, their signers and what happened to them. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type {
  EdocEventKind,
  EdocField,
  EdocPage,
  EdocStatus,
  SignerRole,
  SignerStatus,
} from '#shared/rules/edocs.ts'
import type { Db } from '#server/db/database.ts'
import type { Edoc, EdocEvent, EdocSigner } from '#server/db/types.ts'

export const ours = sql<SqlBool>`company_id = platform.company_id()`

export type EdocDbRow = Omit<
  Selectable<Edoc>,
  'status' | 'fields' | 'pages' | 'merged' | 'provider_state'
> & {
  status: EdocStatus
  fields: EdocField[]
  pages: EdocPage[]
  merged: Record<string, string>
  provider_state: 'none' | 'sending' | 'unknown' | 'sent' | 'failed'
}
/** With the names that the page shows. */
export type ShownEdoc = EdocDbRow & {
  provider: string
  connector: string | null
  template: string | null
  createdByName: string | null
  sentByName: string | null
}
export type SignerRow = Omit<
  Selectable<EdocSigner>,
  'role' | 'status' | 'delivery' | 'code_channel' | 'entries'
> & {
  role: SignerRole
  status: SignerStatus
  delivery: 'email' | 'in_person'
  code_channel: 'email' | 'sms'
  entries: Record<string, string | boolean>
}
/** With what became of the latest invitation. */
export type ShownSigner = SignerRow & { messageState: string | null; messageReason: string | null }
export type EventRow = Omit<Selectable<EdocEvent>, 'kind'> & { kind: EdocEventKind; byName: string | null }

const name = (alias: string) => sql.raw(`${alias}.first_name || ' ' || ${alias}.last_name`)

/** A record's, or one of them; the latest first. */
export async function listEdocs(db: Db, customerId: number, edocId?: number): Promise<ShownEdoc[]> {
  const { rows } = await sql<ShownEdoc>`
    select e.*, p.name as provider, p.connector, t.name as template, ${name('c')} as "createdByName", ${name('s')} as "sentByName"
    from edoc e
    join edoc_provider p on p.company_id = e.company_id and p.id = e.edoc_provider_id
    left join edoc_template t on t.company_id = e.company_id and t.id = e.template_id
    left join user_account c on c.company_id = e.company_id and c.id = e.created_by
    left join user_account s on s.company_id = e.company_id and s.id = e.sent_by
    where e.company_id = platform.company_id() and e.customer_id = ${customerId}
      and (${edocId ?? null}::bigint is null or e.id = ${edocId ?? null}::bigint)
    order by e.id desc`.execute(db)
  return rows
}

export async function countEdocs(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from edoc where ${ours} and customer_id = ${customerId}`.execute(db)
  return rows[0]!.n
}

/** In their turns. */
export async function listSigners(db: Db, edocIds: readonly number[]): Promise<ShownSigner[]> {
  const { rows } = await sql<ShownSigner>`
    select s.*, m.state as "messageState", m.reason as "messageReason" from edoc_signer s
    left join message m on m.company_id = s.company_id and m.id = s.message_id
    where s.company_id = platform.company_id() and s.edoc_id = any (${[...edocIds]}::bigint[])
    order by s.turn, array_position(array['customer', 'cosigner', 'dealer'], s.role), s.id`.execute(db)
  return rows
}

export async function listEvents(db: Db, edocId: number): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select v.*, ${name('u')} as "byName" from edoc_event v
    left join user_account u on u.company_id = v.company_id and u.id = v.by_user_id
    where v.company_id = platform.company_id() and v.edoc_id = ${edocId} order by v.id`.execute(db)
  return rows
}

/** Held to the end of the transaction: everything that changes a document begins here. */
export async function lockEdoc(db: Db, id: number): Promise<EdocDbRow | undefined> {
  const row = await db
    .selectFrom('edoc')
    .selectAll()
    .where(ours)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row as EdocDbRow | undefined
}

export async function insertEdoc(db: Db, values: Record<string, unknown>): Promise<number> {
  const row = await db
    .insertInto('edoc')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Saves as the next version. */
export async function updateEdoc(db: Db, id: number, values: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('edoc')
    .set({ ...values, version: sql<number>`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export async function deleteEdoc(db: Db, id: number): Promise<void> {
  await db.deleteFrom('edoc').where(ours).where('id', '=', id).execute()
}

export type NewSigner = Pick<
  SignerRow,
  'role' | 'turn' | 'name' | 'email' | 'phone' | 'delivery' | 'code_channel'
>

export async function replaceSigners(db: Db, edocId: number, signers: readonly NewSigner[]): Promise<void> {
  await db.deleteFrom('edoc_signer').where(ours).where('edoc_id', '=', edocId).execute()
  if (!signers.length) return
  await db
    .insertInto('edoc_signer')
    .values(signers.map((signer) => ({ ...signer, edoc_id: edocId })) as never)
    .execute()
}

export async function updateSigner(db: Db, id: number, values: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('edoc_signer')
    .set(values as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

/** Ends codes and sessions of a document's signers. Their links lead to a page that says how it ended. */
export async function endSessions(db: Db, edocId: number): Promise<void> {
  await sql`update edoc_signer set code_hash = null, key_hash = null, key_expires_at = null
    where ${ours} and edoc_id = ${edocId} and status <> 'signed'`.execute(db)
}

export async function getLocationId(db: Db, customerId: number): Promise<number> {
  const row = await db
    .selectFrom('customer')
    .select('location_id')
    .where(ours)
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow()
  return row.location_id
}

export type NewEvent = {
  kind: EdocEventKind
  at: Date
  signerId?: number | null
  userId?: number | null
  who?: string
  address?: string
  agent?: string
  detail?: string
}

export async function addEvent(db: Db, edocId: number, event: NewEvent): Promise<void> {
  await db
    .insertInto('edoc_event')
    .values({
      edoc_id: edocId,
      signer_id: event.signerId ?? null,
      kind: event.kind,
      at: event.at,
      by_user_id: event.userId ?? null,
      who: event.who ?? '',
      address: event.address ?? '',
      agent: event.agent ?? '',
      detail: (event.detail ?? '').slice(0, 500),
    })
    .execute()
}

/** Whose link it is; the document is locked by it. */
export async function lockByToken(
  db: Db,
  tokenHash: Buffer,
): Promise<{ edoc: EdocDbRow; signers: ShownSigner[]; signer: ShownSigner } | undefined> {
  const found = await db
    .selectFrom('edoc_signer')
    .select(['id', 'edoc_id'])
    .where(ours)
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  const edoc = found && (await lockEdoc(db, found.edoc_id))
  if (!edoc) return undefined
  const signers = await listSigners(db, [edoc.id])
  const signer = signers.find(({ id }) => id === found.id)
  // The link may have been replaced while the lock was waited for.
  return signer?.token_hash?.equals(tokenHash) ? { edoc, signers, signer } : undefined
}

/** Whose envelope it is. */
export async function findByEnvelope(
  db: Db,
  providerId: number,
  envelopeId: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('edoc')
    .select('id')
    .where(ours)
    .where('edoc_provider_id', '=', providerId)
    .where('provider_id', '=', envelopeId)
    .executeTakeFirst()
  return row?.id
}

export type ProviderChoice = { id: number; name: string; connector: string | null; active: boolean }

export const listActiveProviders = (db: Db): Promise<ProviderChoice[]> =>
  db
    .selectFrom('edoc_provider')
    .select(['id', 'name', 'connector', 'active'])
    .where(ours)
    .where('active', '=', true)
    .orderBy(sql`connector is not null`)
    .orderBy(sql`platform.fold(name)`)
    .orderBy('id')
    .execute()

/** Work on a document at a later time; the same work that waits already is put to the new time. */
export async function addJob(
  db: Db,
  task: 'edocs.seal' | 'edocs.remind' | 'edocs.expire' | 'edocs.provider',
  edocId: number,
  runAt: Date | null = null,
): Promise<void> {
  await sql`select platform.add_job(${task}, ${JSON.stringify({ edocId })}::jsonb, ${`edoc:${edocId}`},
    ${`${task}:${edocId}`}, ${runAt})`.execute(db)
}

export async function findCertificate(db: Db, now: Date) {
  return db
    .selectFrom('edoc_certificate')
    .selectAll()
    .where(ours)
    .where('expires_at', '>', now)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertCertificate(
  db: Db,
  values: { made_at: Date; expires_at: Date; fingerprint: string; sealed_p12: string },
): Promise<void> {
  await db.insertInto('edoc_certificate').values(values).execute()
}

export type CompanyFacts = { id: number; name: string; slug: string; timeZone: string; settings: unknown }

/** For whoever acts without a user: a job, a signer. */
export async function getCompany(db: Db): Promise<CompanyFacts> {
  const { rows } = await sql<CompanyFacts>`
    select id, name, slug, time_zone as "timeZone", settings from platform.company where id = platform.company_id()`.execute(
    db,
  )
  return rows[0]!
}

/** A user as people read them; empty if there is none. */
export async function findUserName(db: Db, id: number): Promise<string> {
  const row = await db
    .selectFrom('user_account')
    .select(['first_name', 'last_name'])
    .where(ours)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? `${row.first_name} ${row.last_name}` : ''
}
