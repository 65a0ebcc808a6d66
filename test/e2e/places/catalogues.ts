/** Administration: where it begins, and a catalogue in each of its states. */
import { expect, type Page } from '@playwright/test'
import { dialog, type Place } from './place.ts'

const catalogue = async (page: Page, key: string, label: string) => {
  await page.goto(`/acme/administration/catalogues/${key}`)
  await expect(
    page.getByRole('table', { name: label, exact: true }).getByRole('rowheader').first(),
  ).toBeVisible()
}

export const catalogues: Place[] = [
  {
    name: 'administration',
    open: async (page) => {
      await page.goto('/acme/administration')
      await expect(page.getByRole('link', { name: /^Lead Statuses/ })).toBeVisible()
    },
  },
  {
    name: 'administration, not permitted',
    user: 'viewer',
    open: async (page) => {
      await page.goto('/acme/administration/catalogues/source')
      await expect(page.getByText('You may not open this')).toBeVisible()
    },
  },
  {
    name: 'catalogue',
    open: async (page) => {
      await catalogue(page, 'source', 'Sources')
      await page.getByRole('button', { name: /inactive$/ }).click()
      await expect(page.getByRole('table', { name: 'Inactive sources' })).toBeVisible()
    },
  },
  {
    name: 'catalogue, value open',
    overlay: true,
    open: async (page) => {
      await catalogue(page, 'lead_disposition', 'Lead Dispositions')
      await page.getByRole('link', { name: 'Call Back', exact: true }).click()
      await dialog(page, 'Call Back')
    },
  },
  {
    name: 'catalogue, new value refused',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/catalogues/custom_field?open=new')
      await dialog(page, 'New custom field')
      await page.getByRole('combobox', { name: 'Type' }).click()
      await page.getByRole('option', { name: 'One of a list' }).click()
      await page.getByRole('button', { name: 'Add a choice' }).click()
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await expect(page.getByText('Label is required')).toBeVisible()
    },
  },
  {
    name: 'catalogue, empty',
    open: async (page) => {
      await page.goto('/acme/administration/catalogues/mmr_category')
      await expect(page.getByRole('button', { name: 'Add the usual ones' })).toBeVisible()
    },
  },
  {
    name: 'rates, broken out',
    user: 'birch',
    open: async (page) => {
      await page.goto('/birch/administration/catalogues/mmr')
      await expect(page.getByText('Old breakdown')).toBeVisible()
    },
  },
]
