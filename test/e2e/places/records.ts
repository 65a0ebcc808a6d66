/** The record and its forms. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openTab, textbox } from '../record-page.ts'
import { dialog, home, type Place } from './place.ts'

export const records: Place[] = [
  { name: 'record', open: (page) => home(page, story.differs) },
  { name: 'record, linked and locked', open: (page) => home(page, story.linked) },
  { name: 'record, archived', open: (page) => home(page, story.archived) },
  { name: 'record of a parent', open: (page) => home(page, story.headOffice) },
  { name: 'record, read by a viewer', user: 'viewer', open: (page) => home(page, story.differs) },
  { name: 'lead', open: (page) => home(page, story.lead) },
  {
    name: 'record, scrolled',
    open: async (page) => {
      await home(page, story.differs)
      await page.getByRole('region', { name: 'Services' }).scrollIntoViewIfNeeded()
      await expect(page.getByRole('navigation', { name: 'Record, at the top of the page' })).toBeVisible()
    },
  },
  {
    name: 'record, quick actions',
    overlay: true,
    open: async (page) => {
      await home(page, story.linked)
      await page.getByRole('button', { name: 'Quick actions' }).first().click()
      await expect(page.getByRole('menuitem', { name: 'History' })).toBeVisible()
    },
  },
  {
    name: 'record, calendar',
    overlay: true,
    open: async (page) => {
      await home(page, story.unmonitored)
      await page.getByRole('button', { name: 'Open calendar' }).first().click()
      await expect(page.getByRole('table').first()).toBeVisible()
    },
  },
  {
    name: 'record, choosing several of a custom field',
    overlay: true,
    open: async (page) => {
      await home(page, story.differs)
      await page.getByRole('combobox', { name: 'Pets' }).click()
      await expect(page.getByRole('option', { name: 'Bird' })).toBeVisible()
    },
  },
  {
    name: 'record, choosing a rate',
    user: 'birch',
    overlay: true,
    open: async (page) => {
      await page.goto('/birch/customers/1001')
      await page.getByRole('button', { name: /^(Choose|Change) Rate$/ }).click()
      await expect(page.getByRole('button', { name: 'Use This Rate' }).first()).toBeVisible()
    },
  },
  {
    name: 'record, errors',
    open: async (page) => {
      await home(page, story.unmonitored)
      await textbox(page, 'Last Name').fill('')
      await textbox(page, 'Zip').fill('22')
      await page.getByRole('button', { name: 'Save & Stay' }).first().click()
      await expect(page.getByText('This was not saved: 2 things to correct')).toBeVisible()
    },
  },
  {
    name: 'record, leaving',
    overlay: true,
    open: async (page) => {
      await home(page, story.unmonitored)
      await textbox(page, 'Spouse').fill('Typed')
      await openTab(page, 'History')
      await dialog(page, 'Save your changes?')
    },
  },
  {
    name: 'record, merging',
    overlay: true,
    open: async (page, made) => {
      const { id } = await made.customer({ email: 'before@mail.test' })
      await home(page, id)
      await textbox(page, 'Email').fill('mine@mail.test')
      await textbox(page, 'Spouse').fill('Mine')
      await made.save(id, { email: 'theirs@mail.test', crossStreet: 'Theirs' })
      await page.getByRole('button', { name: 'Save & Stay' }).first().click()
      await dialog(page, /saved this record meanwhile/)
    },
  },
  {
    name: 'new customer',
    open: async (page) => {
      await page.goto('/acme/customers/new')
      await expect(textbox(page, 'First Name')).toBeVisible()
    },
  },
  {
    name: 'new lead',
    open: async (page) => {
      await page.goto('/acme/leads/new')
      await expect(textbox(page, 'First Name')).toBeVisible()
    },
  },
]
