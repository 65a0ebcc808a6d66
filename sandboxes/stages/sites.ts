/** The station's memory: its sites, each under the codes of its transmitters, and the changes applied to them. */
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import { breaches } from './interface.ts'

/** A site in the words of the interface (interface.ts), as far as the sandbox itself reads it. */
export type Site = Record<string, unknown> & {
  SiteNum?: number | null
  Devices?:
    | ({ TransmitterCode?: string | null; InServiceFlag?: boolean | null; DevNum?: number | null } | null)[]
    | null
}
export type Stored = {
  /** The code of the site's first transmitter. */
  accountNumber: string
  /** The dealer whose site it is, by user name. */
  login: string
  changedAt: string
  site: Site
}
type Entry = { sites?: Stored[]; effect?: Effect }

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
      }),
    )
    .max(20_000),
})
export type SeedSite = z.input<typeof seedSites>['accounts'][number]

export const codesOf = (site: Site): string[] =>
  (site.Devices ?? []).flatMap((device) => (device?.TransmitterCode ? [device.TransmitterCode] : []))

export type Sites = ReturnType<typeof openSites>

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openSites(file: string | null, seed: readonly SeedSite[], firstLogin: string) {
  const byNum = new Map<number, Stored>()
  const byCode = new Map<string, Stored>()
  let effects: Effect[] = []
  let nextNum = 500_001
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ sites, effect }: Entry) => {
    for (const stored of sites ?? []) {
      const num = stored.site.SiteNum!
      for (const code of codesOf(byNum.get(num)?.site ?? {})) byCode.delete(code)
      byNum.set(num, stored)
      for (const code of codesOf(stored.site)) byCode.set(code, stored)
      const nums = [num, ...(stored.site.Devices ?? []).map((device) => device?.DevNum ?? 0)]
      nextNum = Math.max(nextNum, ...nums.map((taken) => taken + 1))
    }
    if (effect) effects.push(effect)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  const newNum = () => nextNum++
  const upsert = (body: unknown): number => {
    const sites = seedSites
      .parse(body)
      .accounts.map(({ accountNumber, login, inService, site, device }): Stored => {
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
    record({ sites })
    return sites.length
  }
  const reset = () => {
    byNum.clear()
    byCode.clear()
    effects = []
    nextNum = 500_001
    journal.rewrite([])
    upsert({ accounts: seed })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  // Each start leaves one line per thing instead of one per change.
  else journal.rewrite([{ sites: [...byNum.values()] }, ...effects.map((effect) => ({ effect }))])

  return {
    all: () => byNum.values(),
    effects: (): readonly Effect[] => effects,
    byCode: (code: string) => byCode.get(code),
    byNum: (num: number) => byNum.get(num),
    newNum,
    /** Applies a write: the site's new state and the effect, in one line. */
    apply(stored: Stored, kind: string, values: unknown): void {
      const at = new Date().toISOString()
      const effect = { seq: effects.length + 1, at, kind, idempotencyKey: '', values }
      record({
        sites: [{ ...stored, changedAt: at }],
        effect: { ...effect, accountNumber: stored.accountNumber },
      })
    },
    upsert,
    reset,
    close: () => journal.close(),
  }
}
