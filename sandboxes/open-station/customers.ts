/** The station's memory: its customers, the changes applied to them, and the answers to be replayed. */
import type { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import type { Replay } from './door.ts'
import type { HeldPreCheck } from './prechecks.ts'
import { seedAccounts, type seedAccount, type SeedAccount } from './wire.ts'

export type Customer = z.output<typeof seedAccount> & { dealerId: string; serial: string; version: number }
type Entry = { customers?: Customer[]; effect?: Effect; replay?: Replay; preCheck?: HeldPreCheck }

/** What accounts that were noted by an older sandbox lack. */
const emptyParts = {
  zones: [],
  agencies: [],
  tests: [],
  events: [],
  details: {},
  identifiers: {},
  orderState: '',
  submission: null,
}

/** Older answers are forgotten, as the contract's "24 hours at least" is by any station one day. */
const maxReplays = 50_000

export type Customers = ReturnType<typeof openCustomers>

type Options = {
  seed: readonly SeedAccount[]
  firstDealer: string
  /** What of a contact this station has no place for is left out, whoever brings it. */
  keeps: readonly ('relation' | 'passcode' | 'hasKey')[]
}

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openCustomers(file: string | null, { seed, firstDealer, keeps }: Options) {
  const bySerial = new Map<string, Customer>()
  const byNumber = new Map<string, Customer>()
  let effects: Effect[] = []
  const replays = new Map<string, Replay>()
  const preChecks = new Map<string, HeldPreCheck>()
  let nextSerial = 100_001
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ customers, effect, replay, preCheck }: Entry) => {
    if (preCheck) preChecks.set(preCheck.id, preCheck)
    for (const noted of customers ?? []) {
      const customer = { ...emptyParts, ...noted }
      bySerial.set(customer.serial, customer)
      byNumber.set(customer.accountNumber, customer)
      nextSerial = Math.max(nextSerial, Number(customer.serial) + 1)
    }
    if (effect) effects.push(effect)
    if (replay) replays.set(replay.key, replay)
    if (replays.size > maxReplays) replays.delete(replays.keys().next().value!)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  const upsert = (body: unknown): number => {
    const accounts = seedAccounts.parse(body).accounts
    const customers = accounts.map((account): Customer => {
      const known = byNumber.get(account.accountNumber)
      const serial = known?.serial ?? String(nextSerial++)
      return {
        ...account,
        contacts: account.contacts.map((contact) => ({
          ...contact,
          relation: keeps.includes('relation') ? contact.relation : '',
          passcode: keeps.includes('passcode') ? contact.passcode : '',
          hasKey: keeps.includes('hasKey') && contact.hasKey,
        })),
        dealerId: account.dealerId ?? firstDealer,
        serial,
        version: (known?.version ?? 0) + 1,
      }
    })
    record({ customers })
    return customers.length
  }
  const reset = () => {
    bySerial.clear()
    byNumber.clear()
    effects = []
    preChecks.clear()
    replays.clear()
    nextSerial = 100_001
    journal.rewrite([])
    upsert({ accounts: seed })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  // Each start leaves one line per thing instead of one per change.
  else
    journal.rewrite([
      { customers: [...bySerial.values()] },
      ...[...preChecks.values()].map((preCheck) => ({ preCheck })),
      ...effects.map((effect) => ({ effect })),
      ...[...replays.values()].map((replay) => ({ replay })),
    ])

  return {
    all: () => bySerial.values(),
    effects: (): readonly Effect[] => effects,
    byNumber: (accountNumber: string) => byNumber.get(accountNumber),
    bySerial: (serial: string) => bySerial.get(serial),
    replay: (key: string) => replays.get(key),
    newSerial: () => String(nextSerial++),
    /** Applies a write: the customer's new state, the effect and the answer to replay, in one line. */
    apply(customer: Customer, effect: Omit<Effect, 'seq' | 'at' | 'accountNumber'>, replay: Replay): void {
      const seq = effects.length + 1
      const { accountNumber } = customer
      record({
        customers: [customer],
        effect: { seq, at: new Date().toISOString(), accountNumber, ...effect },
        replay,
      })
    },
    preCheck: (id: string) => preChecks.get(id),
    newPreCheckId: () => `PC-${100_001 + preChecks.size}`,
    /** The same for a check, which belongs to no customer; `effects` name it by its id. */
    applyPreCheck(preCheck: HeldPreCheck, values: object, idempotencyKey: string, replay: Replay): void {
      const seq = effects.length + 1
      const at = new Date().toISOString()
      const effect = { seq, at, kind: 'precheck', accountNumber: preCheck.id, idempotencyKey, values }
      record({ preCheck, effect, replay })
    },
    upsert,
    reset,
    close: () => journal.close(),
  }
}
