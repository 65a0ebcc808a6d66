/** The ADT PreCheck: its section above a new record's form, and its panel on a lead. */
import { expect } from '@playwright/test'
import { dialog, type Place } from './place.ts'

export const prechecks: Place[] = [
  {
    name: 'lead, new, with a PreCheck',
    open: async (page) => {
      await page.goto('/acme/leads/new')
      await page.getByRole('checkbox', { name: 'Run ADT PreCheck' }).check()
      await expect(page.getByRole('combobox', { name: 'Monitoring company' })).toBeVisible()
    },
  },
  {
    name: 'PreCheck of a lead',
    open: async (page) => {
      await page.goto('/acme/customers/1053')
      await page.getByRole('button', { name: /^ADT Pre-Check/ }).click()
      await dialog(page, 'ADT Pre-Check')
    },
  },
]
