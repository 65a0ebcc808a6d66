/** The company's status boxes, and what authorities demand of an address. */
import { expect, type Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { home, dialog, type Place } from './place.ts'

const boxes = async (page: Page) => {
  await page.goto(`/acme/administration/statuses?customer=${story.linked}`)
  await expect(page.getByRole('status', { name: 'The customer’s boxes' })).toContainText('Sold')
}

export const statusesAndRegulations: Place[] = [
  { name: 'administration, status boxes', open: boxes },
  {
    name: 'administration, a value of a status box',
    overlay: true,
    open: async (page) => {
      await boxes(page)
      await page.getByRole('button', { name: 'Edit Canceled' }).click()
      await dialog(page, 'Edit the value')
    },
  },
  {
    name: 'administration, regulations',
    open: async (page) => {
      await page.goto('/acme/administration/regulations')
      await expect(page.getByRole('button', { name: 'Edit Sandy City' })).toBeVisible()
    },
  },
  {
    name: 'administration, a jurisdiction',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/regulations?new=true')
      await dialog(page, 'New jurisdiction')
      await page.getByRole('button', { name: 'Add jurisdiction' }).click()
      await expect(page.getByText('Enter a name')).toBeVisible()
    },
  },
  {
    name: 'expiring permits',
    open: async (page) => {
      await page.goto('/acme/permits')
      await expect(
        page.getByRole('table', { name: 'Expiring permits' }).getByRole('link').first(),
      ).toBeVisible()
    },
  },
  {
    name: 'record, permits and inspections',
    overlay: true,
    open: async (page) => {
      await home(page, story.linked)
      await page.getByRole('button', { name: 'Permits & inspections' }).click()
      await dialog(page, 'Permits & inspections')
      await page.getByRole('button', { name: 'Add a permit' }).click()
      await expect(page.getByRole('textbox', { name: 'Permit number' })).toBeVisible()
    },
  },
]
