/** Emergency contacts, agencies and tags. */
import { expect, type Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, home, type Place } from './place.ts'

const contacts = async (page: Page, customerId: number, search = '') => {
  await openRecord(page, customerId, `contacts${search}`)
  await expect(page.getByRole('region', { name: 'Agencies' })).toBeVisible()
}
const openTags = async (page: Page) => {
  await home(page, story.equal)
  await page.getByRole('button', { name: 'Tags', exact: true }).click()
  await dialog(page, 'Tags')
  await expect(page.getByRole('button', { name: 'VIP' })).toBeVisible()
}

export const contactsAndTags: Place[] = [
  { name: 'contacts', open: (page) => contacts(page, story.differs) },
  { name: 'contacts, nobody yet, permit expired', open: (page) => contacts(page, story.notIntegrated) },
  { name: 'contacts, archived', open: (page) => contacts(page, story.archived) },
  { name: 'contacts, read by a viewer', user: 'viewer', open: (page) => contacts(page, story.differs) },
  {
    name: 'contacts, row menu',
    overlay: true,
    open: async (page) => {
      await contacts(page, story.differs)
      await page.getByRole('button', { name: 'Actions for June Prather' }).click()
      await expect(page.getByRole('menuitem', { name: 'Move up' })).toBeVisible()
    },
  },
  {
    name: 'new contact, errors',
    overlay: true,
    open: async (page) => {
      await contacts(page, story.differs, '?new=true')
      await dialog(page, 'New contact')
      await page.getByRole('button', { name: 'Another number' }).click()
      await page.getByRole('button', { name: 'Add contact' }).click()
      await expect(page.getByText('Enter a name')).toBeVisible()
    },
  },
  {
    name: 'agency',
    overlay: true,
    open: async (page) => {
      await contacts(page, story.equal, '?agency=guard')
      await dialog(page, 'Guard')
    },
  },
  { name: 'record with a tag that warns', open: (page) => home(page, story.equal) },
  { name: 'tags', overlay: true, open: openTags },
  {
    name: 'tags, a new one',
    overlay: true,
    open: async (page) => {
      await openTags(page)
      await page.getByRole('textbox', { name: 'Find a tag' }).fill('Snowbird')
      await expect(page.getByRole('button', { name: 'Make and add “Snowbird”' })).toBeVisible()
    },
  },
  {
    name: 'administration, tags',
    open: async (page) => {
      await page.goto('/acme/administration/tags')
      await expect(page.getByRole('button', { name: 'Edit VIP' })).toBeVisible()
    },
  },
  {
    name: 'administration, a tag',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/administration/tags?tag=8')
      await dialog(page, 'Edit the tag “Dog on site”')
    },
  },
]
