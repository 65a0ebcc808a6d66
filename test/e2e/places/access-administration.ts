/** Users, permission groups and their analyzer, locations, the company's settings. */
import { expect, type Page } from '@playwright/test'
import { demoUsers } from '#server/demo/acme.ts'
import { story } from '#server/demo/story.ts'
import { textbox } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const at = '/acme/administration'
const table = async (page: Page, section: string, name: string) => {
  await page.goto(`${at}/${section}`)
  await expect(page.getByRole('table', { name }).getByRole('rowheader').first()).toBeVisible()
}
const user = async (page: Page, tab = '') => page.goto(`${at}/users/${demoUsers.sales}${tab}`)

export const accessAdministration: Place[] = [
  { name: 'users', open: (page) => table(page, 'users', 'Users') },
  {
    name: 'users, none fits',
    open: async (page) => {
      await page.goto(`${at}/users?search=zzzzzz`)
      await expect(page.getByText('No user fits these filters')).toBeVisible()
    },
  },
  {
    name: 'user',
    open: async (page) => {
      await user(page)
      await expect(textbox(page, 'Username')).toHaveValue('sales')
      await expect(page.getByRole('combobox', { name: 'Group 1', exact: true })).toHaveValue('Sales reps')
    },
  },
  {
    name: 'user, read by a manager',
    user: 'manager',
    open: async (page) => {
      await user(page)
      await expect(page.getByText('“User Accounts: Modify”')).toBeVisible()
    },
  },
  {
    name: 'user, sign-in',
    open: async (page) => {
      await user(page, '?tab=sign-in')
      await expect(page.getByRole('button', { name: 'Reset password' })).toBeVisible()
      await expect(page.getByRole('region', { name: 'Sign-in activity' })).toBeVisible()
    },
  },
  {
    name: 'user, asked before a password',
    overlay: true,
    open: async (page) => {
      await user(page, '?tab=sign-in')
      await page.getByRole('button', { name: 'Reset password' }).click()
      await dialog(page, 'A one-time password for Sofia Lindgren')
    },
  },
  {
    name: 'new user, errors',
    open: async (page) => {
      await page.goto(`${at}/users/new`)
      await textbox(page, 'First name').fill('Nora')
      await page.getByRole('button', { name: 'Add a group' }).click()
      await page.getByRole('button', { name: 'Create user' }).click()
      await expect(textbox(page, 'Last name')).toHaveAccessibleDescription('Enter a last name')
    },
  },
  { name: 'permission groups', open: (page) => table(page, 'groups', 'Permission groups') },
  {
    name: 'new permission group',
    overlay: true,
    open: async (page) => {
      await table(page, 'groups', 'Permission groups')
      await page.getByRole('button', { name: 'New group' }).click()
      await dialog(page, 'New permission group')
    },
  },
  {
    name: 'permission group, changed',
    open: async (page) => {
      await page.goto(`${at}/groups/2`)
      await page.getByRole('checkbox', { name: 'Delete Customer', exact: true }).click()
      await page.getByRole('checkbox', { name: 'Leads: View', exact: true }).click()
      await expect(page.getByText('2 changes not saved')).toBeVisible()
    },
  },
  {
    name: 'permission group, members',
    open: async (page) => {
      await page.goto(`${at}/groups/2?tab=members`)
      await expect(page.getByRole('link', { name: 'Marcus Delgado' })).toBeVisible()
    },
  },
  {
    name: 'permission analyzer',
    open: async (page) => {
      const query = `userId=${demoUsers.viewer}&question=change:primaryPhone&customerId=${story.differs}`
      await page.goto(`${at}/access/analyzer?${query}`)
      await expect(page.getByText(/may not change the Primary Phone/)).toBeVisible()
      await expect(page.getByRole('list', { name: 'Who may do this here' })).toBeVisible()
    },
  },
  { name: 'locations', open: (page) => table(page, 'locations', 'Locations') },
  {
    name: 'location',
    open: async (page) => {
      await page.goto(`${at}/locations/1`)
      await expect(textbox(page, 'Name')).toHaveValue('Provo')
    },
  },
  {
    name: 'company settings',
    open: async (page) => {
      await page.goto(`${at}/settings`)
      await expect(page.getByRole('switch', { name: 'Parent and sub-customers' })).toBeVisible()
    },
  },
]
