/** Accounting: a record's account with its forms, the company's lists, and what invoices charge. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

export const accounting: Place[] = [
  {
    name: 'accounting, a record’s transactions',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting')
      await expect(page.getByRole('table', { name: 'Transactions' })).toContainText('Payment')
    },
  },
  {
    name: 'accounting, a sub-customer’s',
    open: async (page) => {
      await openRecord(page, story.firstBranch, 'accounting')
      await expect(page.getByText('payments are received on the parent customer')).toBeVisible()
    },
  },
  {
    name: 'accounting, a parent’s',
    open: async (page) => {
      await openRecord(page, story.headOffice, 'accounting')
      await expect(page.getByRole('table', { name: 'Transactions' })).toContainText('Timberline Hardware')
    },
  },
  {
    name: 'invoices, a record',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/invoices')
      await expect(page.getByRole('table', { name: 'Invoices' })).toContainText('Past due')
    },
  },
  {
    name: 'invoice, new',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/invoices/new')
      await page.getByRole('button', { name: 'Issue invoice' }).click()
      await expect(page.getByText('Choose an item, or say what it is')).toBeVisible()
    },
  },
  {
    name: 'invoice',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/invoices')
      await page.getByRole('table', { name: 'Invoices' }).getByRole('link').nth(1).click()
      await expect(page.getByRole('group', { name: 'Lines' })).toContainText('Total')
    },
  },
  {
    name: 'invoice, voiding',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/invoices')
      await page.getByRole('table', { name: 'Invoices' }).getByRole('link').nth(1).click()
      await page.getByRole('button', { name: 'Void', exact: true }).click()
      await dialog(page, 'Void this invoice?')
    },
  },
  {
    name: 'invoice, sending it',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/invoices')
      await page.getByRole('table', { name: 'Invoices' }).getByRole('link').nth(1).click()
      await page.getByRole('button', { name: 'E-mail' }).click()
      await dialog(page, /^Send invoice/)
    },
  },
  {
    name: 'payment',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/payments')
      await page.getByRole('table', { name: 'Payments' }).getByRole('link').first().click()
      await expect(page.getByText('Applied to')).toBeVisible()
    },
  },
  {
    name: 'payment, undoing it',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/payments')
      await page.getByRole('table', { name: 'Payments' }).getByRole('link').first().click()
      await page.getByRole('button', { name: 'Undo or refund' }).click()
      await dialog(page, /^Undo payment/)
    },
  },
  {
    name: 'payment, new',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/payments/new')
      await page.getByText('Chosen invoices').click()
      await expect(page.getByRole('group', { name: 'Apply to invoices' })).toContainText('Invoice #')
    },
  },
  {
    name: 'payments, a record',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/payments')
      await expect(page.getByRole('table', { name: 'Payments' })).toContainText('Applied')
    },
  },
  {
    name: 'recurring invoices, a record',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/recurring')
      await expect(page.getByRole('list', { name: 'Recurring invoices' })).toContainText('Monitoring')
    },
  },
  {
    name: 'recurring invoice',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/recurring')
      await page.getByRole('list', { name: 'Recurring invoices' }).getByRole('link').first().click()
      await expect(page.getByRole('group', { name: 'Lines' })).toContainText('Total')
    },
  },
  {
    name: 'recurring invoice, new',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'accounting/recurring/new')
      await expect(page.getByLabel('Follows the record’s monthly rate')).toBeChecked()
    },
  },
  {
    name: 'accounting, nothing yet',
    open: async (page) => {
      await openRecord(page, story.differs, 'accounting')
      await expect(page.getByText('No transactions yet')).toBeVisible()
    },
  },
  {
    name: 'quotes, none yet',
    open: async (page) => {
      await openRecord(page, story.differs, 'accounting/invoices?kind=quote')
      await expect(page.getByText('No quotes yet')).toBeVisible()
    },
  },
  {
    name: 'invoices, the company’s',
    open: async (page) => {
      await page.goto('/acme/accounting/invoices')
      await expect(page.getByRole('table', { name: 'Invoices' })).toContainText('Recurring')
    },
  },
  {
    name: 'payments, the company’s',
    open: async (page) => {
      await page.goto('/acme/accounting/payments')
      await expect(page.getByRole('table', { name: 'Payments' })).toContainText('Check')
    },
  },
  {
    name: 'billing runs',
    open: async (page) => {
      await page.goto('/acme/accounting/billing')
      await expect(page.getByRole('table', { name: 'Billing runs' })).toContainText('Done')
    },
  },
  {
    name: 'invoice items',
    open: async (page) => {
      await page.goto('/acme/administration/invoice-items')
      await expect(page.getByRole('button', { name: 'Edit MMR' })).toBeVisible()
    },
  },
  {
    name: 'invoice items, editing one',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/invoice-items')
      await page.getByRole('button', { name: 'Edit MMR' }).click()
      await dialog(page, 'Edit MMR')
    },
  },
]
