/** The station's memory: its sites, each under the codes of its transmitters, what happened there, and the changes applied. */
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import type { HistoryRow, StoredTest } from './history.ts'
import { breaches } from './interface.ts'

/** A site in the words of the interface (interface.ts), as far as the sandbox itself reads it. */
export type Site = Record<string, unknown> & {
  SiteNum?: number | null
  Devices?:
    | ({
        TransmitterCode?: string | null
        InServiceFlag?: boolean | null
        OOSStartDate?: string | null
        DevNum?: number | null
      } | null)[]
    | null
}
export type Stored = {
  /** The code of the site's first transmitter. */
  accountNumber: string
  /** The dealer whose site it is, by user name. */
  login: string
  changedAt: string
  site: Site
  /** Why transmitters are out of service, by their codes. */
  outOfService?: Record<string, string>
}
type Entry = { sites?: Stored[]; effect?: Effect; test?: StoredTest; rows?: HistoryRow[] }
/** What a write changes beside the site itself. */
export type Beside = Pick<Entry, 'test' | 'rows'>

export const transmitterCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/)

const seedSite = z
  .record(z.string(), z.unknown())
  .superRefine((site, context) => {
    // An operator's typing has no order of members; everything else is held against the interface.
    for (const message of breaches('Site', site).filter((breach) => !breach.endsWith('is out of order')))
      context.addIssue({ code: 'custom', message })
    for (const name of ['SiteNum', 'Devices'])
      if (name in site) context.addIssue({ code: 'custom', message: `Site.${name} is the sandbox’s own` })
  })
  .default({})

/** What the control API takes in: one site with one transmitter. */
export const seedSites = z.strictObject({
  accounts: z
    .array(
      z.strictObject({
        accountNumber: transmitterCode,
        /** Left out, the sandbox's first dealer. */
        login: z.string().optional(),
        inService: z.boolean().default(true),
        site: seedSite,
        /** Further members of its transmitter: Points, DeviceType, … */
        device: z
          .record(z.string(), z.unknown())
          .superRefine((device, context) => {
            for (const message of breaches('Device', device)) context.addIssue({ code: 'custom', message })
          })
          .default({}),
        /** What happened there: rows of GetHistory, each with its UTCDate. */
        history: z
          .array(
            z.looseObject({ UTCDate: z.iso.datetime() }).superRefine((row, context) => {
              for (const message of breaches('History', row).filter((one) => !/out of order$/.test(one)))
                context.addIssue({ code: 'custom', message })
            }),
          )
          .max(1000)
          .default([]),
      }),
    )
    .max(20_000),
})
export type SeedSite = z.input<typeof seedSites>['accounts'][number]

export const codesOf = (site: Site): string[] =>
  (site.Devices ?? []).flatMap((device) => (device?.TransmitterCode ? [device.TransmitterCode] : []))

export type Sites = ReturnType<typeof openSites>

/** The history that is kept of all transmitters; the receiver's signals have a log of their own. */
const maxRows = 20_000

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openSites(file: string | null, seed: () => readonly SeedSite[], firstLogin: string) {
  const byNum = new Map<number, Stored>()
  const byCode = new Map<string, Stored>()
  let effects: Effect[] = []
  const tests = new Map<number, StoredTest>()
  let rows: HistoryRow[] = []
  let nextNum = 500_001
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ sites, effect, test, rows: fresh = [] }: Entry) => {
    for (const stored of sites ?? []) {
      const num = stored.site.SiteNum!
      for (const code of codesOf(byNum.get(num)?.site ?? {})) byCode.delete(code)
      byNum.set(num, stored)
      for (const code of codesOf(stored.site)) byCode.set(code, stored)
      const nums = [num, ...(stored.site.Devices ?? []).map((device) => device?.DevNum ?? 0)]
      nextNum = Math.max(nextNum, ...nums.map((taken) => taken + 1))
    }
    if (effect) effects.push(effect)
    if (test) tests.set(test.num, test)
    if (test) nextNum = Math.max(nextNum, test.num + 1)
    rows = [...rows, ...fresh].slice(-maxRows)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  const newNum = () => nextNum++
  const upsert = (body: unknown): number => {
    const { accounts } = seedSites.parse(body)
    const sites = accounts.map(({ accountNumber, login, inService, site, device }): Stored => {
      const known = byCode.get(accountNumber)?.site
      const own = { ...device, TransmitterCode: accountNumber, InServiceFlag: inService }
      return {
        accountNumber,
        login: login ?? firstLogin,
        changedAt: new Date().toISOString(),
        site: {
          ...site,
          SiteNum: known?.SiteNum ?? newNum(),
          Devices: [{ ...own, DevNum: known?.Devices?.[0]?.DevNum ?? newNum() }],
        },
      }
    })
    const fresh = accounts.flatMap(({ accountNumber, history }) =>
      history.map((row): HistoryRow => ({ ...row, TransmitterCode: accountNumber })),
    )
    // Given anew, an account has a new past.
    const anew = new Set(fresh.map((row) => row.TransmitterCode))
    rows = rows.filter((row) => !anew.has(row.TransmitterCode))
    record({ sites, rows: fresh })
    return sites.length
  }
  const reset = () => {
    byNum.clear()
    byCode.clear()
    effects = []
    tests.clear()
    rows = []
    nextNum = 500_001
    journal.rewrite([])
    upsert({ accounts: seed() })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  // Each start leaves one line per thing instead of one per change.
  else
    journal.rewrite([
      { sites: [...byNum.values()], rows },
      ...[...tests.values()].map((test) => ({ test })),
      ...effects.map((effect) => ({ effect })),
    ])

  return {
    all: () => byNum.values(),
    effects: (): readonly Effect[] => effects,
    byCode: (code: string) => byCode.get(code),
    byNum: (num: number) => byNum.get(num),
    newNum,
    tests: (): readonly StoredTest[] => [...tests.values()],
    rows: (): readonly HistoryRow[] => rows,
    /** Applies a write: the site's new state, what else it makes, and the effect, in one line. */
    apply(stored: Stored, kind: string, values: unknown, beside: Beside = {}): void {
      const at = new Date().toISOString()
      const effect = { seq: effects.length + 1, at, kind, idempotencyKey: '', values }
      record({
        sites: [{ ...stored, changedAt: at }],
        effect: { ...effect, accountNumber: stored.accountNumber },
        ...beside,
      })
    },
    upsert,
    reset,
    close: () => journal.close(),
  }
}
