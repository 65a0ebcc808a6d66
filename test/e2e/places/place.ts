/** What a place is, and how one gets to the usual ones. */
import { expect, type Page } from '@playwright/test'
import type { Records, Who } from '../house.ts'
import { openRecord, textbox } from '../record-page.ts'

export type Place = {
  name: string
  /** Who looks at it; the owner if absent, null for nobody. */
  user?: Who | null
  /** What lies over a page that is a place of its own; axe reads only this. */
  overlay?: true
  open: (page: Page, records: Records) => Promise<void>
}

/** Few rows where the list is only what lies behind: a hundred of them cost axe seconds. */
export const behind = '/acme/customers?name=Whitf'
export const list = async (page: Page, address = '/acme/customers', name = 'Customers') => {
  await page.goto(address)
  // On a phone the rows are cards.
  const rows = page.getByRole('table', { name }).getByRole('rowheader')
  const cards = page.getByRole('list', { name, exact: true }).getByRole('listitem')
  await expect(rows.or(cards).first()).toBeVisible()
}
export const home = async (page: Page, customerId: number) => {
  await openRecord(page, customerId)
  await expect(textbox(page, 'First Name')).toBeVisible()
}
export const dialog = (page: Page, name?: string | RegExp) =>
  expect(page.getByRole('dialog', { name })).toBeVisible()
