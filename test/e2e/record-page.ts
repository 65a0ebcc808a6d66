/** The record's page as a user works it: by labels and buttons, never by markup. */
import { expect, type Locator, type Page } from '@playwright/test'

/** Opens a record's Home, or another of its pages: `openRecord(page, 1001, 'connections/monitoring')`. */
export async function openRecord(page: Page, customerId: number, place = ''): Promise<void> {
  await page.goto(`/acme/customers/${customerId}${place && `/${place}`}`)
  await expect(header(page)).toBeVisible()
}

/** The name that stands over everything about the record. */
export const header = (page: Page): Locator => page.getByRole('heading', { level: 1 })

export const textbox = (page: Page | Locator, label: string): Locator =>
  page.getByRole('textbox', { name: label, exact: true })
export const select = (page: Page | Locator, label: string): Locator =>
  page.getByRole('combobox', { name: label, exact: true })

/** Opens a select, types what one is after, and takes the offered choice. */
export async function choose(page: Page, label: string, words: string): Promise<void> {
  await select(page, label).click()
  await select(page, label).fill(words)
  // Until the list is narrowed its rows still move: a press may begin on one and end on another.
  await expect(page.getByRole('option').filter({ hasNotText: words })).toHaveCount(0)
  await page.getByRole('option', { name: words, exact: true }).click()
}

/** Save & Stay at the top, and the word that it was saved. */
export async function saveAndStay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save & Stay' }).first().click()
  await expectSaved(page)
}

export const expectSaved = (page: Page): Promise<void> =>
  expect(page.getByText('All changes saved').filter({ visible: true }).first()).toBeVisible()

/** Follows a tab of the record. */
export async function openTab(page: Page, name: 'Home' | 'Connections' | 'History'): Promise<void> {
  await page.getByRole('navigation', { name: 'Record', exact: true }).getByRole('link', { name }).click()
}

/** The box that says how the connection stands. */
export const connectionState = (page: Page): Locator =>
  page.getByRole('region', { name: 'State of the connection' })

/** Link Account, in the dropdown beside Shell Account. */
export async function pressLinkAccount(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More ways to connect' }).click()
  // By its key: while the page below still settles the menu moves with it, and a click may fall beside it.
  await page.getByRole('menuitem', { name: 'Link Account' }).press('Enter')
}

/** One field's row on the Discrepancies page. */
export const difference = (page: Page, label: string): Locator =>
  page.getByRole('group', { name: label, exact: true })
