/**
 * One story for each system of central stations, in the page, against its sandbox: the account is created with what the
 * station asks for, a saved change reaches it though an answer got lost, a zone follows the equipment, the account goes
 * on test and off, and the link is broken. COPS has its own instructions (manage.spec.ts), Bold the main story.
 */
import { equipment } from '#shared/contracts/equipment.ts'
import { connections } from '#shared/contracts/connections.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { connectionState, openRecord, saveAndStay, textbox } from './record-page.ts'

type System = {
  system: string
  /** As the demo company calls it. */
  company: string
  key: string
  /** A number of this station's form that nobody has. */
  accountNumber: (unique: string) => string
  /** What the station asks for beside the customer's data, by label. */
  details?: Record<string, { type: string } | { option: number }>
  /** Not in service after its creation until one activates it. */
  activates?: boolean
  /** Its tests have no categories. */
  uncategorised?: boolean
  /** The station keeps neither zones nor tests. */
  bare?: boolean
  /** It keeps zones, and has neither tests nor service of its own. */
  untested?: boolean
  /** It opens no account before an approved PreCheck; what that asks of a record. */
  preCheck?: FieldValues
}

const systems: System[] = [
  {
    system: 'SYS-05',
    company: 'Affiliated (sandbox)',
    key: 'affiliated',
    accountNumber: (unique) => `AF9${unique}`,
    details: { Template: { option: 1 } },
    activates: true,
    uncategorised: true,
  },
  {
    system: 'SYS-04',
    company: 'Brinks Home (sandbox)',
    key: 'brinks',
    accountNumber: (unique) => `7689${unique}`,
  },
  {
    system: 'SYS-06',
    company: 'Rapid Response (sandbox)',
    key: 'stages',
    accountNumber: (unique) => `779${unique}`,
  },
  {
    system: 'SYS-03',
    company: 'ADT (sandbox)',
    key: 'adt',
    accountNumber: (unique) => `AT-${unique}`,
    untested: true,
    preCheck: {
      email: 'checked@example.test',
      county: 'Utah',
      ssn: '912345678',
      birthdate: '1980-02-29',
      primaryPhone: '8015550120',
    },
  },
  {
    system: 'SYS-07',
    company: 'AlarmNet (sandbox)',
    key: 'alarmnet',
    accountNumber: (unique) => `A1-02-${unique.slice(-4)}`,
    details: { MAC: { type: '00D02D0A1B2C' }, CRC: { type: '7F2A' } },
    activates: true,
    bare: true,
  },
  {
    system: 'CON-101',
    company: 'Crestline Monitoring (sandbox)',
    key: 'mastermind',
    accountNumber: (unique) => `C9${unique}`,
  },
]

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first().click()
const sandbox = (key: string) => `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/${key}`

/** Everything that the sandbox holds of the account, as text: each wire has words of its own. */
async function heldAt(key: string, accountNumber: string): Promise<string> {
  const reply = await fetch(`${sandbox(key)}/_control/accounts?effects=0`)
  const { accounts } = (await reply.json()) as { accounts: { accountNumber: string }[] }
  return JSON.stringify(accounts.find((account) => account.accountNumber === accountNumber) ?? null)
}

const digits = (text: string) => text.replace(/\D/g, '')

for (const {
  system,
  company,
  key,
  accountNumber: numberOf,
  details,
  activates,
  bare,
  untested,
  preCheck,
  uncategorised,
} of systems)
  test(`[${system}] the story of an account at ${company}, created, kept in step, tested and unlinked`, async ({
    page,
    records,
  }) => {
    const accountNumber = numberOf(String(Date.now()).slice(-5))
    const customer = await records.customer({
      monitoringCompanyId: await records.idOf('monitoringCompanyId', company),
      accountNumber,
      abortCode: 'juniper',
      ...preCheck,
    })
    const of = { params: { customerId: customer.id } }
    const contact = (await records.owner.call(equipment.choices, {})).items.find(
      ({ active, category }) => active && category === 'contact',
    )!

    await test.step('Shell Account: what is sent, what is asked for, created and linked', async () => {
      await openRecord(page, customer.id, 'connections/monitoring')
      await connectionState(page).getByRole('button', { name: 'Shell Account' }).click()
      await expect(page.getByText(`account ${accountNumber}; changed on the Home form`)).toBeVisible()
      for (const [label, given] of Object.entries(details ?? {}))
        if ('type' in given) await textbox(page, label).fill(given.type)
        else await page.getByLabel(label).selectOption({ index: given.option })
      if (preCheck) {
        // ADT's rule: only who is approved gets an account. The page says so, and runs the check.
        const create = page.getByRole('button', { name: 'Create account', exact: true })
        await expect(page.getByText(`${company} opens no account before an approved PreCheck.`)).toBeVisible()
        await expect(create).toBeDisabled()
        await page.getByRole('button', { name: /^Run PreCheck/ }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Run PreCheck' }).click()
        await expect(page.getByRole('dialog')).toContainText('Approved', { timeout: 20_000 })
        await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
        await expect(create).toBeEnabled()
      }
      await press(page, 'Create account')
      await expect(connectionState(page)).toContainText('Linked since')
      expect(await heldAt(key, accountNumber)).toContain(String(customer.fields.lastName))
    })

    await test.step('a phone saved on Home is there soon, though the first answer got lost', async () => {
      const fault = { fault: 'drop_after', times: 1, match: { write: true }, accountNumber }
      const reply = await fetch(`${sandbox(key)}/_control/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      })
      expect(reply.ok).toBe(true)
      await openRecord(page, customer.id)
      await textbox(page, 'Primary Phone').fill('(385) 555-0187')
      await saveAndStay(page)
      await expect
        .poll(async () => digits(await heldAt(key, accountNumber)), { timeout: 15_000 })
        .toContain('3855550187')
      await expect
        .poll(async () => (await records.owner.call(connections.monitoring, of)).connection?.waiting, {
          timeout: 15_000,
        })
        .toBe(0)
    })

    await test.step('installed equipment becomes a zone there', async () => {
      if (bare) return
      const body = { itemId: contact.id, zone: '001', zoneName: 'Cellar hatch', status: 'installed' as const }
      await records.owner.call(equipment.create, { ...of, body })
      await expect
        .poll(async () => (await heldAt(key, accountNumber)).toLowerCase(), { timeout: 15_000 })
        .toContain('cellar hatch')
      await openRecord(page, customer.id, 'connections/monitoring/manage?tab=zones')
      await expect(region(page, 'Zones')).toContainText('1 match')
      await expect(region(page, 'Zones').getByRole('row', { name: /Cellar hatch/i })).toBeVisible()
    })

    await test.step('in service, on test, off test', async () => {
      await page.goto(`/acme/customers/${customer.id}/connections/monitoring/manage`)
      if (activates) {
        await press(page, 'Activate')
        await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click()
        await expect(region(page, 'Account')).toContainText('In service')
      }
      if (bare) {
        // What the connector cannot do has neither tab nor button; its events make a signal test.
        await expect(page.getByRole('tab')).toHaveText(['General', 'Tests', 'Events'])
        return
      }
      if (untested) {
        await expect(page.getByRole('tab')).toHaveText(['General', 'Zones'])
        return
      }
      await page.getByRole('tab', { name: 'Tests', exact: true }).click()
      await press(page, 'Place on test')
      const dialog = page.getByRole('dialog', { name: 'Place on test' })
      if (!uncategorised) await dialog.getByLabel('Category').selectOption({ index: 1 })
      await dialog.getByLabel('Hours').fill('2')
      await dialog.getByRole('button', { name: 'Place on test' }).click()
      await expect(region(page, 'Test state')).toContainText(/On test/)
      await press(page, /^(Place off test|End)/)
      await expect(region(page, 'Test state')).toContainText(/Not on test/)
    })

    await test.step('Unlink breaks the link alone', async () => {
      await page.getByRole('tab', { name: 'General', exact: true }).click()
      await press(page, 'Unlink')
      await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
      await expect(connectionState(page)).toContainText('Not linked')
      expect(await heldAt(key, accountNumber)).toContain(String(customer.fields.lastName))
    })
  })
