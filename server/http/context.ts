/** What a handler is given beside its parsed input. */
import type { Permission } from '#shared/permissions.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { fail } from '#shared/errors.ts'
import { verifiedMinutes } from '#shared/rules/sign-in.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Behalf, Database, Db } from '#server/db/database.ts'
import type { Origin } from '#server/db/history-draft.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { LiveStreams } from './live.ts'
import type { Site } from './site.ts'
import type { Visitor } from './visitor.ts'

/** The mechanisms that the whole process shares. */
export type Services = {
  database: Database
  live: LiveStreams
  /** Absent where nobody asks for it: in tests of single endpoints. */
  audit?: AuditTrail
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
  /** Where the page is that asks. */
  site: Site
  /** The digest of what the caller proved themselves by. */
  credential: Buffer
  /** Makes the answer carry another cookie of this session. */
  setSession(token: string, expiresAt: Date): void
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
  site: Site
  /** The browser session that the request brought along, whosever it is. */
  previous: Buffer | null
  /** What is stored of the browser's mark; one that has none is given one with its session. */
  device(): Buffer
  /** Makes the answer carry this session's cookie, before any other: scripts take the first. */
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

/** @throws access.browser_only unless the user acts themselves, in a browser: neither by a token nor by the staff */
export function requireOneself(actor: Actor): void {
  if (actor.operator) fail('operator.not_as_staff')
  if (actor.sessionKind !== 'browser') fail('access.browser_only')
}

/** @throws access.verify_first if the browser's user said too long ago who they are */
export function requireFresh(actor: Actor, now: Date): void {
  if (actor.sessionKind !== 'browser' || actor.operator) return
  if (now.getTime() - actor.verifiedAt.getTime() > verifiedMinutes * 60_000) fail('access.verify_first')
}
