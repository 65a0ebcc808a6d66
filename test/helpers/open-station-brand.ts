/**
 * What the suite's questions need of a brand of the Open Station API: where its sandbox stands, who may sign in, and the
 * first account of the seed (sandboxes/open-station/seed-accounts.ts), which is the same person at every brand.
 */
import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-station/document.ts'
import type { Subject } from '#server/connectors/conformance-desk.ts'
import type { StationConnector } from '#server/connectors/contract.ts'

/** The last thirty days, for what a station tells of its past. */
export const lastMonth = () => ({
  from: new Date(Date.now() - 30 * 86_400_000).toISOString(),
  until: new Date().toISOString(),
})

type Brand = Pick<Subject, 'system' | 'accountNumber' | 'creation' | 'parts'> & {
  connector: StationConnector
  /** The number of the seed's first account, `CP-1001`; numbers that are nobody's are made of it. */
  firstAccount: string
  missing?: readonly string[]
  /** What this brand has no place for: fields of the account, and members of a contact. */
  lacks?: { fields?: readonly string[]; contact?: readonly ('relation' | 'passcode' | 'hasKey')[] }
  /** What its settings need beside the address and the login. */
  settings?: Record<string, unknown>
}

const fields = {
  firstName: 'MARTHA',
  lastName: 'KESTREL',
  businessName: '',
  addressLine1: '9 Harbor Rd',
  addressLine2: '',
  city: 'OREM',
  state: 'UT',
  zip: '84057-1234',
  county: '',
  crossStreet: '',
  primaryPhone: '8015550131',
  workPhone: '',
  cellPhone: '',
  otherPhone: '',
  email: '',
  abortCode: 'lantern',
}
const contact = {
  order: 1,
  firstName: 'Hugh',
  lastName: 'Kestrel',
  phone: '8015550132',
  relation: 'Brother',
  passcode: 'lantern',
  hasKey: true,
}
const nothing = { relation: '', passcode: '', hasKey: false }

/** The brand as the suite asks it; each exchange is held against the published contract. */
export function openStationBrand(brand: Brand): Subject {
  const { connector, firstAccount, lacks, settings: more = {}, missing, ...rest } = brand
  const { key } = connector.manifest
  const settings = (url: string) => ({
    baseUrl: url,
    userId: 'keyholder',
    password: 'sandbox-demo',
    dealerId: 'ACME01',
    ...more,
  })
  const unkept = lacks?.contact ?? []
  const kept = Object.fromEntries(unkept.map((member) => [member, nothing[member]]))
  return {
    ...rest,
    connector,
    start: async () => {
      const { url, close } = await startSandboxes({ connectors: [key] })
      return { url: `${url}/${key}`, close }
    },
    settings,
    badSettings: (url, password = 'not-the-password') => [
      { ...settings(url), password },
      { ...settings(url), userId: 'Keyholder' },
      { ...settings(url), dealerId: 'acme01' },
    ],
    known: {
      accountNumber: firstAccount,
      fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !lacks?.fields?.includes(name))),
      contacts: [{ ...contact, ...kept }],
    },
    missing: missing ?? [
      firstAccount.replace('1001', '9999'),
      firstAccount.toLowerCase(),
      firstAccount.replace('-', ' '),
      '',
    ],
    onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
  }
}
