/** The station's memory: its accounts in MIDI's own columns, and the changes applied to them. */
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import { table } from './table.ts'

const typed = z.string().max(200)
const columns = (entity: 'Sitesystems' | 'Contacts') =>
  z.partialRecord(z.enum(table.entities[entity].columns as [string, ...string[]]), typed)

/** What the control API takes in: as operators left it, so texts are free and everything may be missing. */
export const seedAccount = z.strictObject({
  accountNumber: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/),
  /** Columns of Sitesystems. Left out: the sandbox's first dealer, a residence, active. */
  site: columns('Sitesystems').default({}),
  /** Columns of Contacts, in calling order. */
  contacts: z.array(columns('Contacts')).max(50).default([]),
})
export const seedAccounts = z.strictObject({ accounts: z.array(seedAccount).max(20_000) })
export type SeedAccount = z.input<typeof seedAccount>

export type Account = {
  accountNumber: string
  site: Record<string, string>
  contacts: Record<string, string>[]
}
type Entry = { accounts?: Account[]; effect?: Effect }

export type Accounts = ReturnType<typeof openAccounts>

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openAccounts(file: string | null, seed: readonly SeedAccount[], firstDealer: string) {
  const byNumber = new Map<string, Account>()
  let effects: Effect[] = []
  let lastNumber = 500_000
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ accounts, effect }: Entry) => {
    for (const account of accounts ?? []) {
      byNumber.set(account.accountNumber, account)
      for (const { contact_no } of account.contacts) lastNumber = Math.max(lastNumber, Number(contact_no))
    }
    if (effect) effects.push(effect)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  /** Numbers of a contact that is new here. */
  const numbered = (contact: Record<string, string>, place: number) => {
    lastNumber += 1
    return {
      cs_seqno: String(place),
      ...contact,
      contact_no: String(lastNumber),
      ctaclink_no: String(lastNumber + 1_000_000),
    }
  }
  const upsert = (body: unknown): number => {
    const accounts = seedAccounts.parse(body).accounts.map(({ accountNumber, site, contacts }): Account => {
      const defaults = { servco_no: firstDealer, sitetype_id: 'RBFM', sitestat_id: 'A', lang_id: 'ENG' }
      return {
        accountNumber,
        site: { ...defaults, ...(site as Record<string, string>), cs_no: accountNumber },
        contacts: contacts.map((contact, index) => ({
          ...numbered(contact as Record<string, string>, index + 1),
          cs_no: accountNumber,
        })),
      }
    })
    record({ accounts })
    return accounts.length
  }
  const reset = () => {
    byNumber.clear()
    effects = []
    lastNumber = 500_000
    journal.rewrite([])
    upsert({ accounts: seed })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  else journal.rewrite([{ accounts: [...byNumber.values()] }, ...effects.map((effect) => ({ effect }))])

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
    /** Applies a change: the account's new state and the effect, in one line. */
    apply(account: Account, kind: string, values: unknown): void {
      const { accountNumber } = account
      const seq = effects.length + 1
      const at = new Date().toISOString()
      record({ accounts: [account], effect: { seq, at, kind, accountNumber, idempotencyKey: '', values } })
    },
    upsert,
    reset,
    close: () => journal.close(),
  }
}
