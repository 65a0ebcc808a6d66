/** Billing methods, charges, and the processors behind them. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const methods = 'accounting/billing-methods'
const processors = '/acme/administration/processors'

export const billingPlaces: Place[] = [
  {
    name: 'billing methods, a record',
    open: async (page) => {
      await openRecord(page, story.differs, `${methods}?archived=true`)
      await expect(page.getByRole('article', { name: 'Checking ending in 6789' })).toBeVisible()
    },
  },
  {
    name: 'billing methods, one expires',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, methods)
      // A story may have replaced it by then.
      await expect(page.getByText(/^Expires within 30 days|^Visa ending in 1111/).first()).toBeVisible()
    },
  },
  {
    name: 'billing methods, none yet',
    open: async (page) => {
      await openRecord(page, story.equal, methods)
      await expect(page.getByText('No billing methods')).toBeVisible()
    },
  },
  {
    name: 'billing methods, a new card',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.differs, `${methods}?new=true`)
      await dialog(page, 'New billing method')
      const fields = page.frameLocator('iframe[title="Card number and expiry"]')
      await expect(fields.locator('iframe').first()).toBeVisible()
    },
  },
  {
    name: 'billing methods, changing one',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.differs, methods)
      await page.getByRole('button', { name: 'Change' }).first().click()
      await dialog(page, 'Change Visa ending in 1111')
    },
  },
  {
    name: 'charges',
    open: async (page) => {
      await page.goto('/acme/charges')
      await expect(page.getByText('Insufficient funds').first()).toBeVisible()
    },
  },
  {
    name: 'charges, none fits',
    open: async (page) => {
      await page.goto('/acme/charges?state=waiting')
      await expect(page.getByText('No charge fits these filters')).toBeVisible()
    },
  },
  {
    name: 'charges, one whose answer was lost',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/charges?state=unknown')
      await page.getByRole('link', { name: 'Gordon Pike' }).click()
      await dialog(page, 'Charge #7, Gordon Pike')
    },
  },
  {
    name: 'charges, settling by hand',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/charges?charge=7&deed=settle')
      await dialog(page, 'Charge #7, Gordon Pike')
    },
  },
  {
    name: 'charges, a refund',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/charges?charge=2&deed=refund')
      await dialog(page, 'Charge #2, Dana Whitfield')
    },
  },
  {
    name: 'payment processors',
    open: async (page) => {
      await page.goto(processors)
      await expect(page.getByRole('link', { name: 'Stripe' })).toBeVisible()
    },
  },
  {
    name: 'payment processor, NMI',
    open: async (page) => {
      await page.goto(`${processors}/1`)
      await expect(page.getByRole('textbox', { name: 'Gateway address' })).toBeVisible()
    },
  },
  {
    name: 'payment processor, a new one',
    open: async (page) => {
      await page.goto(`${processors}/new`)
      await expect(page.getByRole('heading', { name: 'New payment processor' })).toBeVisible()
    },
  },
]
