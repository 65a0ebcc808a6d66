/** Imports and webhooks: their lists, one of each, and their dialogs. */
import { expect, type Page } from '@playwright/test'
import { dialog, type Place } from './place.ts'

const importOf = async (page: Page, file: string) => {
  await page.goto('/acme/administration/imports')
  await page.getByRole('link', { name: file }).click()
  await expect(page.getByRole('heading', { level: 1, name: file })).toBeVisible()
}
const webhookOf = async (page: Page, name: string) => {
  await page.goto('/acme/administration/webhooks')
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('table', { name: 'Message log' })).toContainText('Customer changed')
}

export const importPlaces: Place[] = [
  {
    name: 'imports',
    open: async (page) => {
      await page.goto('/acme/administration/imports')
      await expect(page.getByRole('table', { name: 'Imports' })).toContainText('Done')
    },
  },
  {
    name: 'imports, upload',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/imports?new=true')
      await dialog(page, 'Import a file')
    },
  },
  {
    name: 'import, its columns',
    open: async (page) => {
      await importOf(page, 'Old customers.csv')
      await expect(page.getByRole('table', { name: 'Columns of the file' })).toContainText('Legacy ID')
    },
  },
  {
    name: 'import, refused rows',
    open: async (page) => {
      await importOf(page, 'Basin Security.csv')
      await expect(page.getByRole('table', { name: 'Refused rows and reasons' })).toContainText(
        'Primary Phone',
      )
    },
  },
  {
    name: 'webhooks',
    open: async (page) => {
      await page.goto('/acme/administration/webhooks')
      await expect(page.getByRole('table', { name: 'Webhooks' })).toContainText('Switched off')
    },
  },
  {
    name: 'webhooks, new',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/webhooks?new=true')
      await dialog(page, 'New webhook')
    },
  },
  { name: 'webhook', open: (page) => webhookOf(page, 'Warehouse') },
  {
    name: 'webhook, a message',
    overlay: true,
    open: async (page) => {
      await webhookOf(page, 'Warehouse')
      await page.getByRole('table', { name: 'Message log' }).getByRole('button').first().click()
      await dialog(page, 'Customer changed')
    },
  },
]
