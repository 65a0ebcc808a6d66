/** The sandbox central station of the running installation, steered over its control API (sandboxes/bold/README.md). */
import type { Customer } from '#sandboxes/open-station/customers.ts'
import type { SeedAccount } from '#sandboxes/open-station/wire.ts'
import type { Effect, LoggedCall } from '#sandboxes/kit.ts'
import type { FaultOrder } from '#test/helpers/station.ts'

const control = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/bold/_control`

async function ask<T>(method: string, name: string, body?: unknown): Promise<T> {
  const response = await fetch(`${control}/${name}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  if (!response.ok) throw new Error(`${method} ${name}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

type Held = { accounts: Customer[]; effects: Effect[] }

export const station = {
  /** Takes accounts in as an operator would have typed them, replacing those of the same number. */
  hold: async (...accounts: SeedAccount[]) => void (await ask('POST', 'accounts', { accounts })),
  /** Throws if the station has no such account. */
  account: async (accountNumber: string): Promise<Customer> => {
    const { accounts } = await ask<Held>(
      'GET',
      `accounts?effects=0&search=${encodeURIComponent(accountNumber)}`,
    )
    const found = accounts.find((account) => account.accountNumber === accountNumber)
    if (!found) throw new Error(`The station has no account ${accountNumber}`)
    return found
  },
  /** Every change of one account that took effect, oldest first. */
  effects: async (accountNumber: string): Promise<Effect[]> => {
    const { effects } = await ask<Held>('GET', 'accounts?limit=0')
    return effects.filter((effect) => effect.accountNumber === accountNumber)
  },
  calls: async (accountNumber: string): Promise<LoggedCall[]> => {
    const { calls } = await ask<{ calls: LoggedCall[] }>('GET', 'calls')
    return calls.filter((call) => call.accountNumber === accountNumber)
  },
  /** Orders a fault for one account's next calls, so that other tests do not meet it. */
  fail: async (order: FaultOrder & { accountNumber: string }) => void (await ask('POST', 'faults', order)),
  /** The faults of one account that no call has met yet. */
  pendingFaults: async (accountNumber: string): Promise<unknown[]> => {
    const { faults } = await ask<{ faults: { accountNumber?: string }[] }>('GET', 'faults')
    return faults.filter((fault) => fault.accountNumber === accountNumber)
  },
}

/** An account at the station, in the words of the control API; what is left out is empty. */
export type { SeedAccount } from '#sandboxes/open-station/wire.ts'
