/** The Payment Portal on both sides, statements, and fundings. */
import { expect, type Page } from '@playwright/test'
import { accountingExports } from '#shared/contracts/accounting-exports.ts'
import { portalLinks } from '#shared/contracts/portal-links.ts'
import { addMonths } from '#shared/time.ts'
import { story } from '#server/demo/story.ts'
import type { Records } from '../house.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const customerId = story.linkedElsewhere

/** A new link, as the page would copy it. */
export const portalLink = async ({ owner }: Records, of = customerId): Promise<string> => {
  const { path } = await owner.call(portalLinks.send, { params: { customerId: of }, body: { way: 'copy' } })
  return path!
}
const enter = async (page: Page, records: Records) => {
  await page.goto(await portalLink(records))
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('list', { name: 'Open invoices' })).toBeVisible()
}

/** The company's first run, up to the end of the month before last: days after it are left for another one. */
async function exported({ owner }: Records): Promise<void> {
  const { items, proposed } = await owner.call(accountingExports.list, {})
  if (items.length) return
  const to = addMonths(`${proposed.to.slice(0, 7)}-01`, -1)
  // Another browser may be quicker.
  await owner.call(accountingExports.create, { body: { from: proposed.from, to } }).catch(() => undefined)
}

export const moneyDocuments: Place[] = [
  {
    name: 'portal, the door',
    user: null,
    open: async (page) => {
      await page.goto('/pay/1')
      await expect(page.getByRole('button', { name: 'Send me a link' })).toBeVisible()
    },
  },
  {
    name: 'portal, a link',
    user: null,
    open: async (page, records) => {
      await page.goto(await portalLink(records))
      await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible()
    },
  },
  {
    name: 'portal, a link that does not work',
    user: null,
    open: async (page) => {
      await page.goto('/pay/1/never-was-there-at-all-0000')
      await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible()
    },
  },
  { name: 'portal, the account', user: null, open: enter },
  {
    name: 'portal, another card',
    user: null,
    open: async (page, records) => {
      await enter(page, records)
      await page.getByRole('radio', { name: 'Another card' }).check()
      await expect(page.locator('iframe[title="Card number and expiry"]')).toBeVisible()
      await expect(page.getByText('Loading the processor’s fields')).toHaveCount(0)
    },
  },
  {
    name: 'payment links, a record',
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/payment-links')
      await expect(page.getByRole('list', { name: 'Payment links' })).toContainText('Revoked')
    },
  },
  {
    name: 'payment links, sending one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/payment-links?send=true')
      await dialog(page, 'Send payment link')
      await expect(page.getByRole('radio', { name: 'Copy it here' })).toBeVisible()
    },
  },
  {
    name: 'statements, none yet',
    open: async (page) => {
      await openRecord(page, story.differs, 'accounting/statements')
      await expect(page.getByText('No statements yet')).toBeVisible()
    },
  },
  {
    name: 'statements, a record',
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/statements')
      await expect(page.getByRole('table', { name: 'Statements' })).toContainText('#1')
    },
  },
  {
    name: 'statements, a new one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/statements?create=true')
      await dialog(page, 'New statement')
    },
  },
  {
    name: 'statements, the company’s',
    open: async (page) => {
      await page.goto('/acme/accounting/statements')
      await expect(page.getByRole('table', { name: 'Statement runs' })).toContainText('Done')
    },
  },
  {
    name: 'statements, making them at once',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/accounting/statements')
      await page.getByRole('button', { name: 'Make statements' }).click()
      await dialog(page, 'Make statements')
      await expect(page.getByText('with a balance. Who has one')).toBeVisible()
    },
  },
  {
    name: 'exports, the company’s',
    open: async (page, records) => {
      await exported(records)
      await page.goto('/acme/accounting/exports')
      await expect(page.getByRole('table', { name: 'Exports to the books' })).toContainText('#1')
    },
  },
  {
    name: 'exports, a new one',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/accounting/exports?create=true')
      await dialog(page, 'New export')
      await expect(page.getByText('Once exported')).toBeVisible()
    },
  },
  {
    name: 'exports, one',
    overlay: true,
    open: async (page, records) => {
      await exported(records)
      await page.goto('/acme/accounting/exports')
      await page.getByRole('button', { name: '#1', exact: true }).click()
      await dialog(page, 'Export #1')
      await expect(page.getByRole('table', { name: 'Sums by account' })).toContainText('Accounts Receivable')
    },
  },
  {
    name: 'funding, a record',
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/funding')
      await expect(page.getByRole('article', { name: /Meridian/ })).toContainText('Partially paid')
    },
  },
  {
    name: 'funding, a new one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/funding?create=true')
      await dialog(page, 'Add funding')
    },
  },
  {
    name: 'funding, its progress',
    overlay: true,
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/funding')
      await page.getByRole('button', { name: 'Set progress' }).first().click()
      await dialog(page, 'How far is it?')
    },
  },
  {
    name: 'funding, a transaction',
    overlay: true,
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/funding')
      await page.getByRole('button', { name: 'Add transaction' }).first().click()
      await dialog(page, 'Add transaction')
    },
  },
  {
    name: 'fundings, the company’s',
    open: async (page) => {
      await page.goto('/acme/accounting/funding')
      await expect(page.getByRole('table', { name: 'Fundings' })).toContainText('Meridian')
    },
  },
]
