/** The Bold sandbox as a test steers it: what it holds, what it was told, and the faults it is to make. */
import { startSandboxes } from '#sandboxes/all.ts'
import type { Customer } from '#sandboxes/open-station/customers.ts'
import type { SeedAccount } from '#sandboxes/open-station/wire.ts'
import type { FaultName } from '#sandboxes/faults.ts'
import type { Effect, LoggedCall } from '#sandboxes/kit.ts'

export type FaultOrder = {
  fault: FaultName
  times?: number
  match?: { method?: string; path?: string }
  accountNumber?: string
}

export type StationSandbox = {
  /** Where the station's wire stands. */
  url: string
  origin: string
  /** Where panels send their signals to, by SIA DC-09. */
  signalPort: number
  smtpPort: number
  login: { userId: string; dealerId: string; password: string }
  /** Takes accounts in as an operator would have typed them, replacing those of the same number. */
  hold(...accounts: SeedAccount[]): Promise<void>
  account(accountNumber: string): Promise<Customer | undefined>
  /** Every change that took effect at the station, oldest first; of one account if a number is given. */
  effects(accountNumber?: string): Promise<Effect[]>
  calls(accountNumber?: string): Promise<LoggedCall[]>
  fail(order: FaultOrder): Promise<void>
  heal(): Promise<void>
  close(): Promise<void>
}

export async function openStation(): Promise<StationSandbox> {
  const sandboxes = await startSandboxes({
    connectors: [
      'bold',
      'smarty',
      'brinks',
      'stages',
      'cops',
      'alarmcom',
      'adt',
      'alarmnet',
      'alula',
      'securenet',
      'totalconnect',
      'mastermind',
      'signals',
      'smtp',
      'twilio',
      'open-credit',
      'hart',
      'equifax',
      'nmi',
      'stripe',
      'docusign',
      'webhooks',
    ],
  })
  const url = `${sandboxes.url}/bold`
  const control = async <T>(method: string, name: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/_control/${name}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!response.ok) throw new Error(`${method} ${name}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  return {
    url,
    origin: sandboxes.url,
    signalPort: sandboxes.signalPort!,
    smtpPort: sandboxes.smtpPort!,
    login: { userId: 'keyholder', dealerId: 'ACME01', password: 'sandbox-demo' },
    hold: async (...accounts) => void (await control('POST', 'accounts', { accounts })),
    account: async (accountNumber) => {
      const { accounts } = await control<{ accounts: Customer[] }>('GET', 'accounts?effects=0')
      return accounts.find((account) => account.accountNumber === accountNumber)
    },
    effects: async (accountNumber) => {
      const { effects } = await control<{ effects: Effect[] }>('GET', 'accounts?limit=0')
      return effects.filter((effect) => (accountNumber ?? effect.accountNumber) === effect.accountNumber)
    },
    calls: async (accountNumber) => {
      const { calls } = await control<{ calls: LoggedCall[] }>('GET', 'calls')
      return calls.filter((call) => (accountNumber ?? call.accountNumber) === call.accountNumber)
    },
    fail: async (order) => void (await control('POST', 'faults', order)),
    heal: async () => void (await control('DELETE', 'faults')),
    close: sandboxes.close,
  }
}
