/** The station's memory: its systems in the columns of its answers, and the changes applied to them. */
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import { table } from './table.ts'

export type Columns = Record<string, string>
const typed = z.string().max(200)
const columns = (element: string, ...more: string[]) => {
  const { response, responseOurs } = table.elements[element]!
  return z.partialRecord(z.enum([...response, ...responseOurs, ...more] as [string, ...string[]]), typed)
}
const rows = (element: string) => z.array(columns(element)).max(200).default([])

/** What the control API takes in: as operators left it, so texts are free and everything may be missing. */
export const seedSystem = z.strictObject({
  accountNumber: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/),
  /** Columns of GetAccountInfo. Left out: the sandbox's first dealer, a home, active. */
  site: columns('GetAccountInfo', 'servco_no').default({}),
  /** Columns of GetAccountContacts, in calling order. */
  contacts: rows('GetAccountContacts'),
  zones: rows('GetAccountZones'),
  agencies: rows('GetAccountAgency'),
  /** Columns of SignalHistory; `sig_date` as an ISO instant. */
  events: rows('SignalHistory'),
})
export const seedSystems = z.strictObject({ accounts: z.array(seedSystem).max(20_000) })
export type SeedSystem = z.input<typeof seedSystem>

export type System = {
  accountNumber: string
  site: Columns
  contacts: Columns[]
  zones: Columns[]
  agencies: Columns[]
  events: Columns[]
  /** The test that was placed last; instants in ISO. */
  test: { seqno: number; from: string; until: string } | null
}
type Entry = { systems?: System[]; effect?: Effect }

export type Systems = ReturnType<typeof openSystems>

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openSystems(file: string | null, seed: () => readonly SeedSystem[], firstDealer: string) {
  const byNumber = new Map<string, System>()
  let effects: Effect[] = []
  let lastNumber = 40_000
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ systems, effect }: Entry) => {
    for (const system of systems ?? []) {
      byNumber.set(system.accountNumber, system)
      for (const { contact_no } of system.contacts) lastNumber = Math.max(lastNumber, Number(contact_no))
    }
    if (effect) effects.push(effect)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  /** Numbers of a contact that is new here. */
  const numbered = (contact: Columns, place: number): Columns => {
    lastNumber += 1
    return { cs_seqno: String(place), ctactype_id: 'MON', ...contact, contact_no: String(lastNumber) }
  }
  const upsert = (body: unknown): number => {
    const systems = seedSystems.parse(body).accounts.map(({ accountNumber, site, ...lists }): System => {
      const defaults = { servco_no: firstDealer, sitetype_id: 'R', sitestat_id: 'A', country_name: 'USA' }
      return {
        accountNumber,
        site: { ...defaults, ...(site as Columns), cs_no: accountNumber },
        contacts: (lists.contacts as Columns[]).map((contact, index) => numbered(contact, index + 1)),
        zones: lists.zones as Columns[],
        agencies: lists.agencies as Columns[],
        events: lists.events as Columns[],
        test: null,
      }
    })
    record({ systems })
    return systems.length
  }
  const reset = () => {
    byNumber.clear()
    effects = []
    lastNumber = 40_000
    journal.rewrite([])
    upsert({ accounts: seed() })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  else journal.rewrite([{ systems: [...byNumber.values()] }, ...effects.map((effect) => ({ effect }))])

  return {
    all: () => byNumber.values(),
    effects: (): readonly Effect[] => effects,
    /** The system, if it is this dealer's. */
    find: (accountNumber: string, dealer: string) => {
      const system = byNumber.get(accountNumber)
      return system?.site.servco_no === dealer ? system : undefined
    },
    inUse: (accountNumber: string) => byNumber.has(accountNumber),
    numbered,
    /** Applies a change: the system's new state and the effect, in one line. */
    apply(system: System, kind: string, values: unknown): void {
      const { accountNumber } = system
      const seq = effects.length + 1
      const at = new Date().toISOString()
      record({ systems: [system], effect: { seq, at, kind, accountNumber, idempotencyKey: '', values } })
    },
    upsert,
    reset,
    close: () => journal.close(),
  }
}
