/** Notes and tickets of a record, the company's queue, the bell. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const written = 'Notes, newest first'

export const notes: Place[] = [
  {
    name: 'notes',
    open: async (page) => {
      await openRecord(page, story.linked, 'notes')
      await expect(page.getByRole('list', { name: written })).toBeVisible()
    },
  },
  {
    name: 'notes, read by a viewer',
    user: 'viewer',
    open: async (page) => {
      await openRecord(page, story.differs, 'notes')
      await expect(page.getByRole('list', { name: written })).toBeVisible()
    },
  },
  {
    name: 'notes, none yet',
    open: async (page) => {
      await openRecord(page, story.notIntegrated, 'notes')
      await expect(page.getByText('No notes yet')).toBeVisible()
    },
  },
  {
    name: 'notes, a new ticket refused',
    open: async (page) => {
      await openRecord(page, story.equal, 'notes?new=ticket')
      await page.getByRole('button', { name: 'Open ticket' }).click()
      await expect(page.getByText('Enter a subject')).toBeVisible()
    },
  },
  {
    name: 'notes, mentioning',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.equal, 'notes?new=note')
      await page.getByRole('textbox', { name: 'Text' }).pressSequentially('Ask @')
      await expect(page.getByRole('option', { name: /Marcus Delgado/ })).toBeVisible()
    },
  },
  {
    name: 'note, edited',
    open: async (page) => {
      await openRecord(page, story.differs, 'notes')
      await page
        .getByRole('button', { name: /^Edit #/ })
        .first()
        .click()
      await expect(page.getByRole('textbox', { name: 'Subject' })).toBeFocused()
    },
  },
  {
    name: 'note, its edits',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.differs, 'notes')
      await page
        .getByRole('button', { name: /^More about #/ })
        .first()
        .click()
      await page.getByRole('menuitem', { name: 'Edits' }).click()
      await dialog(page, /^What happened to #/)
      await expect(page.getByRole('dialog')).toContainText('Wrote')
    },
  },
  {
    name: 'tickets',
    open: async (page) => {
      await page.goto('/acme/tickets?sort=due')
      await expect(page.getByRole('table', { name: 'Tickets' }).getByRole('rowheader').first()).toBeVisible()
    },
  },
  {
    name: 'tickets, selected',
    open: async (page) => {
      await page.goto('/acme/tickets')
      await page
        .getByRole('checkbox', { name: /^Select ticket/ })
        .first()
        .check()
      await expect(page.getByRole('group', { name: 'Selected tickets' })).toBeVisible()
    },
  },
  {
    name: 'tickets, none fits',
    open: async (page) => {
      await page.goto('/acme/tickets?dueTo=2001-01-01')
      await expect(page.getByText('No ticket fits these filters')).toBeVisible()
    },
  },
  {
    name: 'notifications',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/tickets?dueTo=2001-01-01')
      await page.getByRole('button', { name: /^Notifications/ }).click()
      await expect(page.getByRole('list', { name: 'Notifications, newest first' })).toBeVisible()
    },
  },
]
