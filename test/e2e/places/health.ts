/** Connection health: the page of the morning and its lists. */
import { expect } from '@playwright/test'
import type { Place } from './place.ts'

export const healthPlaces: Place[] = [
  {
    name: 'connection health',
    open: async (page) => {
      await page.goto('/acme/connection-health')
      await expect(page.getByRole('table', { name: 'Providers', exact: true })).toContainText(
        'Dynamark Monitoring',
      )
      await expect(page.getByRole('region', { name: 'Needs attention' })).toContainText(
        'billed, but not monitored',
      )
    },
  },
  {
    name: 'connection health, billed but not monitored',
    open: async (page) => {
      await page.goto('/acme/connection-health?list=billed')
      await expect(
        page.getByRole('table', { name: 'Billed, not monitored' }).getByRole('rowheader').first(),
      ).toBeVisible()
    },
  },
  {
    name: 'connection health, failed updates',
    open: async (page) => {
      await page.goto('/acme/connection-health?list=failed')
      await expect(page.getByRole('table', { name: 'Failed updates' })).toHaveAttribute(
        'aria-label',
        'Failed updates',
      )
    },
  },
]
