/** A phone in a customer's hallway: 390 px wide, worked by touch. */
import { expect, test } from './fixtures.ts'
import { uniqueAccountNumber } from './house.ts'
import {
  choose,
  connectionState,
  difference,
  header,
  openTab,
  pressLinkAccount,
  saveAndStay,
  textbox,
} from './record-page.ts'
import { station } from './station.ts'

test('[CON-030] [CON-012] the story can be done on a phone: search, choose the monitor, link, change, unlink', async ({
  page,
  records,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ accountNumber, name: { first: 'Ida', last: 'Otherwise' } })
  const { fields } = await records.customer()
  await page.goto('/acme')
  await page.getByRole('button', { name: /^Search/ }).tap()
  await page.getByRole('combobox', { name: 'Search customers and leads' }).fill(String(fields.lastName))
  await page.getByRole('option', { name: String(fields.lastName) }).tap()
  await expect(header(page)).toBeVisible()
  await choose(page, 'Monitored By', 'Dynamark Monitoring')
  await textbox(page, 'Account Number').fill(accountNumber)
  await saveAndStay(page)
  await openTab(page, 'Connections')
  await page.getByRole('link', { name: 'Open monitoring' }).tap()
  await pressLinkAccount(page)
  await expect(difference(page, 'Last Name')).toContainText('Otherwise')
  await page.getByRole('note', { name: 'End of the list' }).scrollIntoViewIfNeeded()
  await page.getByRole('button', { name: 'Link', exact: true }).tap()
  await expect(connectionState(page)).toContainText('Linked since')
  await openTab(page, 'Home')
  await textbox(page, 'Primary Phone').fill('8015550179')
  await saveAndStay(page)
  await expect.poll(async () => (await station.account(accountNumber)).phones.premises).toBe('+18015550179')
  await openTab(page, 'Connections')
  await page.getByRole('link', { name: 'Open monitoring' }).tap()
  await connectionState(page).getByRole('button', { name: 'Unlink' }).tap()
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).tap()
  await expect(connectionState(page)).toContainText('Not linked')
})
