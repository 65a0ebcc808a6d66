/** The suite's own desk: the sandbox's control API, and connectors opened on it. */
import type {
  AccountFields,
  AccountRef,
  ProviderManifest,
  RemoteAccount,
  Station,
  StationConnector,
  StationContact,
} from './contract.ts'
import { ConnectorError } from './errors.ts'
import type { AgencyKind, Details, Period } from './station-parts.ts'
import {
  providerFetch,
  type ProviderFetch,
  type ProviderReply,
  type ProviderRequest,
  type TranscriptEntry,
} from './http.ts'
import { secretValues } from './registry.ts'

/** What every suite must know of a connector to reach its sandbox. */
export type DeskSubject<Port> = {
  connector: {
    manifest: ProviderManifest
    open(settings: Record<string, unknown>, fetch: ProviderFetch): Port
  }
  /** Starts the sandbox on a free port; `url` is where its wire begins. */
  start(): Promise<{ url: string; close(): Promise<void> }>
  settings(url: string): Record<string, unknown>
  /** Sees every exchange of which no fault was ordered; throws if it breaks the provider's contract. */
  onExchange?(exchange: Exchange): void
}

/** What the station suite must know of a connector to question it. */
export type Subject = DeskSubject<Station> & {
  connector: StationConnector
  /** The system's requirement, which titles carry: "SYS-01". */
  system: string
  /** Settings of which one credential is wrong, one set for each; `password` if a wrong one is wanted. */
  badSettings(url: string, password?: string): Record<string, unknown>[]
  /** An account of the seed, as it must come back. */
  known: { accountNumber: string; fields: AccountFields; contacts: StationContact[] }
  /** Numbers that no account has, be it by case, or because none can have them. */
  missing: readonly string[]
  /** The n-th free account number, valid at the provider. */
  accountNumber(n: number): string
  /** What creating asks for beside the fields (`manifest.parts.details`, those of `atCreation`). */
  creation?: Details
  /** What the questions about zones, authorities, tests, … need to know; each is needed where it is claimed. */
  parts?: PartSubjects
}

export type PartSubjects = {
  /** An account of the seed with a zone; three numbers, and codes that the station knows (or `''`). */
  zones?: {
    accountNumber: string
    zone: string
    numbers: readonly [string, string, string]
    eventType: string
    deviceType: string
  }
  /** A ZIP that at least two authorities of the kind serve. */
  agencies?: { kind: AgencyKind; zip: string }
  tests?: { category: string }
  testResults?: { accountNumber: string } & Period
  /** An account of the seed with at least two events in the period. */
  events?: { accountNumber: string } & Period
  details?: { values: Details }
  service?: { category: string }
}

/** One request and its answer, as they were on the wire. */
export type Exchange = {
  method: string
  /** Path and query under the wire's base. */
  target: string
  requestHeaders: Record<string, string>
  requestBody: string | undefined
  status: number
  contentType: string | null
  responseBody: string
}

export type SandboxEffect = {
  seq: number
  kind: string
  accountNumber: string
  idempotencyKey: string
  values: unknown
}
export type SandboxCall = { method: string; path: string; status: number | null; fault: string | null }

export type Desk = Awaited<ReturnType<typeof connectTo>>

/** Longer than the sandbox needs, shorter than a test may take. */
export const suiteTimeoutMs = 1000

/** Starts the sandbox and opens the connector on it. */
export async function openDesk<Port>(subject: DeskSubject<Port>) {
  const { connector } = subject
  const sandbox = await subject.start()
  let counter = 0
  let opened = 0

  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const reply = await fetch(`${sandbox.url}/_control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (!reply.ok) throw new Error(`The sandbox answered ${reply.status}: ${await reply.text()}`)
    return reply.json()
  }

  const open = ({
    settings = subject.settings(sandbox.url),
    onCall,
  }: {
    settings?: Record<string, unknown>
    onCall?: (entry: TranscriptEntry) => void
  } = {}): Port => {
    const send = providerFetch({
      connector: connector.manifest.key,
      credentials: `conformance ${connector.manifest.key} ${opened++}`,
      timeoutMs: suiteTimeoutMs,
      callsPerSecond: 10_000,
      allowPrivate: true,
      secrets: secretValues(connector.manifest, settings),
      onCall,
    })
    return connector.open(settings, async (request) => {
      const reply = await send(request)
      if (!faultsOrdered && request.url.href.startsWith(`${sandbox.url}/`))
        subject.onExchange?.(exchangeOf(sandbox.url, request, reply))
      return reply
    })
  }
  let faultsOrdered = false
  const port = open()
  const key = () => `conformance-${process.pid}-${++counter}`

  return {
    url: sandbox.url,
    port,
    open,
    close: () => sandbox.close(),
    /** A number that no call of this desk has had. */
    count: () => ++counter,
    /** A fresh idempotency key. */
    key,
    /** Orders a fault for the next call that is no sign-in. */
    fault: async (order: { fault: string; times?: number; match?: { write: boolean } }) => {
      faultsOrdered = true
      await control('POST', 'faults', order)
    },
    /** Takes back the faults that met no call. */
    clearFaults: async () => {
      await control('DELETE', 'faults')
      faultsOrdered = false
    },
    reset: () => control('POST', 'reset', {}),
    calls: async () => ((await control('GET', 'calls')) as { calls: SandboxCall[] }).calls,
    /** What the sandbox has applied to an account, in order. */
    effects: async (accountNumber: string) =>
      ((await control('GET', 'accounts?limit=0')) as { effects: SandboxEffect[] }).effects.filter(
        (effect) => effect.accountNumber === accountNumber,
      ),
  }
}

/** The desk of the station suite: makes accounts to work on. */
export async function connectTo(subject: Subject) {
  const desk = await openDesk(subject)
  return {
    ...desk,
    station: desk.port,
    /** A fresh account number. */
    accountNumber: () => subject.accountNumber(desk.count()),
    /** A fresh account to work on, created through the connector. */
    shell: async (
      fields: AccountFields,
      through = desk.port,
    ): Promise<{ ref: AccountRef; revision: string }> => {
      const accountNumber = subject.accountNumber(desk.count())
      const account: RemoteAccount = await through.account.create!({
        accountNumber,
        fields,
        details: subject.creation,
        idempotencyKey: desk.key(),
      })
      return { ref: { accountNumber, externalId: account.externalId }, revision: account.revision }
    },
  }
}

const exchangeOf = (base: string, request: ProviderRequest, reply: ProviderReply): Exchange => ({
  method: request.method,
  target: request.url.href.slice(base.length),
  requestHeaders: request.headers ?? {},
  requestBody: request.body,
  status: reply.status,
  contentType: reply.header('content-type'),
  responseBody: reply.body,
})

/** The `ConnectorError` that a call ends with; throws if it ends well or with anything else. */
export async function rejection(call: Promise<unknown>): Promise<ConnectorError> {
  let answer: unknown
  try {
    answer = await call
  } catch (error) {
    if (error instanceof ConnectorError) return error
    throw error
  }
  throw new Error(`Expected a ConnectorError, got ${JSON.stringify(answer)}`)
}
