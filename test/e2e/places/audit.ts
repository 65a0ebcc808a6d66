/** The audit trail, the company's add-ons, and the staff's log. */
import { expect } from '@playwright/test'
import { openStaffPages } from '../staff.ts'
import { dialog, type Place } from './place.ts'

const staffPage = openStaffPages

export const auditPlaces: Place[] = [
  {
    name: 'audit, denied attempts',
    open: async (page) => {
      await page.goto('/acme/administration/audit')
      await expect(page.getByRole('table', { name: 'Denied attempts' }).getByRole('row').nth(1)).toBeVisible()
    },
  },
  {
    name: 'audit, confidential values',
    open: async (page) => {
      await page.goto('/acme/administration/audit?show=reads')
      const table = page.getByRole('table', { name: 'Reads of confidential values' })
      await expect(table.getByRole('row').nth(1)).toBeVisible()
    },
  },
  {
    name: 'audit, nothing fits the filter',
    open: async (page) => {
      await page.goto('/acme/administration/audit?to=2001-01-01')
      await expect(page.getByText('No attempt fits the filter')).toBeVisible()
    },
  },
  {
    name: 'add-ons',
    open: async (page) => {
      await page.goto('/acme/administration/add-ons')
      await expect(page.getByRole('button', { name: 'Switch off eDoc+' })).toBeVisible()
    },
  },
  {
    name: 'add-ons, one is switched off',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/add-ons')
      await page.getByRole('button', { name: 'Switch off eDoc+' }).click()
      await dialog(page, 'Switch eDoc+ off?')
    },
  },
  {
    name: 'staff, an add-on with its reason',
    user: null,
    overlay: true,
    open: async (page) => {
      await staffPage(page)
      await page.getByRole('link', { name: 'Birch Security' }).click()
      await page.getByRole('button', { name: 'Switch on Credit Checks' }).click()
      await dialog(page, /^Switch Credit Checks on for /)
    },
  },
  {
    name: 'staff, the log',
    user: null,
    open: async (page) => {
      await staffPage(page)
      await page.getByRole('link', { name: 'The whole log' }).click()
      await expect(
        page.getByRole('table', { name: 'What the staff did' }).getByRole('row').nth(1),
      ).toBeVisible()
    },
  },
]
