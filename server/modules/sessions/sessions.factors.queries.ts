/** Second factors and sign-ins that wait for one: the platform's tables, reached by functions alone (0054_sign_in.sql). */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

/** Whose factors: a user's of the open company, or those of one of the staff. */
export type Holder =
  | { companyId: number; userId: number; operatorId: null }
  | { companyId: null; userId: null; operatorId: number }

const of = ({ userId, operatorId }: Holder) => sql`${userId}::bigint, ${operatorId}::bigint`

export type FactorRow = {
  id: number
  kind: 'totp' | 'passkey'
  name: string
  created_at: Date
  confirmed_at: Date | null
  last_used_at: Date | null
  sealed_secret: string | null
  last_step: number | null
  credential_id: string | null
  public_key: Buffer | null
  sign_count: number | null
  transports: string[] | null
  host: string | null
}

/** Also an authenticator app that is only being set up. */
export async function listFactors(db: Db, holder: Holder): Promise<FactorRow[]> {
  return (await sql<FactorRow>`select * from platform.list_factors(${of(holder)})`.execute(db)).rows
}

/** Those that count. */
export const listConfirmed = async (db: Db, holder: Holder): Promise<FactorRow[]> =>
  (await listFactors(db, holder)).filter(({ confirmed_at }) => confirmed_at !== null)

const yes = async (db: Db, call: ReturnType<typeof sql>): Promise<boolean> =>
  (await sql<{ yes: boolean }>`select ${call} as yes`.execute(db)).rows[0]!.yes

export async function beginTotp(
  db: Db,
  holder: Holder,
  name: string,
  sealed: string,
  at: Date,
): Promise<void> {
  await sql`select platform.begin_totp(${of(holder)}, ${name}, ${sealed}, ${at})`.execute(db)
}
export const confirmTotp = (
  db: Db,
  holder: Holder,
  f: { id: number; name: string; step: number; at: Date },
): Promise<boolean> =>
  yes(db, sql`platform.confirm_totp(${of(holder)}, ${f.id}::bigint, ${f.name}, ${f.step}::bigint, ${f.at})`)
/** @returns whether this time step was still to be had */
export const useTotp = (db: Db, holder: Holder, id: number, step: number, at: Date): Promise<boolean> =>
  yes(db, sql`platform.use_totp(${of(holder)}, ${id}::bigint, ${step}::bigint, ${at})`)

export type NewCredential = {
  id: string
  publicKey: Buffer
  counter: number
  transports: string[]
  host: string
  backedUp: boolean
}
/** @returns whether it was not there yet */
export const addPasskey = (
  db: Db,
  holder: Holder,
  name: string,
  c: NewCredential,
  at: Date,
): Promise<boolean> =>
  yes(
    db,
    sql`platform.add_passkey(${of(holder)}, ${name}, ${c.id}, ${c.publicKey}, ${c.counter}::bigint, ${c.transports}::text[], ${c.host},
      ${c.backedUp}, ${at}) is not null`,
  )
/** @returns whether the authenticator's counter has moved on, as it must */
export const usePasskey = (db: Db, holder: Holder, id: number, counter: number, at: Date): Promise<boolean> =>
  yes(db, sql`platform.use_passkey(${of(holder)}, ${id}::bigint, ${counter}::bigint, ${at})`)

export async function findPasskeyHolder(db: Db, credentialId: string): Promise<number | null> {
  const { rows } = await sql<{
    user_id: number | null
  }>`select platform.find_passkey_holder(${credentialId}) as user_id`.execute(db)
  return rows[0]!.user_id
}

export const renameFactor = (db: Db, holder: Holder, id: number, name: string): Promise<boolean> =>
  yes(db, sql`platform.rename_factor(${of(holder)}, ${id}::bigint, ${name})`)
export const removeFactor = (db: Db, holder: Holder, id: number): Promise<boolean> =>
  yes(db, sql`platform.remove_factor(${of(holder)}, ${id}::bigint)`)

/** Of a user, recovery codes included. @returns how many factors counted */
export async function dropFactors(db: Db, userId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select platform.drop_factors(${userId}) as n`.execute(db)
  return rows[0]!.n
}

export async function putRecoveryCodes(
  db: Db,
  holder: Holder,
  salt: Buffer,
  digests: Buffer[],
  at: Date,
): Promise<void> {
  await sql`select platform.put_recovery_codes(${of(holder)}, ${salt}, ${digests}::bytea[], ${at})`.execute(
    db,
  )
}
export type RecoveryRow = { id: number; salt: Buffer; digest: Buffer; created_at: Date }
/** Those that are not used. */
export async function listRecoveryCodes(db: Db, holder: Holder): Promise<RecoveryRow[]> {
  return (await sql<RecoveryRow>`select * from platform.list_recovery_codes(${of(holder)})`.execute(db)).rows
}
export const useRecoveryCode = (db: Db, holder: Holder, id: number, at: Date): Promise<boolean> =>
  yes(db, sql`platform.use_recovery_code(${of(holder)}, ${id}::bigint, ${at})`)

export type PendingStep = 'second' | 'enrol' | 'passkey'
export type NewPending = {
  token: Buffer
  companyId: number | null
  userId: number | null
  operatorId: number | null
  step: PendingStep
  challenge: string | null
  newPasswordHash: string | null
  at: Date
  expiresAt: Date
}
export async function insertPending(db: Db, p: NewPending): Promise<void> {
  await sql`select platform.create_pending(${p.token}, ${p.companyId}, ${p.userId}, ${p.operatorId}, ${p.step}, ${p.challenge},
    ${p.newPasswordHash}, ${p.at}, ${p.expiresAt})`.execute(db)
}

export type PendingRow = {
  company_id: number | null
  slug: string | null
  user_id: number | null
  username: string | null
  operator_id: number | null
  email: string | null
  step: PendingStep
  challenge: string | null
  new_password_hash: string | null
  created_at: Date
}
/** Opens its company. */
export async function findPending(db: Db, token: Buffer, at: Date): Promise<PendingRow | undefined> {
  return (await sql<PendingRow>`select * from platform.find_pending(${token}, ${at})`.execute(db)).rows[0]
}
export async function challengePending(db: Db, token: Buffer, challenge: string): Promise<void> {
  await sql`select platform.challenge_pending(${token}, ${challenge})`.execute(db)
}
export async function failPending(db: Db, token: Buffer, most: number): Promise<void> {
  await sql`select platform.fail_pending(${token}, ${most})`.execute(db)
}
/** @returns whether it was still there to be used */
export const takePending = (db: Db, token: Buffer): Promise<boolean> =>
  yes(db, sql`platform.take_pending(${token})`)
export async function dropPending(db: Db, userId: number): Promise<void> {
  await sql`select platform.drop_pending(${userId})`.execute(db)
}
