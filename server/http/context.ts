/** What a handler is given beside its parsed input. */
import type { Permission } from '#shared/permissions.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { fail } from '#shared/errors.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Behalf, Database, Db } from '#server/db/database.ts'
import type { Origin } from '#server/db/history-draft.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { LiveStreams } from './live.ts'
import type { Visitor } from './visitor.ts'

/** The mechanisms that the whole process shares. */
export type Services = {
  database: Database
  live: LiveStreams
  /** The clock; a test may set it. */
  now: () => Date
}

/** A signed-in user's request. */
export type Ctx = {
  actor: Actor
  now: Date
  origin: Origin
  history: HistoryDraft
}

/** A request that speaks to a provider: no database is open, short transactions are opened by `tx`. */
export type IoCtx = {
  actor: Actor
  now: Date
  origin: Origin
  /** Runs `work` in one transaction of the user's company, with its history. */
  tx<T>(work: (ctx: Ctx, db: Db) => Promise<T>): Promise<T>
}

/** A request of nobody in particular: the session endpoints, which find out who it is. */
export type PublicCtx = {
  now: Date
  origin: Origin
  userAgent: string
  tx<T>(behalf: Behalf, work: (db: Db, history: HistoryDraft, actor: Actor | null) => Promise<T>): Promise<T>
  /** Of an endpoint that says `signed`: the method, address with query and body as they came, and the request's headers. */
  signed?: { method: string; target: string; body: string; header(name: string): string | undefined }
  /** Makes the answer carry this session's cookie. */
  setSession(token: string, expiresAt: Date): void
  /** The same for one of the platform's own staff. */
  setOperatorSession(token: string, expiresAt: Date): void
  /** Who came by a company's link, as the visitor's own cookie says. */
  visitor: Visitor | null
  setVisitor(companyId: number, secret: string): void
  clearVisitor(): void
}

/** Ends the request unless the permission is held at this location. @throws access.denied_here */
export function requireAt(actor: Actor, permission: Permission, locationId: number): void {
  if (!actor.grants.has(permission, locationId))
    fail('access.denied_here', { permission: permissionLabel(permission) })
}

/** Ends the request unless one of the permissions is held somewhere. @throws access.denied */
export function requireAnywhere(actor: Actor, wanted: readonly Permission[]): void {
  if (!wanted.some((permission) => actor.grants.anywhere.has(permission))) {
    fail('access.denied', { permission: permissionLabel(wanted[0]!) })
  }
}
