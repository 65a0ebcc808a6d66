/** The lists of customers and leads, and the search. */
import { expect } from '@playwright/test'
import { behind, dialog, list, type Place } from './place.ts'

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
