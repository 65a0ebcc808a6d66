/** Payroll’s rules, and what they make: on a record, in the company, and one’s own. */
import { expect, type Page } from '@playwright/test'
import { demoUsers } from '#server/demo/acme.ts'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const customerId = story.linkedElsewhere
const payroll = '/acme/administration/payroll'
const openFunction = async (page: Page) => {
  await page.goto(payroll)
  await page.getByRole('link', { name: 'Sale commission' }).click()
  await expect(page.getByRole('list', { name: 'Levels' })).toContainText('Senior')
}
const openLevel = async (page: Page) => {
  await openFunction(page)
  await page.getByRole('link', { name: 'Senior' }).click()
  await expect(page.getByRole('list', { name: 'Rows' })).toBeVisible()
}
const openList = async (page: Page, query = '') => {
  await page.goto(`/acme/accounting/payables${query}`)
  await expect(page.getByRole('table', { name: 'Payables' })).toContainText('Sofia Lindgren')
}

export const payablePlaces: Place[] = [
  {
    name: 'payables, a record',
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/payables')
      await expect(page.getByRole('article', { name: /Theo Nakamura/ })).toContainText('Paid in full')
    },
  },
  {
    name: 'payables, one that requires review',
    open: async (page) => {
      await openRecord(page, story.unmonitored, 'accounting/payables')
      await expect(page.getByRole('article', { name: /Sofia Lindgren/ })).toContainText('Requires review')
    },
  },
  {
    name: 'payables, none yet',
    open: async (page) => {
      await openRecord(page, story.equal, 'accounting/payables')
      await expect(page.getByText('Nothing is owed because of this customer')).toBeVisible()
    },
  },
  {
    name: 'payables, a new one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, customerId, 'accounting/payables?create=hand')
      await dialog(page, 'New payable')
    },
  },
  {
    name: 'payables, by a function',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.equal, 'accounting/payables?create=rule')
      await dialog(page, 'Payables by a payroll function')
      await page
        .getByRole('combobox', { name: 'Function' })
        .selectOption({ label: 'Technician: Referral fee' })
      await expect(page.getByRole('list', { name: 'What it would make' })).toContainText('Heron Way Realty')
    },
  },
  {
    name: 'payables, paying one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.differs, 'accounting/payables')
      await page
        .getByRole('article', { name: /Theo Nakamura/ })
        .getByRole('button', { name: 'Pay' })
        .click()
      await dialog(page, 'Pay Theo Nakamura')
    },
  },
  { name: 'payables, the company’s', open: (page) => openList(page) },
  {
    name: 'payables, chosen',
    open: async (page) => {
      await openList(page)
      await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check()
      await expect(page.getByRole('group', { name: 'Chosen rows' })).toContainText('chosen')
    },
  },
  {
    name: 'payables, marking paid',
    overlay: true,
    open: async (page) => {
      await openList(page, '?status=approved')
      await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check()
      await page.getByRole('button', { name: 'Mark paid…' }).click()
      await dialog(page, 'Mark paid')
    },
  },
  {
    name: 'pay runs',
    open: async (page) => {
      await page.goto('/acme/accounting/pay-runs')
      await expect(page.getByRole('table', { name: 'Pay runs' })).toContainText('Payroll, first half')
    },
  },
  {
    name: 'pay runs, one',
    open: async (page) => {
      await page.goto('/acme/accounting/pay-runs/1')
      await expect(page.getByRole('table', { name: 'Payees' })).toContainText('E-1003')
    },
  },
  {
    name: 'my payroll',
    user: 'sales',
    open: async (page) => {
      await page.goto('/acme/my-payroll')
      await expect(page.getByRole('list', { name: 'My payables' })).toContainText('Sale commission')
    },
  },
  {
    name: 'payroll',
    open: async (page) => {
      await page.goto(payroll)
      await expect(page.getByRole('list', { name: 'Functions of Sales rep' })).toContainText(
        'Sale commission',
      )
    },
  },
  {
    name: 'payroll, a new role',
    overlay: true,
    open: async (page) => {
      await page.goto(`${payroll}?role=new`)
      await dialog(page, 'New payroll role')
    },
  },
  { name: 'payroll, a function', open: openFunction },
  {
    name: 'payroll, changing a function',
    overlay: true,
    open: async (page) => {
      await openFunction(page)
      await page.getByRole('button', { name: 'Edit function' }).click()
      await dialog(page, 'Edit Sale commission')
    },
  },
  {
    name: 'payroll, a level tried',
    open: async (page) => {
      await openLevel(page)
      await page.getByRole('combobox', { name: 'Customer' }).fill(String(customerId))
      await page.getByRole('option', { name: new RegExp(`#${customerId}`) }).click()
      await page.getByRole('button', { name: 'Work it out' }).click()
      await expect(page.getByRole('status', { name: 'Result' })).toContainText('Sofia Lindgren')
    },
  },
  {
    name: 'payroll, a lookup table',
    open: async (page) => {
      await page.goto(payroll)
      await page.getByRole('link', { name: 'Commission by rate and term' }).click()
      await expect(page.getByRole('table', { name: 'Rows' })).toBeVisible()
    },
  },
  {
    name: 'payroll of a user',
    open: async (page) => {
      await page.goto(`/acme/administration/users/${demoUsers.sales}?tab=payroll`)
      await expect(page.getByLabel('Payroll identifier')).toHaveValue('E-1003')
    },
  },
]
