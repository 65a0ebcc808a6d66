/**
 * Requests of the platform's own staff (ADM-012). They have a cookie and sessions of their own, and no company: what they do in one is
 * done by a transaction that names it, and its History says who of the staff it was.
 */
import { sql } from 'kysely'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft, Origin } from '#server/db/history-draft.ts'
import type { Services } from './context.ts'
import { clearOperatorCookie, operatorHash, setSessionCookie } from './session-token.ts'

export type Operator = { id: number; name: string; email: string }

export type OperatorCtx = {
  operator: Operator
  now: Date
  origin: Origin
  userAgent: string
  /** Runs `work` in a transaction of no company: the staff's own functions, and the list of companies. */
  outside<T>(work: (db: Db) => Promise<T>): Promise<T>
  /** Runs `work` in one transaction of that company, with its history, which names the staff. */
  tx<T>(companyId: number, work: (db: Db, history: HistoryDraft) => Promise<T>): Promise<T>
  /** Keeps what was done, in the list of the staff's acts. */
  note(act: { act: string; companyId: number; reason: string }): Promise<void>
  /** Ends this session. */
  signOut(): Promise<void>
  /** Makes the answer carry a company's session. */
  enterCompany(token: string, expiresAt: Date): void
}

/** One line in the list of the staff's acts. */
export async function noteAct(
  db: Db,
  act: { operatorId: number; act: string; companyId: number | null; reason: string; address: string },
): Promise<void> {
  await sql`select platform.note_operator_act(${act.operatorId}, ${act.act}, ${act.companyId}, ${act.reason}, ${act.address})`.execute(
    db,
  )
}

/** How the staff is named in a company's History. */
export const staffName = (name: string): string => `${name} (Keyholder staff)`

/** @throws operator.signed_out */
export async function openOperator(
  { database, now }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: Origin,
  secure: boolean,
): Promise<OperatorCtx> {
  const hash = operatorHash(request, secure)
  if (!hash) return fail('operator.signed_out')
  const outside: OperatorCtx['outside'] = (work) =>
    database.transaction({ of: 'nobody' }, origin, (db) => work(db))
  const operator = await outside(async (db) => {
    const { rows } = await sql<Operator>`select * from platform.enter_operator(${hash})`.execute(db)
    return rows[0]
  })
  if (!operator) {
    clearOperatorCookie(reply, secure)
    return fail('operator.signed_out')
  }
  return {
    operator,
    now: now(),
    origin,
    userAgent: String(request.headers['user-agent'] ?? '').slice(0, 200),
    outside,
    tx: (companyId, work) =>
      database.transaction({ of: 'company', companyId, userId: null }, origin, (db, _actor, history) => {
        history.speakAs(staffName(operator.name))
        return work(db, history)
      }),
    note: (act) => outside((db) => noteAct(db, { ...act, operatorId: operator.id, address: origin.address })),
    async signOut() {
      await outside((db) => sql`select platform.end_operator_session(${hash})`.execute(db))
      clearOperatorCookie(reply, secure)
    },
    enterCompany: (token, expiresAt) => setSessionCookie(reply, token, expiresAt, secure),
  }
}
