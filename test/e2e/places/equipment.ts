/** Equipment of a record, and the packages of the company. */
import { expect, type Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const devices = async (page: Page, customerId: number, search = '') => {
  await openRecord(page, customerId, `equipment${search}`)
  await expect(page.getByRole('table', { name: 'Equipment' })).toBeVisible()
}
const packages = async (page: Page, search = '') => {
  await page.goto(`/acme/administration/equipment-packages${search}`)
  await expect(page.getByRole('table', { name: 'Equipment Packages' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Edit Small store' })).toBeVisible()
}

export const equipment: Place[] = [
  { name: 'equipment', open: (page) => devices(page, story.equal, '?status=all') },
  {
    name: 'equipment, nothing yet',
    open: async (page) => {
      await openRecord(page, story.unmonitored, 'equipment')
      await expect(page.getByText('No equipment yet')).toBeVisible()
    },
  },
  {
    name: 'equipment, several chosen',
    overlay: true,
    open: async (page) => {
      await devices(page, story.headOffice)
      await page.getByRole('checkbox', { name: 'Select all rows on this page' }).click()
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await dialog(page, 'Change 13 devices')
    },
  },
  {
    name: 'equipment, errors',
    overlay: true,
    open: async (page) => {
      await devices(page, story.equal, '?new=true')
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
      await expect(page.getByText('Choose an item')).toBeVisible()
    },
  },
  {
    name: 'equipment, a package',
    overlay: true,
    open: async (page) => {
      await devices(page, story.equal, '?package=true')
      await expect(page.getByRole('radio', { name: /^Small store/ })).toBeVisible()
    },
  },
  { name: 'administration, equipment packages', open: (page) => packages(page) },
  {
    name: 'administration, an equipment package',
    overlay: true,
    open: async (page) => {
      await packages(page)
      await page.getByRole('button', { name: 'Edit Small store' }).click()
      await dialog(page, 'Edit Small store')
      await expect(page.getByRole('combobox', { name: 'Item, line 6' })).toBeVisible()
    },
  },
]
