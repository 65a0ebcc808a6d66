/** Providers of interactive services as the story needs them: how a customer's account stands there, and what it is called. */
import { expect } from '@playwright/test'
import type { Customer } from '#shared/contracts/customers.ts'
import { type Records, uniqueName } from './house.ts'

export type AppProvider = {
  system: string
  /** As the demo company calls it. */
  provider: string
  key: string
  /** The account is linked, as an operator entered it there; or it is created in the page. */
  begin: { hold: (theirs: Theirs) => object } | { create: (unique: number) => Record<string, string> }
  /** The change of plan: from, to, and the row of prices; what of it costs by the piece. */
  plan: { to: string; prices: string; counted?: { label: string; feature: string; price: string } }
  /** Number of a modem that nobody has, where one can be swapped. */
  modem?: (unique: number) => string
  /** What the provider offers of this; what it does not must have no button. */
  offers: readonly ('Logins' | 'Reset password' | 'Open as customer' | 'Suspend' | 'Central station')[]
}

export type Theirs = { unique: number; login: string; maidenName: string; customer: Customer }

/** Married since, and moved: the last name and the city differ. */
const premises = ({ customer }: Theirs) => {
  const { addressLine1, state, zip } = customer.fields
  return { street1: addressLine1, city: 'Orem', state, postalCode: zip }
}
const ofOpenInteractive = (theirs: Theirs, more: { prefix: string; planCode: string; modem: string }) => {
  const { unique, login, maidenName, customer } = theirs
  const id = `${more.prefix}-9${unique}`
  const serial = more.modem
  return {
    accountNumber: id,
    name: { first: customer.fields.firstName, last: maidenName },
    premises: premises(theirs),
    phone: customer.fields.primaryPhone,
    planCode: more.planCode,
    modem: serial,
    users: [{ id: `${id}-1`, login, email: `${login}@example.test` }],
    devices: [
      { id: '1', name: 'Panel', type: 'Panel', status: 'Disarmed', serial },
      { id: '2', name: 'Front Door', type: 'Contact', zone: '1', status: 'Closed' },
    ],
  }
}
const hex = (unique: number) => unique.toString(16).toUpperCase().padStart(7, '0')

export const appProviders: readonly AppProvider[] = [
  {
    system: 'SYS-08',
    provider: 'Alarm.com',
    key: 'alarmcom',
    begin: {
      hold: (theirs) => {
        const { unique, login, maidenName, customer } = theirs
        const { street1, city, state, postalCode } = premises(theirs)
        const address = { Street1: street1, City: city, State: state, Zip: postalCode }
        return {
          customerId: 200_000_000 + unique,
          firstName: customer.fields.firstName,
          lastName: maidenName,
          phone: customer.fields.primaryPhone,
          installAddress: address,
          customerAddress: address,
          modemSerial: String(4_000_000_000 + unique),
          packageId: 208,
          logins: [{ loginId: 400_000_000 + unique, loginName: login, email: `${login}@example.test` }],
          devices: [
            { DeviceId: 1, DeviceIdInPanel: 1, WebSiteDeviceName: 'Front Door', DeviceType: 'Contact' },
            { DeviceId: 127, DeviceIdInPanel: 127, WebSiteDeviceName: 'Panel', DeviceType: 'Control' },
          ],
        }
      },
    },
    plan: {
      to: 'Interactive Security + Automation',
      prices: '$9.00$12.00+$3.00',
      counted: { label: 'Doorbell cameras', feature: 'Doorbell cameras × 2', price: '$17.00' },
    },
    modem: (unique) => String(5_000_000_000 + unique),
    offers: ['Logins', 'Reset password', 'Open as customer', 'Suspend', 'Central station'],
  },
  {
    system: 'SYS-09',
    provider: 'Alula',
    key: 'alula',
    begin: {
      // The CRC of a MAC address is its last four digits there.
      create: (unique) => {
        const mac = `0D${hex(unique).padStart(10, '0')}`
        return { 'MAC address': mac, CRC: mac.slice(-4), plan: 'Interactive' }
      },
    },
    plan: { to: 'Interactive with automation', prices: '$9.00$12.25+$3.25' },
    offers: ['Logins'],
  },
  {
    system: 'SYS-10',
    provider: 'SecureNet',
    key: 'securenet',
    begin: {
      hold: (theirs) =>
        ofOpenInteractive(theirs, {
          prefix: 'SN',
          planCode: 'SN-BASIC',
          modem: `00A1${hex(theirs.unique)}0`,
        }),
    },
    plan: {
      to: 'Plus',
      prices: '$5.50$8.00+$2.50',
      counted: { label: 'Video, two cameras', feature: 'Video, two cameras × 2', price: '$16.00' },
    },
    modem: (unique) => `00B2${hex(unique)}0`,
    offers: ['Logins', 'Reset password', 'Open as customer', 'Suspend', 'Central station'],
  },
  {
    system: 'SYS-07',
    provider: 'Total Connect',
    key: 'totalconnect',
    begin: {
      create: (unique) => ({
        'MAC and CRC': `00D03${hex(unique)}-4F7A`,
        Panel: 'Lyric',
        plan: 'Remote Services',
      }),
    },
    plan: {
      to: 'Remote Services + Automation',
      prices: '$6.00$8.50+$2.50',
      counted: {
        label: 'Video, for each camera',
        feature: 'Video, for each camera × 2',
        price: '$15.50',
      },
    },
    modem: (unique) => `00D04${hex(unique)}-9C01`,
    offers: ['Logins', 'Reset password', 'Open as customer', 'Suspend', 'Central station'],
  },
]

const control = (key: string) => `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/${key}/_control`

async function post(key: string, name: string, body: object): Promise<void> {
  const reply = await fetch(`${control(key)}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(reply.ok, await reply.text()).toBe(true)
}

/** Everything that the provider holds of the account, as text: each wire has words of its own. */
export async function heldThere(key: string, accountNumber: string): Promise<string> {
  const reply = await fetch(`${control(key)}/accounts?effects=0`)
  const { accounts } = (await reply.json()) as { accounts: { accountNumber: string }[] }
  return JSON.stringify(accounts.find((account) => account.accountNumber === accountNumber) ?? null)
}

/** Orders a fault for this account's next write, so that other tests do not meet it. */
export const failNextWrite = (key: string, accountNumber: string, fault: string): Promise<void> =>
  post(key, 'faults', { fault, times: 1, match: { write: true }, accountNumber })

/** A customer of Acme who pays, and, where the story links, the account that the provider keeps of them. */
export async function appCustomer(records: Records, { key, begin }: AppProvider): Promise<Theirs> {
  const mmrId = await records.idOf('mmrId', '$49.99')
  const unique = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000_000
  // A new password is sent somewhere.
  const email = `ida.${unique}@example.test`
  const made = await records.customer({ mmrId, email, receiverNumber: 'R-1' })
  const login = `ida.${String(made.fields.lastName).toLowerCase()}`
  const theirs = { unique, login, maidenName: uniqueName(), customer: made }
  if ('hold' in begin) await post(key, 'accounts', { accounts: [begin.hold(theirs)] })
  return theirs
}
