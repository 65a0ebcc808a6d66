/** One’s own account, and pages that are not there or not permitted. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

export const others: Place[] = [
  {
    name: 'history, the record then',
    open: async (page) => {
      await openRecord(page, story.differs, 'history/record?show=all')
      await expect(page.getByRole('rowheader', { name: 'First Name' })).toBeVisible()
    },
  },
  {
    name: 'history',
    open: async (page) => {
      await openRecord(page, story.differs, 'history')
      await expect(page.getByRole('list', { name: 'Entries, newest first' })).toBeVisible()
    },
  },
  {
    name: 'administration, history',
    open: async (page) => {
      await page.goto('/acme/administration/history')
      await expect(page.getByRole('list', { name: 'Entries, newest first' })).toBeVisible()
    },
  },
  {
    name: 'account',
    open: async (page) => {
      await page.goto('/acme/account')
      await expect(
        page.getByRole('table', { name: 'Browser sessions' }).getByRole('rowheader').first(),
      ).toBeVisible()
    },
  },
  {
    name: 'account, new token',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/account')
      await page.getByRole('button', { name: 'New token' }).click()
      await dialog(page, 'New API token')
    },
  },
  {
    name: 'no such page',
    open: async (page) => {
      await page.goto('/acme/nowhere')
      await expect(page.getByText('There is no page at this address')).toBeVisible()
    },
  },
  {
    name: 'no such customer',
    open: async (page) => {
      await page.goto('/acme/customers/99999999')
      await expect(page.getByText('There is no customer or lead with this number')).toBeVisible()
    },
  },
  {
    name: 'not permitted',
    user: 'sales',
    open: async (page) => {
      await page.goto(`/acme/customers/${story.atMesa}`)
      await expect(page.getByText('You may not see this')).toBeVisible()
    },
  },
  {
    name: 'not permitted to create',
    user: 'viewer',
    open: async (page) => {
      await page.goto('/acme/customers/new')
      await expect(page.getByText('You may not create customers')).toBeVisible()
    },
  },
]
