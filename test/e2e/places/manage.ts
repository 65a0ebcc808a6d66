/** The Manage page of a linked account, and Pull. */
import { expect, type Page } from '@playwright/test'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { story } from '#server/demo/story.ts'
import { copsCustomer, copsFault } from '../cops.ts'
import type { Records } from '../house.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

let made: ReturnType<typeof copsCustomer> | undefined
/** One account at COPS for all of these places. */
const atCops = (records: Records) => (made ??= copsCustomer(records))

const manage = async (page: Page, records: Records, tab = 'general') => {
  const { customer } = await atCops(records)
  await openRecord(page, customer.id, `connections/monitoring/manage?tab=${tab}`)
}
const region = (page: Page, name: string | RegExp) => page.getByRole('region', { name })

export const managePlaces: Place[] = [
  {
    name: 'manage an account',
    open: async (page, records) => {
      await manage(page, records)
      await expect(region(page, 'Account authorities')).toContainText('No authorities yet')
    },
  },
  {
    name: 'manage, calls that failed',
    open: async (page, records) => {
      await copsFault((await atCops(records)).accountNumber, 'http_503', 'GET', 3)
      await manage(page, records)
      await expect(page.getByRole('alert')).toHaveCount(3)
    },
  },
  {
    name: 'manage, adding authorities',
    overlay: true,
    open: async (page, records) => {
      await manage(page, records)
      await region(page, 'Account authorities').getByRole('button', { name: 'Add' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Search' }).click()
      await page.getByRole('dialog').getByRole('switch').first().click({ force: true })
      await expect(page.getByPlaceholder('Permit number')).toBeVisible()
    },
  },
  {
    name: 'manage, zones',
    open: async (page, records) => {
      await manage(page, records, 'zones')
      await expect(region(page, /^Only at/).first()).toBeVisible()
    },
  },
  {
    name: 'manage, on test',
    open: async (page, records) => {
      const params = { customerId: (await atCops(records)).customer.id }
      const { running } = await records.owner.call(stationAccounts.tests, { params })
      if (running.length === 0) {
        const body = { category: 'SERVICE', hours: 2, minutes: 0 }
        await records.owner.call(stationAccounts.placeTest, { params, body })
      }
      await manage(page, records, 'tests')
      await page.getByRole('button', { name: 'Request' }).click()
      await expect(region(page, 'Test history')).toBeVisible()
    },
  },
  {
    name: 'manage, a signal test',
    open: async (page) => {
      await openRecord(page, story.linked, 'connections/monitoring/manage?tab=tests')
      await page.getByRole('button', { name: 'Start signal test' }).click()
      await expect(page.getByText('Nothing yet.')).toBeVisible()
    },
  },
  {
    name: 'manage, placing on test',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linked, 'connections/monitoring/manage?tab=tests')
      await page.getByRole('button', { name: 'Place on test' }).click()
      await dialog(page, 'Place on test')
    },
  },
  {
    name: 'pull from the station',
    open: async (page, records) => {
      const { customer } = await atCops(records)
      await openRecord(page, customer.id, 'connections/monitoring/pull')
      await expect(page.getByRole('heading', { name: /discrepanc/ })).toBeVisible()
    },
  },
]
