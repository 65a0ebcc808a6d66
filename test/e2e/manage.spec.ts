/** Managing an account at COPS, as the dealer’s instructions go step by step (seed 004); a signal test and a pull at Bold. */
import type { Page } from '@playwright/test'
import { connections } from '#shared/contracts/connections.ts'
import { copsCustomer, copsFault } from './cops.ts'
import { expect, test } from './fixtures.ts'
import { uniqueAccountNumber } from './house.ts'
import { connectionState, difference, openRecord, textbox } from './record-page.ts'
import { station } from './station.ts'

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('[CON-050] [CON-051] [CON-052] [CON-053] [CON-054] [CON-055] a dealer manages a COPS account: authorities, zones, on and off test, test data', async ({
  page,
  records,
}) => {
  const { customer, accountNumber, company } = await copsCustomer(records)

  await test.step('Manage opens from the monitoring page; a call that failed says which, and Retry mends it alone', async () => {
    await openRecord(page, customer.id, 'connections/monitoring')
    await expect(connectionState(page)).toContainText('Linked since')
    await copsFault(accountNumber, 'http_503', 'GET', 3)
    await page.getByRole('link', { name: 'Manage', exact: true }).click()
    await expect(page.getByRole('heading', { name: `Account ${accountNumber} at ${company}` })).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(3)
    await expect(region(page, 'Account authorities').getByRole('alert')).toContainText(`at ${company} failed`)
    for (const name of ['Account', `Kept by ${company}`, 'Account authorities'])
      await region(page, name).getByRole('button', { name: 'Retry' }).click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(region(page, 'Account')).toContainText('In service: alarms are acted upon')
    await expect(region(page, 'Customer information')).toContainText(String(customer.fields.lastName))
    await expect(region(page, 'Responding parties')).toContainText('does not get: passcode')
    await expect(region(page, `Kept by ${company}`)).toContainText('Self-contained, cellular')
  })

  await test.step('an authority: Add, choose the kind, the ZIP is there, switch one on, Save; and delete it', async () => {
    await region(page, 'Account authorities').getByRole('button', { name: 'Add' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add authorities' })
    await expect(textbox(page, 'ZIP')).toHaveValue(String(customer.fields.zip).slice(0, 5))
    await textbox(page, 'ZIP').fill('84601')
    await dialog.getByRole('button', { name: 'Search' }).click()
    const first = dialog.getByRole('switch').first()
    await first.click({ force: true })
    await dialog.getByPlaceholder('Permit number').fill('P-4711')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toBeHidden()
    const row = region(page, 'Account authorities').getByRole('row').nth(1)
    await expect(row).toContainText('P-4711')
    await row.getByRole('button', { name: /^Remove/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(region(page, 'Account authorities')).toContainText('No authorities yet')
  })

  await test.step('zones are matched to equipment; what the station alone has is listed apart', async () => {
    await tab(page, 'Zones')
    await expect(region(page, 'Zones')).toContainText('3 match installed equipment')
    await expect(region(page, 'Zones').getByRole('row', { name: /Hallway motion/ })).toContainText(
      'Motion detector',
    )
    await expect(region(page, `Only at ${company}`)).toContainText('OLD GARAGE')
    await press(page, 'Remove zone 009')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(region(page, `Only at ${company}`)).toHaveCount(0)
  })

  await test.step('on test and off test, though the station’s answer gets lost', async () => {
    await tab(page, 'Tests')
    const state = region(page, 'Test state')
    await expect(state).toContainText('Not on test')
    await press(page, 'Place on test')
    const dialog = page.getByRole('dialog', { name: 'Place on test' })
    await dialog.getByRole('button', { name: 'Place on test' }).click()
    await expect(dialog).toContainText('Choose a category')
    await dialog.getByLabel('Category').selectOption({ index: 1 })
    await dialog.getByLabel('Hours').fill('1')
    await dialog.getByLabel('Minutes').fill('30')
    await copsFault(accountNumber, 'drop_after', 'POST')
    await dialog.getByRole('button', { name: 'Place on test' }).click()
    await expect(state).toContainText(/On test until .*1 h (29|30) min left/)
    await page.reload()
    await expect(state).toContainText('On test until')
    await press(page, 'Place off test')
    await expect(state).toContainText('Not on test')
  })

  await test.step('test data is asked for, and gone when one leaves the page', async () => {
    await press(page, 'Request')
    await expect(page.getByRole('region', { name: 'Test history' }).getByRole('row')).toHaveCount(2)
    await page.getByLabel('Type').selectOption('Results')
    await press(page, 'Request')
    await expect(region(page, 'Test data')).toContainText('No signals on these days')
    await page.getByLabel('From', { exact: true }).fill('2020-01-01')
    await press(page, 'Request')
    await expect(region(page, 'Test data')).toContainText('At most 31 days at once')
    await page.getByLabel('Type').selectOption('History')
    await tab(page, 'General')
    await tab(page, 'Tests')
    await expect(region(page, 'Test data')).toContainText('Choose the days and press Request')
  })

  await test.step('unlink breaks the link alone', async () => {
    await tab(page, 'General')
    await press(page, 'Unlink')
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
    await expect(connectionState(page)).toContainText('Not linked')
  })
})

test('[CON-100] [CON-011] an installer sees each signal arrive by zone; what the station knows better is pulled', async ({
  page,
  records,
}) => {
  const accountNumber = uniqueAccountNumber()
  const customer = await records.monitored(accountNumber)
  const { lastName, zip } = customer.fields
  const theirs = {
    accountNumber,
    name: { first: 'Ida', last: String(lastName) },
    premises: {
      street1: '12 N Cedar St',
      city: 'Provo',
      state: 'UT',
      postalCode: String(zip),
      county: 'Utah',
    },
    phones: { premises: '8015550142' },
    zones: [1, 2].map((n) => ({
      zone: `${n}`,
      name: `Sensor ${n}`,
      eventType: '',
      deviceType: '',
      area: '1',
      status: '',
    })),
  }
  await station.hold(theirs)
  const of = { params: { customerId: customer.id } }
  const { seen } = await records.owner.call(connections.discrepancies, of)
  await records.owner.call(connections.link, { ...of, body: { seen, takeTheirs: [] } })

  await openRecord(page, customer.id, 'connections/monitoring/manage?tab=tests')
  await press(page, 'Start signal test')
  await expect(region(page, 'Signal test')).toContainText('0 of 2 zones reported')
  const at = new Date().toISOString()
  await station.hold({
    ...theirs,
    premises: { ...theirs.premises, city: 'Orem' },
    link: { reference: `keyholder:acme/${customer.id}` },
    events: [{ id: 'E1', at, kind: 'alarm', code: 'E130', description: 'Burglary', zone: '2' }],
  })
  await expect(region(page, 'Signal test')).toContainText('1 of 2 zones reported')
  await expect(page.getByRole('listitem').filter({ hasText: 'Sensor 2' })).toContainText('Burglary')
  await expect(page.getByRole('listitem').filter({ hasText: 'Sensor 1' })).toContainText('not heard yet')
  await press(page, 'Stop')

  await openRecord(page, customer.id, 'connections/monitoring')
  await press(page, 'More')
  await page.getByRole('menuitem', { name: 'Pull account from Dynamark Monitoring' }).click()
  const takeOver = page.getByRole('button', { name: 'Take over' })
  await expect(takeOver).toBeDisabled()
  await difference(page, 'City').getByText('Theirs', { exact: true }).click()
  await takeOver.click()
  await expect(connectionState(page)).toContainText('Linked since')
  await expect.poll(async () => (await records.read(customer.id)).fields.city).toBe('Orem')
})
