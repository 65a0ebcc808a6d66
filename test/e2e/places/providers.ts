/** Monitoring companies and interactive-services providers, and their numbers. */
import { expect, type Page } from '@playwright/test'
import { dialog, type Place } from './place.ts'

const companies = '/acme/administration/monitoring-companies'
const row = (page: Page, table: string, name: string) =>
  page.getByRole('table', { name: table }).getByRole('link', { name })

export const providerPlaces: Place[] = [
  {
    name: 'administration, monitoring companies',
    open: async (page) => {
      await page.goto(companies)
      await expect(row(page, 'Monitoring companies', 'Dynamark Monitoring')).toBeVisible()
    },
  },
  {
    name: 'administration, a monitoring company',
    open: async (page) => {
      await page.goto(`${companies}/1`)
      await expect(page.getByRole('button', { name: 'Test connection' })).toBeVisible()
    },
  },
  {
    name: 'administration, a provider of apps with its callback',
    open: async (page) => {
      await page.goto('/acme/administration/interactive-services-providers')
      await row(page, 'Interactive services providers', 'Total Connect').click()
      await expect(page.getByRole('region', { name: 'Callback' })).toContainText('/callbacks/total-connect/')
    },
  },
  {
    name: 'administration, account numbers',
    open: async (page) => {
      await page.goto(`${companies}/1?tab=numbers`)
      await expect(page.getByRole('button', { name: 'Edit DM700001 to DM700500' })).toBeVisible()
    },
  },
  {
    name: 'administration, a block of account numbers',
    overlay: true,
    open: async (page) => {
      await page.goto(`${companies}/1?tab=numbers`)
      await page.getByRole('button', { name: 'Add a block' }).click()
      await dialog(page, 'New block')
    },
  },
]
