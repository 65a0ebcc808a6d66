/** The dialogs of a record's life: archive, unarchive, delete, convert, duplicate, possible duplicates. */
import { expect, type Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { choose, textbox } from '../record-page.ts'
import { dialog, home, type Place } from './place.ts'

const start = async (page: Page, action: string) => {
  await page.getByRole('button', { name: 'Quick actions' }).first().click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

export const lifecycle: Place[] = [
  {
    name: 'record, archiving a family',
    overlay: true,
    open: async (page) => {
      await home(page, story.headOffice)
      await start(page, 'Archive customer')
      await dialog(page, /^Archive /)
      await expect(page.getByText('sub-customer, archived along').first()).toBeVisible()
    },
  },
  {
    name: 'record, archiving while linked',
    overlay: true,
    open: async (page) => {
      await home(page, story.linked)
      await start(page, 'Archive customer')
      await expect(page.getByText('stays linked and in service')).toBeVisible()
    },
  },
  {
    name: 'record, unarchiving',
    overlay: true,
    open: async (page) => {
      await home(page, story.archived)
      await page.getByRole('button', { name: 'Unarchive customer' }).click()
      await expect(page.getByText('are not restored')).toBeVisible()
    },
  },
  {
    name: 'record, deleting',
    overlay: true,
    open: async (page) => {
      await home(page, story.unmonitored)
      await start(page, 'Delete')
      await expect(page.getByText('This cannot be undone.')).toBeVisible()
    },
  },
  {
    name: 'record, deleting while linked',
    overlay: true,
    open: async (page) => {
      await home(page, story.linked)
      await start(page, 'Delete')
      await expect(page.getByText('Still linked.')).toBeVisible()
    },
  },
  {
    name: 'lead, converting',
    overlay: true,
    open: async (page) => {
      await home(page, story.lead)
      await page.getByRole('button', { name: 'Convert to customer' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Convert', exact: true }).click()
      await expect(page.getByText('Choose the office location')).toBeVisible()
    },
  },
  {
    name: 'record, duplicating',
    overlay: true,
    open: async (page) => {
      await home(page, story.differs)
      await start(page, 'Duplicate customer')
      await expect(page.getByRole('dialog').getByRole('textbox', { name: 'First Name' })).toBeVisible()
    },
  },
  {
    name: 'new customer, possible duplicates',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/customers/new')
      await textbox(page, 'First Name').fill('Dana')
      await textbox(page, 'Last Name').fill('Whitfield')
      await textbox(page, 'City').fill('Provo')
      await choose(page, 'State', 'Utah (UT)')
      await textbox(page, 'Primary Phone').fill('(307) 555-0100')
      await choose(page, 'Office Location', 'Provo')
      await page.getByRole('button', { name: 'Save', exact: true }).filter({ visible: true }).first().click()
      await dialog(page, 'Is it one of these?')
    },
  },
]
