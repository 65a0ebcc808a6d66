/** Bills in a provider's app as the dealer sees them, and the pages of Keyholder's staff. */
import { expect, type Page } from '@playwright/test'
import { openRecord } from '../record-page.ts'
import { openStaffPages } from '../staff.ts'
import { dialog, type Place } from './place.ts'

const staffPage = openStaffPages
async function companyPage(page: Page): Promise<void> {
  await staffPage(page)
  await page.getByRole('link', { name: 'Acme Alarm & Home' }).click()
  await expect(page.getByRole('heading', { name: 'Acme Alarm & Home' })).toBeVisible()
}
const actFor = (page: Page) => page.getByRole('button', { name: 'Act for Olivia Brandt' }).click()

export const appBillingPlaces: Place[] = [
  {
    name: 'a recurring invoice that the app shows',
    open: async (page) => {
      await openRecord(page, 1031, 'accounting/recurring')
      await page.getByRole('link', { name: 'Monitoring' }).click()
      await expect(page.getByText('Shown in the Alarm.com app.')).toBeVisible()
    },
  },
  {
    name: 'billing methods, the customer changes them in the app',
    open: async (page) => {
      await openRecord(page, 1035, 'accounting/billing-methods')
      await expect(page.getByText('Billing in the Alarm.com app is on.')).toBeVisible()
    },
  },
  {
    name: 'staff, sign-in',
    user: null,
    open: async (page) => {
      await page.context().clearCookies()
      await page.goto('/operator')
      await expect(page.getByLabel('E-mail')).toBeVisible()
    },
  },
  { name: 'staff, companies', user: null, open: staffPage },
  {
    name: 'staff, a new company',
    user: null,
    overlay: true,
    open: async (page) => {
      await staffPage(page)
      await page.getByRole('button', { name: 'New company' }).click()
      await dialog(page, 'New company')
    },
  },
  { name: 'staff, a company', user: null, open: companyPage },
  {
    name: 'staff, acting for a user',
    user: null,
    overlay: true,
    open: async (page) => {
      await companyPage(page)
      await actFor(page)
      await dialog(page, /^Act for /)
    },
  },
  {
    name: 'staff, at work in a company',
    user: null,
    open: async (page) => {
      await companyPage(page)
      await actFor(page)
      await page.getByRole('textbox', { name: 'Reason' }).fill('Ticket 4711: billing integration')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Act for / })
        .click()
      await expect(page.getByText('of Keyholder’s staff acts for')).toBeVisible()
      await page.goto('/acme/administration/interactive-services-providers/1')
      await expect(page.getByRole('checkbox', { name: 'Billing Integration' })).toBeVisible()
    },
  },
]
