/** Contacts and tags as people work them: by keyboard, and seen at the station within seconds. */
import { connections } from '#shared/contracts/connections.ts'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { uniqueAccountNumber, uniqueName } from './house.ts'
import { openRecord, textbox } from './record-page.ts'
import { station } from './station.ts'

const list = (page: Page) => page.getByRole('list', { name: 'Emergency contacts, in calling order' })
const rows = (page: Page) => list(page).locator('> li')
const handle = (page: Page, name: string) =>
  list(page).getByRole('button', { name: new RegExp(`^${name}, .* to call: move$`) })

async function addContact(page: Page, firstName: string, phone: string): Promise<void> {
  await page.getByRole('button', { name: 'New contact' }).first().click()
  await textbox(page, 'First Name').fill(firstName)
  await textbox(page, 'Phone').fill(phone)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(handle(page, firstName).or(rows(page).filter({ hasText: firstName }))).not.toHaveCount(0)
}

test('[TAB-015] [CON-013] contacts are added and put in order by keyboard, and the station holds the new order within seconds', async ({
  page,
  records,
  owner,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ accountNumber, name: { first: 'Ida', last: 'Whoever' } })
  const { id } = await records.monitored(accountNumber)
  const params = { customerId: id }
  const { seen } = await owner.call(connections.discrepancies, { params })
  await owner.call(connections.link, { params, body: { seen } as never })

  await openRecord(page, id, 'contacts')
  await expect(page.getByText('Dynamark Monitoring has nobody to call')).toBeVisible()
  await addContact(page, 'Ann', '801 555 0121')
  await expect(page.getByText('Dynamark Monitoring has nobody to call')).toHaveCount(0)
  await addContact(page, 'Bob', '801 555 0122')
  await addContact(page, 'Cat', '801 555 0123')
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: /Contacts/ })
  await expect(tab).toHaveText(/3/)

  await handle(page, 'Cat').focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(handle(page, 'Cat')).toBeFocused()
  await expect(page.getByText('Cat is now 1st of 3 to call.')).toBeAttached()
  await expect(rows(page)).toHaveText([/1st.*Cat/s, /2nd.*Ann/s, /3rd.*Bob/s])
  const held = async () => (await station.account(accountNumber)).contacts.map(({ first }) => first)
  await expect.poll(held).toEqual(['Cat', 'Ann', 'Bob'])

  await page.getByRole('button', { name: 'Actions for Ann' }).click()
  await page.getByRole('menuitem', { name: 'Call last' }).click()
  await expect.poll(held).toEqual(['Cat', 'Bob', 'Ann'])
  await page.reload()
  await expect(rows(page)).toHaveText([/Cat/, /Bob/, /Ann/])
})

test('[TAB-003] [REC-031] the Tags tab opens a window over the page: a tag is made, stands on the record, and is taken away', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  const name = uniqueName()
  await openRecord(page, id)
  await page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('button', { name: 'Tags' })
    .click()
  await expect(page).toHaveURL(new RegExp(`/customers/${id}$`))
  const window = page.getByRole('dialog', { name: 'Tags' })
  await window.getByRole('textbox', { name: 'Find a tag' }).fill('dog on')
  await page.keyboard.press('Enter')
  const chips = page.getByRole('list', { name: 'Tags', exact: true })
  await expect(window.getByText('1 tag on this record')).toBeVisible()
  await window.getByRole('textbox', { name: 'Find a tag' }).fill(name)
  await window.getByRole('button', { name: 'Teal' }).click()
  await window.getByRole('button', { name: `Make and add “${name}”` }).click()
  await expect(window.getByText('2 tags on this record')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(chips.getByText(name)).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: 'There is a dog in the yard' })).toBeVisible()

  await chips.getByRole('button', { name: 'Edit tags' }).click()
  await window.getByRole('button', { name: 'Dog on site', pressed: true }).click()
  await expect(window.getByText('1 tag on this record')).toBeVisible()
  await window.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('There is a dog in the yard')).toHaveCount(0)
  await openRecord(page, id, 'history')
  await expect(page.getByText('Changed the tags').first()).toBeVisible()
})
