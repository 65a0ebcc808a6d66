/** The sandbox station as a process of its own, and its control API. */
import path from 'node:path'
import { freePort, startProcess, untilReady, type Running } from './server-process.ts'

export type Effect = {
  seq: number
  kind: string
  accountNumber: string
  idempotencyKey: string
  values: Record<string, unknown>
}
export type StationAccount = {
  accountNumber: string
  serial: string
  version: number
  name: Record<string, string>
  premises: Record<string, string>
  phones: Record<string, string>
  email: string
  abortCode: string
  contacts: Record<string, unknown>[]
  link: { reference: string } | null
}

export type Station = {
  /** Where the sandboxes stand; the station itself is below `/bold`. */
  url: string
  running: Running
  stop(): Promise<void>
}

/** What the seeded station knows its dealer by (sandboxes/bold/README.md). */
export const login = { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }

/** Starts the sandboxes. @param memory a directory in which they remember across a restart; null keeps nothing. */
export async function startStation(log: string, memory: string | null, port?: number): Promise<Station> {
  const at = port ?? (await freePort())
  const running = startProcess('sandboxes/all.ts', [], {
    env: {
      SANDBOX_PORT: String(at),
      DC09_PORT: '0',
      ...(memory && { SANDBOX_DATA: memory }),
    },
    log: path.join(log, 'bench-sandbox.log'),
  })
  const url = `http://127.0.0.1:${at}`
  await untilReady(`${url}/bold/_control/info`, running)
  return { url, running, stop: running.stop }
}

async function control<T>(url: string, body?: unknown): Promise<T> {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const answer = await fetch(`${url}`, init)
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  return (await answer.json()) as T
}

/** Makes accounts at the station, with nothing in them but a name. */
export const bringAccounts = (url: string, accountNumbers: readonly string[]): Promise<unknown> =>
  control(`${url}/bold/_control/accounts`, {
    accounts: accountNumbers.map((accountNumber) => ({
      ...{ accountNumber, dealerId: login.dealerId, status: 'in_service' },
      ...{
        name: { first: 'Bench', last: accountNumber },
        premises: { street1: '1 Main Street', city: 'Orem', state: 'UT', postalCode: '84057' },
      },
    })),
  })

/** All accounts by number, and every change that was ever applied, in order. */
export async function readStation(
  url: string,
): Promise<{ accounts: Map<string, StationAccount>; effects: Effect[] }> {
  const { accounts, effects } = await control<{ accounts: StationAccount[]; effects: Effect[] }>(
    `${url}/bold/_control/accounts`,
  )
  return { accounts: new Map(accounts.map((account) => [account.accountNumber, account])), effects }
}

export const orderFault = (url: string, fault: string, times: number): Promise<unknown> =>
  control(`${url}/bold/_control/faults`, { fault, times })

export async function clearFaults(url: string): Promise<void> {
  await fetch(`${url}/bold/_control/faults`, { method: 'DELETE' })
}
