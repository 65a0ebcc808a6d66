/** A customer of Acme whose account COPS keeps: linked, with zones there and equipment here. */
import { expect } from '@playwright/test'
import { connections } from '#shared/contracts/connections.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { providers } from '#shared/contracts/providers.ts'
import type { Customer } from '#shared/contracts/customers.ts'
import type { SeedAccount } from '#sandboxes/open-station/wire.ts'
import { type Caller, type Records, uniqueAccountNumber } from './house.ts'

const name = 'COPS of the tests'
const sandbox = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/cops`
const params = { providerKind: 'monitoring' } as const

/** The monitoring company, made once for an installation. */
async function companyId(owner: Caller): Promise<number> {
  const { items } = await owner.call(providers.list, { params })
  const found = items.find((item) => item.name === name)
  if (found) return found.id
  const settings = { baseUrl: sandbox, userId: 'keyholder', dealerId: 'ACME01', password: 'sandbox-demo' }
  const made = await owner.call(providers.create, {
    params,
    body: { name, connector: 'cops', active: true, settings },
  })
  return made.id
}

const control = async (path: string, body: unknown): Promise<void> => {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${sandbox}/_control/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  expect(reply.ok, await reply.text()).toBe(true)
}

/** The next calls of one account's meet it. */
export const copsFault = (accountNumber: string, fault: string, method: string, times = 1): Promise<void> =>
  control('faults', { fault, times, match: { method }, accountNumber })

const zone = (number: string, label: string, eventType: string, deviceType: string) => ({
  zone: number,
  name: label,
  eventType,
  deviceType,
  area: '1',
  status: '',
})

export async function copsCustomer(
  records: Records,
  { theirs = {} }: { theirs?: Partial<SeedAccount> } = {},
): Promise<{ customer: Customer; accountNumber: string; company: string }> {
  const { owner } = records
  const accountNumber = uniqueAccountNumber()
  const monitoringCompanyId = await companyId(owner)
  const customer = await records.customer({ monitoringCompanyId, accountNumber, abortCode: 'juniper' })
  const { firstName, lastName, addressLine1, city, state, zip } = customer.fields
  await control('accounts', {
    accounts: [
      {
        accountNumber,
        name: { first: firstName, last: lastName },
        premises: { street1: addressLine1, city, state, postalCode: zip },
        abortCode: 'juniper',
        zones: [
          zone('001', 'FRONT DOOR', 'BE', 'CONTACT'),
          zone('002', 'HALL MOTION', 'BI', 'MOTION'),
          zone('009', 'OLD GARAGE', 'BA', 'CONTACT'),
        ],
        details: { receiverNumber: 'R-2041', templateNumber: 'T-07', panelType: 'CELL' },
        ...theirs,
      },
    ],
  })
  const items = (await owner.call(equipment.choices, {})).items.filter(({ active }) => active)
  const itemOf = (category: string) => items.find((item) => item.category === category)!.id
  for (const [number, zoneName, category] of [
    ['001', 'Front door', 'contact'],
    ['2', 'Hallway motion', 'motion'],
    ['003', 'Kitchen smoke', 'smoke'],
  ] as const)
    await owner.call(equipment.create, {
      params: { customerId: customer.id },
      body: { itemId: itemOf(category), zone: number, zoneName, status: 'installed' },
    })
  const of = { params: { customerId: customer.id } }
  const { seen } = await owner.call(connections.discrepancies, of)
  await owner.call(connections.link, { ...of, body: { seen, takeTheirs: [] } })
  await expect.poll(async () => (await owner.call(connections.monitoring, of)).connection?.waiting).toBe(0)
  return { customer, accountNumber, company: name }
}
