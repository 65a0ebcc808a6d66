/** Everything by keyboard alone: the keys of the frame, lists, forms, and the way from a search to an unlinked account. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { uniqueAccountNumber } from './house.ts'
import { connectionState, difference, expectSaved, header, openRecord, textbox } from './record-page.ts'
import { station } from './station.ts'

const box = (page: Page) => page.getByRole('combobox', { name: 'Search customers and leads' })
const list = async (page: Page) => {
  await page.goto('/acme/customers')
  await expect(page.getByRole('table', { name: 'Customers' }).getByRole('rowheader').first()).toBeVisible()
}

/** Tabs on until the focus is on an element; fails after a whole round. */
async function tabTo(
  page: Page,
  role: 'button' | 'link' | 'textbox' | 'combobox' | 'menuitem',
  name: string | RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true }).and(page.locator(':focus'))
  for (let presses = 0; presses < 120; presses++) {
    if (await wanted.count()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach the ${role} “${name}”`)
}

test('Ctrl-K and / open the search, arrows choose, Enter opens, Esc closes', async ({ page, records }) => {
  const { fields } = await records.customer()
  await list(page)
  await page.keyboard.press('/')
  await expect(box(page)).toBeFocused()
  await expect(box(page)).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(box(page)).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
  await page.keyboard.type('Dana Whitfield')
  const options = page.getByRole('option')
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await box(page).fill(String(fields.lastName))
  await expect(options.first()).toContainText(String(fields.lastName))
  await page.keyboard.press('Enter')
  await expect(header(page)).toHaveText(`Ida ${String(fields.lastName)}`)
})

test('g c and g l go to the lists, n to a new record, ? lists the keys, and none of them while one types', async ({
  page,
}) => {
  await list(page)
  await page.keyboard.type('gl')
  await expect(header(page)).toContainText('Leads')
  await page.keyboard.type('gc')
  await expect(header(page)).toContainText('Customers')
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  for (const words of ['Go to customers', 'Search', 'New customer']) await expect(keys).toContainText(words)
  await page.keyboard.press('Escape')
  await expect(keys).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Filter by name' }).fill('')
  await page.keyboard.type('gl/?n')
  await expect(page.getByRole('textbox', { name: 'Filter by name' })).toHaveValue('gl/?n')
  await expect(header(page)).toContainText('Customers')
  await list(page)
  await page.keyboard.press('n')
  await expect(header(page)).toHaveText('New customer')
})

test('arrows, Home and End walk through a list, Enter opens the row, and the first Tab skips to the page', async ({
  page,
}) => {
  await list(page)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused()
  const links = page.getByRole('rowheader').getByRole('link')
  await links.first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(links.nth(2)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  const name = await links.nth(1).innerText()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('form', { name: 'Record' })).toBeVisible()
  expect(name).toContain(await header(page).innerText())
})

test('[REC-140] Ctrl-S saves and stays, Enter in a field too', async ({ page, records }) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await textbox(page, 'Spouse').fill('By Ctrl-S')
  await page.keyboard.press('Control+s')
  await expectSaved(page)
  expect((await records.read(id)).fields.spouse).toBe('By Ctrl-S')
  await textbox(page, 'Spouse').fill('By Enter')
  await page.keyboard.press('Enter')
  await expectSaved(page)
  await expect.poll(async () => (await records.read(id)).fields.spouse).toBe('By Enter')
  await expect(textbox(page, 'Spouse')).toBeFocused()
})

test('[CON-030] [CON-031] [CON-033] [CON-012] an account is linked and unlinked without touching the mouse', async ({
  page,
  records,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ accountNumber, name: { first: 'Ida', last: 'Otherwise' } })
  const { fields } = await records.customer()
  await list(page)
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
  await page.keyboard.type(String(fields.lastName))
  await expect(page.getByRole('option').first()).toContainText(String(fields.lastName))
  await page.keyboard.press('Enter')
  await expect(textbox(page, 'First Name')).toBeVisible()

  await tabTo(page, 'textbox', 'Account Number')
  await page.keyboard.type(accountNumber)
  await tabTo(page, 'combobox', 'Monitored By')
  await page.keyboard.type('Dynamark')
  await expect(page.getByRole('option')).toHaveText(['Dynamark Monitoring'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Monitored By' })).toHaveValue('Dynamark Monitoring')
  await page.keyboard.press('Control+s')
  await expectSaved(page)

  await tabTo(page, 'link', 'Connections')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'Open monitoring' })).toBeVisible()
  await tabTo(page, 'link', 'Open monitoring')
  await page.keyboard.press('Enter')
  await expect(connectionState(page)).toContainText('Not linked')
  await tabTo(page, 'button', 'More ways to connect')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Link Account' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(difference(page, 'Last Name')).toContainText('Otherwise')
  await tabTo(page, 'button', 'Link')
  await page.keyboard.press('Enter')
  await expect(connectionState(page)).toContainText('Linked since')

  await tabTo(page, 'button', 'Unlink')
  await page.keyboard.press('Enter')
  const modal = page.getByRole('dialog', { name: /^Unlink account/ })
  await expect(modal).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(modal).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Unlink' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(modal.getByRole('button', { name: 'Unlink' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(connectionState(page)).toContainText('Not linked')
})

test('[REC-031] [REC-050] on a phone’s width nothing that has the focus is behind a bar, a dialog gives it back, and a page says its title', async ({
  page,
  records,
}) => {
  const { id, fields } = await records.customer()
  await page.setViewportSize({ width: 390, height: 844 })
  await openRecord(page, id)
  await textbox(page, 'First Name').focus()
  // The form's own bar stands on that of the phone.
  const bar = page.getByRole('button', { name: 'Save & Stay' }).filter({ visible: true })
  for (let presses = 0; presses < 25; presses++) {
    await page.keyboard.press('Tab')
    const [focused, floor] = [await page.locator(':focus').boundingBox(), await bar.boundingBox()]
    expect(focused!.y + focused!.height).toBeLessThanOrEqual(floor!.y)
  }
  await page.keyboard.press('Control+Home')
  const quick = page.getByRole('button', { name: 'Quick actions' }).first()
  await quick.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Duplicate customer' }).press('Enter')
  const duplicate = page.getByRole('dialog', { name: /^Duplicate/ })
  await expect(duplicate.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(duplicate).toHaveCount(0)
  await expect(quick).toBeFocused()

  const tabs = page.getByRole('navigation', { name: 'Record', exact: true })
  await tabs.getByRole('link', { name: /^Contacts/ }).press('Enter')
  const title = `Contacts – Ida ${String(fields.lastName)} #${id}`
  await expect(page).toHaveTitle(`${title} – Keyholder`)
  await expect(page.locator('#page-said')).toHaveText(title)
})
