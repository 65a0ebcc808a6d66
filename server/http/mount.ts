/**
 * Mounts a module: one route for each endpoint of its contract, every one with the same steps, so that no handler can
 * forget one: authenticate · permission · parse · begin and open the company · handle · history · commit · answer.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint, Output, Parsed } from '#shared/contract.ts'
import { fail } from '#shared/errors.ts'
import { addOns } from '#shared/rules/add-ons.ts'
import { type Permission, permissionLabel } from '#shared/permissions.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Origin } from '#server/db/history-draft.ts'
import type { News } from '#server/db/live-feed.ts'
import type { Statement } from '#server/db/one-trip.ts'
import {
  type Ctx,
  type IoCtx,
  type PublicCtx,
  requireAnywhere,
  requireFresh,
  type Services,
} from './context.ts'
import { type Download, sendDownload, sendStored, type StoredFile } from './download.ts'
import { once } from './idempotency.ts'
import { refuseCrossSite } from './cross-site.ts'
import { openOperator, type OperatorCtx } from './operator-door.ts'
import { refuseUnreadable } from './readable.ts'
import { Watch } from './watch.ts'
import {
  clearSessionCookie,
  type Credential,
  credentialOf,
  deviceOf,
  newDeviceMark,
  noteProven,
  setDeviceCookie,
  setOperatorCookie,
  setSessionCookie,
  tokenHash,
} from './session-token.ts'
import { siteOf } from './site.ts'
import { clearVisitorCookie, setVisitorCookie, visitorOf } from './visitor.ts'
import { drain, type Upload, uploadOf } from './upload.ts'

type Rows = Record<string, unknown>[]

/** A hot read: its statements go to the database in one round trip, and `answer` shapes what came back. */
export type HotRead<E extends Endpoint> = {
  statements(input: Parsed<E>): Statement[]
  answer(ctx: Pick<Ctx, 'actor' | 'now'>, results: Rows[], input: Parsed<E>): Output<E>
  /** What the answer needs besides and this process has not kept yet: it is read, with the statements again. */
  lacks?(results: Rows[]): Lacking | null
}

export type Lacking = { statement: Statement; keep(rows: Rows): void }

/** A hot read whose caller is told when to look again. */
export type LiveRead<E extends Endpoint> = HotRead<E> & { concerns(news: News, input: Parsed<E>): boolean }

type Handler<E extends Endpoint> = E['access'] extends 'public'
  ? (
      ctx: PublicCtx,
      input: Parsed<E>,
    ) => Promise<E['download'] extends 'application/octet-stream' ? StoredFile : Output<E>>
  : E['access'] extends 'operator'
    ? (ctx: OperatorCtx, input: Parsed<E>) => Promise<Output<E>>
    : E['live'] extends true
      ? LiveRead<E>
      : E['download'] extends string
        ? (ctx: IoCtx, input: Parsed<E>) => Promise<E['download'] extends 'text/csv' ? Download : StoredFile>
        : E['upload'] extends true
          ? (ctx: IoCtx, input: Parsed<E>, file: Upload) => Promise<Output<E>>
          : E['io'] extends true
            ? (ctx: IoCtx, input: Parsed<E>) => Promise<Output<E>>
            : | ((ctx: Ctx, db: Db, input: Parsed<E>) => Promise<Output<E>>)
              | (E['method'] extends 'GET' ? HotRead<E> : never)

/** The compiler demands one handler for each endpoint of the contract. */
export type Handlers<G extends Record<string, Endpoint>> = { [K in keyof G]: Handler<G[K]> }

type AnyHandler = (...args: never[]) => Promise<unknown>
type Route = {
  endpoint: Endpoint
  handler: AnyHandler | HotRead<Endpoint> | LiveRead<Endpoint>
  services: Services
  secure: boolean
}

/** Registers every endpoint of `contract` below `/api/v1`. */
export function mount<G extends Record<string, Endpoint>>(
  app: FastifyInstance,
  module: string,
  contract: G,
  handlers: Handlers<G>,
  services: Services,
  secure: boolean,
): void {
  for (const [name, endpoint] of Object.entries(contract)) {
    if (endpoint.method !== 'GET' && !endpoint.history)
      throw new Error(`${module}.${name} says nothing of its history`)
    const route: Route = { endpoint, handler: handlers[name] as never, services, secure }
    app.route({
      method: endpoint.method,
      url: `/api/v1${endpoint.path}`,
      config: { operationId: `${module}.${name}`, endpoint },
      handler: (request, reply) => serve(route, request, reply),
    })
  }
}

async function serve(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { endpoint, services } = route
  const credential = credentialOf(request, route.secure)
  if (endpoint.method !== 'GET') {
    // A visitor's cookie is protected as a user's is.
    const visitor = endpoint.access === 'public' ? visitorOf(request, route.secure) : null
    refuseCrossSite(request, credential ?? (visitor && { hash: visitor.hash, from: 'cookie' }))
  }
  void reply.header('cache-control', 'no-store')
  const origin: Origin = {
    source: credential?.from === 'bearer' ? 'api' : 'web',
    address: request.ip,
    requestId: request.id,
  }
  if (endpoint.access === 'public') return answerPublic(route, request, reply, origin, credential)
  if (endpoint.access === 'operator') return answerOperator(route, request, reply, origin)
  if (!credential) return fail('access.signed_out')
  const watch = new Watch(services, request, origin)
  if (endpoint.live) {
    const read = route.handler as LiveRead<Endpoint>
    const authorize = async (): Promise<[Actor, unknown]> => {
      const [actor, answer] = await answerSignedIn(route, request, reply, credential, origin, watch)
      return [actor, checkedAnswer(endpoint, answer)]
    }
    return services.live.serve(request, reply, authorize, (news) =>
      read.concerns(news, parse(endpoint, request)),
    )
  }
  try {
    const [actor, answer] = await answerSignedIn(route, request, reply, credential, origin, watch)
    watch.shown()
    noteProven(credential)
    touch(services, credential, actor)
    if (request.routeOptions.config.operationId === 'sessions.signOut')
      clearSessionCookie(reply, route.secure)
    if (endpoint.download === 'application/octet-stream')
      return await sendStored(request, reply, answer as StoredFile)
    if (endpoint.download) return sendDownload(reply, endpoint.download, watch.download(answer as Download))
    return checkedAnswer(endpoint, answer)
  } catch (error) {
    watch.failed(error)
    if (endpoint.upload) drain(request)
    if ((error as { code?: string }).code === 'access.signed_out') clearSessionCookie(reply, route.secure)
    throw error
  }
}

/** The answer, and who asked. */
async function answerSignedIn(
  { endpoint, handler, services, secure }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  credential: Credential,
  origin: Origin,
  watch: Watch,
): Promise<[Actor, unknown]> {
  const { database } = services
  const site = siteOf(request, secure)
  const now = services.now()
  const behalf = { of: 'session', token: credential.hash } as const

  if (typeof handler !== 'function') {
    // The round trip needs the input before it knows who asks; without a session nobody learns whether it was valid.
    const input = tryParse(endpoint, request)
    const { actor, results } = await readHot(
      handler,
      database,
      credential,
      input.ok ? handler.statements(input.value) : [],
    )
    watch.see(actor)
    checkAccess(endpoint, request, actor, now)
    if (!input.ok) throw input.error
    return [actor, handler.answer({ actor, now }, results, input.value)]
  }
  if (endpoint.io) {
    let noted = false
    const actor = await database.transaction(behalf, origin, async (_db, actor) => {
      watch.see(actor!)
      checkAccess(endpoint, request, actor!, now)
      return actor!
    })
    const input = parse(endpoint, request)
    const tx: IoCtx['tx'] = (work) =>
      database.transaction(behalf, origin, async (db, actor, history) => {
        watch.see(actor!)
        const result = await work({ actor: actor!, now: services.now(), origin, history }, db)
        noted ||= history.complete
        return result
      })
    const file = endpoint.upload && uploadOf(request)
    const run = () =>
      (handler as unknown as (ctx: IoCtx, input: unknown, file?: Upload) => Promise<unknown>)(
        {
          actor,
          now,
          origin,
          site,
          credential: credential.hash,
          tx,
          setSession: (token: string, expiresAt: Date) => setSessionCookie(reply, token, expiresAt, secure),
        },
        input,
        file,
      )
    // A file is not kept to be answered again.
    const answer = endpoint.download
      ? { value: await run(), replayed: false }
      : await once(request, endpoint, tx, run)
    requireHistory(endpoint, request, noted || answer.replayed)
    return [actor, answer.value]
  }
  return database.transaction(behalf, origin, async (db, actor, history) => {
    watch.see(actor!)
    checkAccess(endpoint, request, actor!, now)
    const input = parse(endpoint, request)
    const ctx: Ctx = { actor: actor!, now, origin, history }
    const run = () =>
      (handler as unknown as (ctx: Ctx, db: Db, input: unknown) => Promise<unknown>)(ctx, db, input)
    const answer = await once(request, endpoint, (work) => work(ctx, db), run)
    requireHistory(endpoint, request, history.complete || answer.replayed)
    return [actor!, answer.value]
  })
}

const maxReadings = 5

async function readHot(
  { lacks }: HotRead<Endpoint>,
  database: Services['database'],
  { hash }: Credential,
  statements: Statement[],
): Promise<{ actor: Actor; results: Rows[] }> {
  let read = await database.oneTrip(hash, statements)
  for (let reading = 1; lacks && statements.length && reading < maxReadings; reading++) {
    const lacking = lacks(read.results)
    if (!lacking) break
    const { actor, results } = await database.oneTrip(hash, [lacking.statement, ...statements])
    lacking.keep(results[0]!)
    read = { actor, results: results.slice(1) }
  }
  return read
}

async function answerPublic(
  { endpoint, handler, services, secure }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: Origin,
  credential: Credential | null,
) {
  let mark: string | null = null
  const ctx: PublicCtx = {
    now: services.now(),
    origin,
    userAgent: String(request.headers['user-agent'] ?? '').slice(0, 200),
    tx: (behalf, work) =>
      services.database.transaction(behalf, origin, (db, actor, history) => work(db, history, actor)),
    ...(endpoint.signed && {
      signed: {
        method: request.method,
        target: request.raw.url ?? '',
        body: request.rawBody ?? '',
        header: (name) => {
          const value = request.headers[name]
          return typeof value === 'string' ? value : undefined
        },
      },
    }),
    site: siteOf(request, secure),
    previous: credential?.from === 'cookie' ? credential.hash : null,
    device: () => deviceOf(request, secure) ?? tokenHash((mark ??= newDeviceMark())),
    setSession(token, expiresAt) {
      setSessionCookie(reply, token, expiresAt, secure)
      if (mark) setDeviceCookie(reply, mark, services.now(), secure)
    },
    setOperatorSession: (token, expiresAt) => setOperatorCookie(reply, token, expiresAt, secure),
    visitor: visitorOf(request, secure),
    setVisitor: (companyId, secret) => setVisitorCookie(reply, companyId, secret, secure),
    clearVisitor: () => clearVisitorCookie(reply, secure),
  }
  const input = parse(endpoint, request)
  const answer = await (handler as unknown as (ctx: PublicCtx, input: unknown) => Promise<unknown>)(
    ctx,
    input,
  )
  if (endpoint.download) return sendStored(request, reply, answer as StoredFile)
  const checked = checkedAnswer(endpoint, answer)
  if (!endpoint.plain) return checked
  return reply.type(`${endpoint.plain}; charset=utf-8`).send(checked)
}

async function answerOperator(
  { endpoint, handler, services, secure }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  origin: Origin,
) {
  const ctx = await openOperator(services, request, reply, origin, secure)
  const input = parse(endpoint, request)
  const work = handler as unknown as (ctx: OperatorCtx, input: unknown) => Promise<unknown>
  return checkedAnswer(endpoint, await work(ctx, input))
}

/** Cuts the answer to what the contract promises. One that does not fit is our fault, never the caller's. */
function checkedAnswer({ response, path }: Endpoint, answer: unknown): unknown {
  const checked = response.safeParse(answer)
  if (checked.success) return checked.data
  throw new Error(`The answer of ${path} does not fit its contract`, { cause: checked.error })
}

function checkAccess(endpoint: Endpoint, request: FastifyRequest, actor: Actor, now: Date): void {
  const { access, addOn, scope, fresh } = endpoint
  request.who = `company ${actor.company.id}, user ${actor.userId}`
  if (access !== 'signed_in' && access !== 'public' && access !== 'operator') {
    const wanted = (typeof access === 'string' ? [access] : access) as readonly Permission[]
    requireAnywhere(actor, wanted)
    if (scope === 'everywhere' && !wanted.some((permission) => actor.grants.covers([permission], null)))
      fail('access.denied_everywhere', { permission: permissionLabel(wanted[0]!) })
  }
  if (addOn && !actor.company.settings[addOn]) fail(addOns[addOn].off)
  if (fresh) requireFresh(actor, now)
}

function parse(endpoint: Endpoint, request: FastifyRequest): Parsed<Endpoint> {
  refuseUnreadable([request.params, request.query, endpoint.upload ? null : request.body])
  return {
    params: endpoint.params?.parse(request.params),
    query: endpoint.query?.parse(request.query),
    body: endpoint.body?.parse(request.body ?? {}),
  } as Parsed<Endpoint>
}

function tryParse(
  endpoint: Endpoint,
  request: FastifyRequest,
): { ok: true; value: Parsed<Endpoint> } | { ok: false; error: unknown } {
  try {
    return { ok: true, value: parse(endpoint, request) }
  } catch (error) {
    return { ok: false, error }
  }
}

/** A change that leaves no trace in History is a defect of ours, and undone. */
function requireHistory({ history }: Endpoint, request: FastifyRequest, noted: boolean): void {
  if (history && 'event' in history && !noted) {
    throw new Error(`${request.routeOptions.config.operationId} changed something and wrote no history`)
  }
}

/** Marks the session as used, at most every five minutes, beside the request. */
function touch({ database, now }: Services, credential: Credential, actor: Actor): void {
  if (now().getTime() - actor.lastUsedAt.getTime() < 5 * 60_000) return
  database.pool.query('select platform.touch_session($1)', [credential.hash]).catch(() => {})
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operationId?: string
    endpoint?: Endpoint
  }
  interface FastifyRequest {
    /** Kept for endpoints that say `signed`. */
    rawBody?: string
  }
}
