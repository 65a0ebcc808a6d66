/** The station's memory: its accounts in MIDI's own columns, and the changes applied to them. */
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import { table, type Entity } from './table.ts'

const typed = z.string().max(200)
const columns = (entity: Entity) =>
  z.partialRecord(z.enum(table.entities[entity].columns as [string, ...string[]]), typed)
const rows = (entity: Entity) => z.array(columns(entity)).max(200).default([])

/** What the control API takes in: as operators left it, so texts are free and everything may be missing. */
export const seedAccount = z.strictObject({
  accountNumber: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/),
  /** Columns of Sitesystems. Left out: the sandbox's first dealer, a residence, active. */
  site: columns('Sitesystems').default({}),
  /** Columns of Contacts, in calling order. */
  contacts: z.array(columns('Contacts')).max(50).default([]),
  zones: rows('Zones'),
  agencies: rows('SiteAgencyPermits'),
  siteOptions: rows('SiteOptions'),
  systemOptions: rows('SiteSystemOptions'),
  /** Columns of Eventhistories; `event_date` as an ISO instant. */
  events: rows('Eventhistories'),
})
export const seedAccounts = z.strictObject({ accounts: z.array(seedAccount).max(20_000) })
export type SeedAccount = z.input<typeof seedAccount>

export type Columns = Record<string, string>
export type Account = {
  accountNumber: string
  site: Columns
  contacts: Columns[]
  zones: Columns[]
  agencies: Columns[]
  siteOptions: Columns[]
  systemOptions: Columns[]
  events: Columns[]
}
const nothing = { contacts: [], zones: [], agencies: [], siteOptions: [], systemOptions: [], events: [] }

type Entry = {
  accounts?: Account[]
  effect?: Effect
  /** Two-way devices that are set before their accounts are there. */
  twoWay?: { accountNumber: string; device: string }
}

export type Accounts = ReturnType<typeof openAccounts>

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openAccounts(file: string | null, seed: () => readonly SeedAccount[], firstDealer: string) {
  const byNumber = new Map<string, Account>()
  const twoWays = new Map<string, string>()
  let effects: Effect[] = []
  let lastNumber = 500_000
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ accounts, effect, twoWay }: Entry) => {
    for (const account of accounts ?? []) {
      // A file of an earlier day may lack what was not there yet.
      byNumber.set(account.accountNumber, { ...nothing, ...account })
      for (const { contact_no } of account.contacts) lastNumber = Math.max(lastNumber, Number(contact_no))
    }
    if (effect) effects.push(effect)
    if (twoWay) twoWays.set(twoWay.accountNumber, twoWay.device)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  const effectOf = (accountNumber: string, kind: string, values: unknown): Effect => ({
    seq: effects.length + 1,
    at: new Date().toISOString(),
    kind,
    accountNumber,
    idempotencyKey: '',
    values,
  })
  /** Numbers of a contact that is new here. */
  const numbered = (contact: Columns, place: number): Columns => {
    lastNumber += 1
    return {
      cs_seqno: String(place),
      ...contact,
      contact_no: String(lastNumber),
      ctaclink_no: String(lastNumber + 1_000_000),
    }
  }
  const upsert = (body: unknown): number => {
    const accounts = seedAccounts.parse(body).accounts.map(({ accountNumber, site, ...lists }): Account => {
      const defaults = { servco_no: firstDealer, sitetype_id: 'RBFM', sitestat_id: 'A', lang_id: 'ENG' }
      const owned = (list: Partial<Columns>[]) =>
        list.map((row) => ({ ...(row as Columns), cs_no: accountNumber }))
      return {
        accountNumber,
        site: { ...defaults, ...(site as Columns), cs_no: accountNumber },
        contacts: owned(lists.contacts).map((contact, index) => numbered(contact, index + 1)),
        zones: owned(lists.zones),
        agencies: owned(lists.agencies),
        siteOptions: owned(lists.siteOptions),
        systemOptions: owned(lists.systemOptions),
        events: owned(lists.events),
      }
    })
    record({ accounts })
    return accounts.length
  }
  const reset = () => {
    byNumber.clear()
    twoWays.clear()
    effects = []
    lastNumber = 500_000
    journal.rewrite([])
    upsert({ accounts: seed() })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  else
    journal.rewrite([
      { accounts: [...byNumber.values()] },
      ...[...twoWays].map(([accountNumber, device]) => ({ twoWay: { accountNumber, device } })),
      ...effects.map((effect) => ({ effect })),
    ])

  return {
    all: () => byNumber.values(),
    effects: (): readonly Effect[] => effects,
    /** The account, if it is this dealer's. */
    find: (accountNumber: string, dealer: string) => {
      const account = byNumber.get(accountNumber)
      return account?.site.servco_no === dealer ? account : undefined
    },
    inUse: (accountNumber: string) => byNumber.has(accountNumber),
    numbered,
    /** The two-way device that was set for a number without account; undefined if none was. */
    twoWayOf: (accountNumber: string) => twoWays.get(accountNumber),
    setTwoWay: (accountNumber: string, device: string) =>
      record({
        twoWay: { accountNumber, device },
        effect: effectOf(accountNumber, 'twoway', { twoway_device_id: device }),
      }),
    /** Applies a change: the account's new state and the effect, in one line. */
    apply: (account: Account, kind: string, values: unknown) =>
      record({ accounts: [account], effect: effectOf(account.accountNumber, kind, values) }),
    upsert,
    reset,
    close: () => journal.close(),
  }
}
