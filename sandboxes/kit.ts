/**
 * What every sandbox stands on: an HTTP server that passes a provider's wire calls to the sandbox, lets faults
 * act on them at the socket, keeps a log of calls, and serves the control API and page beside the wire.
 */
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerControl } from './control.ts'
import { PendingFaults, sentinelFault, type FaultName, type FaultTarget } from './faults.ts'
import { indexPage } from './page.ts'

export type WireCall = {
  method: string
  /** Path under the sandbox's own prefix, beginning with a slash. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}
export type WireAnswer = {
  status: number
  headers?: Record<string, string>
  body: string
  /** Sent instead of the body: a file. */
  bytes?: Buffer
}

/** Every applied change, once, in order. `values` is what was written, in the wire's words. */
export type Effect = {
  seq: number
  at: string
  kind: string
  accountNumber: string
  idempotencyKey: string
  values: unknown
}

/** A provider's fake: its wire, and its insides for the control API. Does its work synchronously. */
export type Sandbox = {
  key: string
  name: string
  /** Sentences for the page: what this is, and with which credentials it is reached. */
  about: string
  /** Columns of the page's table: a title and the path into an account. */
  columns: readonly { title: string; path: string }[]
  answer(call: WireCall): WireAnswer
  accountNumberOf(call: WireCall): string | null
  isSignIn(call: WireCall): boolean
  /** Whether a call changes something, where the method does not say it; left out, all but GETs and sign-ins do. */
  isWrite?(call: WireCall): boolean
  /** A refusal in the wire's own form, for faults; `call` is the one refused, where the form depends on it. */
  refuse(
    status: number,
    code: string,
    detail: string,
    headers?: Record<string, string>,
    call?: WireCall,
  ): WireAnswer
  accounts(): Iterable<{ accountNumber: string }>
  effects(): readonly Effect[]
  /** Takes accounts in, replacing those of the same number, and returns how many; throws a ZodError. */
  upsert(body: unknown): number
  reset(): void
  close(): void
  /** Further calls of the control API by name: `POST /_control/{name}` with JSON; a ZodError is a 422. */
  controls?: Readonly<Record<string, (body: unknown) => Promise<WireAnswer>>>
  /** Pages for people, where the provider has a website of its own: null for what is none of its addresses. Free of faults. */
  site?(call: WireCall): Promise<WireAnswer> | null
  /** For what does not speak HTTP: the faults that it knows, with what they do, and how it begins to listen. */
  ownWire?: {
    faults: Readonly<Record<string, string>>
    /** What the page calls its parts, by their ids. */
    titles: Readonly<Record<string, string>>
    listen(served: Served, at: { host: string; port: number }): Promise<OwnWire>
  }
}
export type OwnWire = { port: number; close(): Promise<void> }

export type LoggedCall = {
  seq: number
  at: string
  method: string
  path: string
  accountNumber: string | null
  idempotencyKey: string | null
  fault: string | null
  /** What was answered, where a status does not say it. */
  answer?: string
  /** null until answered, and for ever if the connection was dropped. */
  status: number | null
  durationMs: number | null
}

/** A sandbox while it is served. */
export type Served = {
  sandbox: Sandbox
  faults: PendingFaults
  /** The newest thousand calls, oldest first. */
  calls: LoggedCall[]
  callCount: number
}

const maxCalls = 1000
/** A document travels in its envelope, as base64. */
const maxWireBytes = 32 * 1024 * 1024
const maxControlBytes = 64 * 1024 * 1024
const slowMs = 2000
const timeoutMs = 60_000

/** Serves sandboxes under `/{key}/…`, and wires of their own at `wirePorts`; port 0 takes a free one. */
export async function serve(
  sandboxes: readonly Sandbox[],
  { port, host, wirePorts = {} }: { port: number; host: string; wirePorts?: Record<string, number> },
): Promise<{ url: string; wirePorts: Record<string, number>; close: () => Promise<void> }> {
  const served = new Map(
    sandboxes.map((sandbox): [string, Served] => [
      sandbox.key,
      { sandbox, faults: new PendingFaults(), calls: [], callCount: 0 },
    ]),
  )
  const server = http.createServer((request, response) => {
    route(served, request, response).catch((error: unknown) => {
      const status = error instanceof TooLarge ? 413 : 500
      if (response.headersSent) return response.destroy()
      send(response, { status, body: `${error instanceof Error ? error.stack : String(error)}\n` })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const wires: [key: string, wire: OwnWire][] = []
  try {
    for (const [key, one] of served)
      if (one.sandbox.ownWire)
        wires.push([key, await one.sandbox.ownWire.listen(one, { host, port: wirePorts[key] ?? 0 })])
  } catch (error) {
    server.close()
    throw error
  }
  const address = server.address() as AddressInfo
  const named = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${named}:${address.port}`,
    wirePorts: Object.fromEntries(wires.map(([key, wire]) => [key, wire.port])),
    close: async () => {
      for (const [, wire] of wires) await wire.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      for (const { sandbox } of served.values()) sandbox.close()
    },
  }
}

async function route(
  served: ReadonlyMap<string, Served>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const [, key, path = ''] = /^\/([^/]*)(\/.*)?$/.exec(url.pathname) ?? []
  if (!key) return send(response, indexPage([...served.values()].map(({ sandbox }) => sandbox)))
  const target = served.get(key)
  if (!target) return send(response, { status: 404, body: `No sandbox is called ${key}\n` })
  if (path === '') return send(response, { status: 308, headers: { location: `/${key}/` }, body: '' })

  const control = path === '/' || path.startsWith('/_control/')
  const call: WireCall = {
    method: request.method ?? 'GET',
    path,
    query: url.searchParams,
    headers: request.headers,
    body: await readBody(request, control ? maxControlBytes : maxWireBytes),
  }
  if (control) return send(response, await answerControl(target, call))
  const page = target.sandbox.site?.(call)
  if (page) return send(response, await page)
  await answerWire(target, call, request, response)
}

async function answerWire(
  served: Served,
  call: WireCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { sandbox } = served
  const target = {
    method: call.method,
    path: call.path,
    accountNumber: sandbox.accountNumberOf(call),
    signIn: sandbox.isSignIn(call),
    write: sandbox.isWrite?.(call) ?? (call.method !== 'GET' && !sandbox.isSignIn(call)),
  }
  const fault = faultOf(served, target)
  const path = call.path + (call.query.size ? `?${call.query}` : '')
  const key = call.headers['idempotency-key']
  const logged = logCall(served, {
    method: call.method,
    path,
    accountNumber: target.accountNumber,
    idempotencyKey: typeof key === 'string' ? key : null,
    fault,
  })
  const startedAt = performance.now()
  const finish = (status: number | null) => {
    logged.status = status
    logged.durationMs = Math.round(performance.now() - startedAt)
  }
  const reply = (answer: WireAnswer) => {
    finish(answer.status)
    send(response, answer)
  }
  const refuse = (status: number, code: string, detail: string, headers?: Record<string, string>) =>
    reply(sandbox.refuse(status, code, detail, headers, call))
  const drop = () => {
    finish(null)
    request.socket.destroy()
  }

  switch (fault) {
    case null:
      return reply(sandbox.answer(call))
    case 'drop_before':
      return drop()
    case 'drop_after':
      sandbox.answer(call)
      return drop()
    case 'timeout':
      await quiet(timeoutMs, response)
      return drop()
    case 'slow':
      await quiet(slowMs, response)
      return reply(sandbox.answer(call))
    case 'malformed': {
      const { body } = sandbox.answer(call)
      const half = body.slice(0, Math.max(1, body.length >> 1)) || '{'
      return reply({ status: 200, headers: { 'content-type': 'application/json' }, body: half })
    }
    case 'http_500':
      return refuse(500, 'failed', 'Something broke at the station (a fault of the sandbox)')
    case 'http_503':
      return refuse(503, 'unavailable', 'The station is down for maintenance (a fault of the sandbox)')
    case 'rate_limit':
      return refuse(429, 'too_many_calls', 'Too many calls', { 'retry-after': '1' })
    case 'rejected':
      return refuse(422, 'refused', 'Refused by the station: call the data entry desk')
  }
}

/** Waits, or less if the caller hangs up. */
const quiet = (ms: number, response: ServerResponse) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    response.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** The faults of a wire of its own are none of HTTP's. */
const faultOf = ({ sandbox, faults }: Served, target: FaultTarget): FaultName | null =>
  sandbox.ownWire ? null : ((faults.take(target) as FaultName | null) ?? sentinelFault(target))

/** Notes that a call has come; what was answered is put into the note when it is known. */
export function logCall(
  served: Served,
  call: Omit<LoggedCall, 'seq' | 'at' | 'status' | 'durationMs'>,
): LoggedCall {
  const logged: LoggedCall = {
    seq: ++served.callCount,
    at: new Date().toISOString(),
    ...call,
    status: null,
    durationMs: null,
  }
  served.calls.push(logged)
  if (served.calls.length > maxCalls) served.calls.shift()
  return logged
}

class TooLarge extends Error {}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new TooLarge(`The body is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, headers, body, bytes }: WireAnswer): void {
  const length = status === 204 ? {} : { 'content-length': bytes?.length ?? Buffer.byteLength(body) }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers, ...length })
  response.end(bytes ?? body)
}
