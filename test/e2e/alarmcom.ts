/** A customer of Acme, and the account that Alarm.com's sandbox keeps of them; not linked. */
import { expect } from '@playwright/test'
import type { Customer } from '#shared/contracts/customers.ts'
import type { SeedAccount } from '#sandboxes/alarmcom/accounts.ts'
import { type Records, uniqueName } from './house.ts'

const control = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/alarmcom/_control`

type Held = { customerId: number; lastName: string; phone: string; packageId: number | null }

/** As the provider holds it now. */
export async function heldThere(customerId: number): Promise<Held> {
  const reply = await fetch(`${control}/accounts?effects=0`)
  const { accounts } = (await reply.json()) as { accounts: Held[] }
  const found = accounts.find((account) => account.customerId === customerId)
  if (!found) throw new Error(`Alarm.com has no customer ${customerId}`)
  return found
}

/** Married since, and moved: the last name and the city differ. */
export async function alarmcomCustomer(
  records: Records,
  theirs: Partial<SeedAccount> = {},
): Promise<{ customer: Customer; customerId: number; login: string; maidenName: string }> {
  const mmrId = await records.idOf('mmrId', '$49.99')
  const customer = await records.customer({ mmrId, receiverNumber: 'R-1' })
  const { firstName, lastName, addressLine1, state, zip, primaryPhone } = customer.fields
  const login = `ida.${String(lastName).toLowerCase()}`
  const maidenName = uniqueName()
  const number = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000_000
  const customerId = 200_000_000 + number
  const address = { Street1: addressLine1, City: 'Orem', State: state, Zip: zip }
  const reply = await fetch(`${control}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      accounts: [
        {
          customerId,
          firstName,
          lastName: maidenName,
          phone: primaryPhone,
          installAddress: address,
          customerAddress: address,
          modemSerial: String(4_000_000_000 + number),
          packageId: 208,
          logins: [{ loginId: 400_000_000 + number, loginName: login, email: `${login}@example.test` }],
          devices: [
            { DeviceId: 1, DeviceIdInPanel: 1, WebSiteDeviceName: 'Front Door', DeviceType: 'Contact' },
            { DeviceId: 127, DeviceIdInPanel: 127, WebSiteDeviceName: 'Panel', DeviceType: 'Control' },
          ],
          ...theirs,
        },
      ],
    }),
  })
  expect(reply.ok, await reply.text()).toBe(true)
  return { customer, customerId, login, maidenName }
}
