/** Work orders: a record's, one of them, the company's queue, a technician's own. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const late = 'work-orders/1'

export const workOrders: Place[] = [
  {
    name: 'work orders, a record',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'work-orders')
      await expect(page.getByRole('list', { name: 'Open work orders' })).toContainText('Back door')
    },
  },
  {
    name: 'work orders, none yet',
    open: async (page) => {
      await openRecord(page, story.equal, 'work-orders')
      await expect(page.getByText('Nothing is to be done')).toBeVisible()
    },
  },
  {
    name: 'work order, new',
    open: async (page) => {
      await openRecord(page, story.equal, 'work-orders/new')
      await page.getByRole('button', { name: 'Add part' }).click()
      await page.getByRole('button', { name: 'Write work order' }).click()
      await expect(page.getByText('Enter a subject')).toBeVisible()
    },
  },
  {
    name: 'work order',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, late)
      await expect(page.getByRole('group', { name: 'Labor and parts' })).toContainText('Total before tax')
    },
  },
  {
    name: 'work order, completing with a signature',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, late)
      await page.getByRole('button', { name: 'Complete', exact: true }).click()
      await dialog(page, 'Complete work order #1')
      await page.getByRole('checkbox', { name: 'The customer signs now' }).check()
      await expect(page.getByRole('group', { name: 'Signature' })).toBeVisible()
    },
  },
  {
    name: 'work order, scheduling a visit',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, late)
      await page.getByRole('button', { name: 'Schedule visit' }).click()
      await dialog(page, 'Schedule a visit for #1')
    },
  },
  {
    name: 'work order, canceling',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, late)
      await page.getByRole('button', { name: 'Cancel work order' }).click()
      await dialog(page, 'Cancel work order #1')
    },
  },
  {
    name: 'work orders, the company’s queue',
    open: async (page) => {
      await page.goto('/acme/work-orders?sort=due')
      await expect(page.getByRole('table', { name: 'Work orders' })).toContainText('Gordon Pike')
    },
  },
  {
    name: 'work orders, selected',
    open: async (page) => {
      await page.goto('/acme/work-orders')
      await page
        .getByRole('checkbox', { name: /^Select work order/ })
        .first()
        .check()
      await expect(page.getByRole('group', { name: 'Selected work orders' })).toBeVisible()
    },
  },
  {
    name: 'my work orders',
    user: 'tech',
    open: async (page) => {
      await page.goto('/acme/my-work-orders')
      await expect(page.getByRole('list', { name: 'My work orders' })).toContainText('Back door')
    },
  },
]
