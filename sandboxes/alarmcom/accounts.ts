/** The service's memory: its customers in the wire's own words, and the changes applied to them. */
import { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import { enums } from './table.ts'

const typed = z.string().max(200)
const oneOf = (name: string) => z.enum(enums.get(name) as [string, ...string[]])
const address = z.strictObject({
  Street1: typed.default(''),
  Street2: typed.default(''),
  City: typed.default(''),
  State: typed.default(''),
  Zip: typed.default(''),
  CountryId: oneOf('CountryEnum').default('USA'),
})
const device = z.strictObject({
  DeviceId: z.int(),
  DeviceIdInPanel: z.int(),
  WebSiteDeviceName: typed,
  Group: typed.default(''),
  InstallDate: typed.default('2025-03-04T15:00:00'),
  Partition: z.int().default(1),
  MonitoredForNormalActivity: z.boolean().default(false),
  Status: z.array(oneOf('DeviceStatusEnum')).default([]),
  DeviceType: oneOf('DeviceTypeEnum'),
  MAC: typed.default(''),
  VideoDeviceModel: typed.default(''),
  SerialNumber: typed.default(''),
  ZwaveManufacturer: typed.default(''),
})
export type Device = z.output<typeof device>

/** What the control API takes in: as reps and installers left it, so texts are free and everything may be missing. */
export const seedAccount = z.strictObject({
  customerId: z.int().min(1).max(2_000_000_000),
  dealerId: z.int().default(91_001),
  state: z.enum(['commitment', 'active', 'terminated']).default('active'),
  /** When it ends, ISO; passed means that it has ended. */
  pendingTermination: z.iso.datetime().nullable().default(null),
  /** Why the app is locked; null if it is not. */
  lockout: typed.nullable().default(null),
  dealerCustomerId: typed.default(''),
  firstName: typed.default(''),
  lastName: typed.default(''),
  companyName: typed.default(''),
  email: typed.default(''),
  phone: typed.default(''),
  installAddress: address.prefault({}),
  customerAddress: address.prefault({}),
  propertyType: oneOf('PropertyTypeEnum').default('SingleFamilyHouse'),
  culture: oneOf('CultureEnum').default('English_US'),
  unitDescription: typed.default(''),
  panelType: oneOf('PanelTypeEnum').default('IQPanel4'),
  panelVersion: oneOf('PanelVersionEnum').default('Unknown'),
  modemSerial: typed.default(''),
  responding: oneOf('PanelNotRespondingStatusEnum').default('Responding'),
  receiverPhone: typed.default(''),
  csAccountNumber: typed.default(''),
  forwarding: oneOf('CentralStationForwardingOptionEnum').default('Never'),
  phoneLinePresent: z.boolean().default(false),
  eventGroups: z.array(oneOf('CentralStationEventGroupEnum')).default([]),
  packageId: z.int().nullable().default(208),
  addOns: z.record(typed, z.int().min(0)).default({}),
  joinDate: typed.default('2025-03-04T15:00:00'),
  termDate: typed.nullable().default(null),
  installerLogin: typed.default(''),
  salesRepLogin: typed.default(''),
  expectedInstallDate: typed.nullable().default(null),
  expectedNetwork: oneOf('NetworkEnum').default('NotSet'),
  panelTemplateId: z.int().nullable().default(null),
  /** The first is the primary login. */
  logins: z.array(z.strictObject({ loginId: z.int(), loginName: typed, email: typed })).default([]),
  devices: z.array(device).default([]),
})
export const seedAccounts = z.strictObject({ accounts: z.array(seedAccount).max(20_000) })
export type SeedAccount = z.input<typeof seedAccount>
export type Account = z.output<typeof seedAccount> & { accountNumber: string }

type Entry = { accounts?: Account[]; effect?: Effect }
export type Accounts = ReturnType<typeof openAccounts>

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openAccounts(file: string | null, seed: readonly SeedAccount[]) {
  const byId = new Map<number, Account>()
  let effects: Effect[] = []
  let lastId = 14_000_000
  let lastLogin = 30_000_000
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ accounts, effect }: Entry) => {
    for (const account of accounts ?? []) {
      byId.set(account.customerId, account)
      lastId = Math.max(lastId, account.customerId)
      for (const { loginId } of account.logins) lastLogin = Math.max(lastLogin, loginId)
    }
    if (effect) effects.push(effect)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  const upsert = (body: unknown): number => {
    const accounts = seedAccounts
      .parse(body)
      .accounts.map((one): Account => ({ accountNumber: String(one.customerId), ...one }))
    record({ accounts })
    return accounts.length
  }
  const reset = () => {
    byId.clear()
    effects = []
    lastId = 14_000_000
    lastLogin = 30_000_000
    journal.rewrite([])
    upsert({ accounts: seed })
  }
  /** As it is now: what was to end by itself has ended. */
  const current = (account: Account): Account =>
    account.pendingTermination && Date.parse(account.pendingTermination) <= Date.now()
      ? {
          ...account,
          state: 'terminated',
          pendingTermination: null,
          termDate: account.pendingTermination.slice(0, 19),
        }
      : account

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  else journal.rewrite([{ accounts: [...byId.values()] }, ...effects.map((effect) => ({ effect }))])

  return {
    all: (): Account[] => [...byId.values()].map(current),
    effects: (): readonly Effect[] => effects,
    find: (customerId: number | null): Account | undefined => {
      const account = customerId === null ? undefined : byId.get(customerId)
      return account && current(account)
    },
    nextId: () => lastId + 1,
    nextLogin: () => lastLogin + 1,
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
