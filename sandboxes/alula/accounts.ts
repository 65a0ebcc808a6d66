/** The service's memory: its users with what belongs to them, devices that belong to nobody yet, and the changes. */
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'

const typed = z.string().max(200).default('')
const device = z.strictObject({
  id: z.string(),
  name: typed,
  mac: z.string().regex(/^[0-9A-F]{12}$/),
  programId: z.int().default(32),
  featurePlanId: z.string().nullable().default(null),
  featuresSelected: z.record(z.string(), z.boolean()).default({}),
  onlineStatus: z.enum(['online', 'offline']).default('online'),
  registeredAt: typed.default('2025-03-04T15:00:00.000Z'),
})
export type Device = z.output<typeof device>
const address = z.strictObject({
  street1: typed,
  street2: typed,
  city: typed,
  state: typed,
  postalCode: typed,
})

/** What the control API takes in: as operators left it, so texts are free and most may be missing. */
export const seedAccount = z.strictObject({
  /** The user's id. */
  accountNumber: z.string().regex(/^[\w-]{1,40}$/),
  dealerId: z.string().default('4100'),
  username: z.string().min(1).max(50),
  email: typed,
  nameFirst: typed,
  nameLast: typed,
  companyName: typed,
  /** null if nobody has entered one. */
  address: address.nullable().default(null),
  phone: typed.nullable().default(null),
  devices: z.array(device).default([]),
})
const seedAccounts = z.strictObject({ accounts: z.array(seedAccount).max(20_000) })
export type SeedAccount = z.input<typeof seedAccount>
export type Account = z.output<typeof seedAccount>
/** Registered to a dealer, and to no user. */
export type SpareDevice = Device & { dealerId: string }

type Entry = { accounts?: Account[]; spare?: SpareDevice[]; effect?: Effect }
export type Accounts = ReturnType<typeof openAccounts>

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openAccounts(file: string | null, seed: readonly SeedAccount[]) {
  const byId = new Map<string, Account>()
  let spare: SpareDevice[] = []
  let effects: Effect[] = []
  let lastId = 0
  const { entries, journal } = openJournal<Entry>(file)

  const take = (entry: Entry) => {
    for (const account of entry.accounts ?? []) {
      byId.set(account.accountNumber, account)
      for (const id of [account.accountNumber, ...account.devices.map((one) => one.id)])
        if (/^\d{1,9}$/.test(id)) lastId = Math.max(lastId, Number(id))
    }
    if (entry.spare) {
      spare = entry.spare
      for (const { id } of spare) lastId = Math.max(lastId, Number(id) || 0)
    }
    if (entry.effect) effects.push(entry.effect)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  const upsert = (body: unknown): number => {
    const { accounts } = seedAccounts.parse(body)
    record({ accounts })
    return accounts.length
  }
  const reset = () => {
    byId.clear()
    spare = []
    effects = []
    lastId = 0
    journal.rewrite([])
    upsert({ accounts: seed })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  else journal.rewrite([{ accounts: [...byId.values()], spare }, ...effects.map((effect) => ({ effect }))])

  return {
    all: () => byId.values(),
    spare: (): readonly SpareDevice[] => spare,
    effects: (): readonly Effect[] => effects,
    find: (id: string) => byId.get(id),
    nextId: () => String(lastId + 1),
    /** Applies a change: the new states and the effect, in one line. */
    apply(
      change: Pick<Entry, 'accounts' | 'spare'>,
      kind: string,
      accountNumber: string,
      values: unknown,
    ): void {
      const seq = effects.length + 1
      const at = new Date().toISOString()
      record({ ...change, effect: { seq, at, kind, accountNumber, idempotencyKey: '', values } })
    },
    upsert,
    reset,
    close: () => journal.close(),
  }
}
