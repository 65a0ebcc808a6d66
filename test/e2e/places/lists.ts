/** The lists of customers and leads, and the search. */
import { expect } from '@playwright/test'
import { behind, dialog, list, type Place } from './place.ts'

const own: string[] = []

export const lists: Place[] = [
  { name: 'customers', open: (page) => list(page) },
  {
    name: 'customers, filtered',
    open: (page) => list(page, '/acme/customers?status=canceled&locationId=1&archive=all'),
  },
  {
    name: 'customers, filter open',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.getByRole('button', { name: 'Location' }).click()
      await expect(page.getByRole('menuitemradio', { name: 'Boise' })).toBeVisible()
    },
  },
  {
    name: 'customers, all filters',
    overlay: true,
    open: async (page) => {
      await list(page, `${behind}&state=UT,ID`)
      await page.getByRole('button', { name: /^All filters/ }).click()
      await dialog(page, 'All filters')
    },
  },
  {
    name: 'customers, columns',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.getByRole('button', { name: 'Columns' }).click()
      await expect(page.getByRole('textbox', { name: 'Find a column' })).toBeVisible()
    },
  },
  {
    name: 'customers, own fields and widths',
    open: async (page) => {
      // Not kept: the setup is answered as that of somebody who likes it so.
      await page.route('**/api/v1/lists/customer', async (route) => {
        const reply = await route.fetch()
        const setup = (await reply.json()) as object
        await route.fulfill({
          response: reply,
          json: { ...setup, columns: ['city', 'status', 'tags', ...own], widths: { city: 90, name: 300 } },
        })
      })
      const options = page.waitForResponse('**/api/v1/customers/options')
      await page.goto('/acme/customers')
      const { catalogues } = (await (await options).json()) as {
        catalogues: { custom_field: { id: number }[] }
      }
      own.push(...catalogues.custom_field.slice(0, 4).map(({ id }) => `custom.${id}`))
      await list(page, '/acme/customers?sort=number')
      await expect(
        page.getByRole('separator', { name: 'Width of City' }).or(page.getByRole('listitem').first()).first(),
      ).toBeVisible()
    },
  },
  {
    name: 'customers, views',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.getByRole('button', { name: 'Views' }).click()
      await expect(page.getByRole('menuitem', { name: 'Save this as a view…' })).toBeVisible()
    },
  },
  {
    name: 'customers, none fits',
    open: async (page) => {
      await page.goto('/acme/customers?name=Zzzzzz')
      await expect(page.getByText('No customer fits these filters')).toBeVisible()
    },
  },
  { name: 'leads', open: (page) => list(page, '/acme/leads', 'Leads') },
  {
    name: 'search',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Search customers and leads' }).fill('whitfield')
      await expect(page.getByRole('option', { name: /Dana Whitfield/ })).toBeVisible()
    },
  },
  {
    name: 'keys',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.keyboard.press('?')
      await dialog(page, 'Keys')
    },
  },
  {
    name: 'user menu',
    overlay: true,
    open: async (page) => {
      await list(page, behind)
      await page.getByRole('button', { name: /account menu/ }).click()
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
    },
  },
]
