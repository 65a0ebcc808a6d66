/** Workflows and order templates: in administration, on a record, and the wizard step by step. */
import { expect, type Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, home, type Place } from './place.ts'

const administration = async (page: Page, place: string, heading: string) => {
  await page.goto(`/acme/administration/${place}`)
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
}
const start = async (page: Page, workflowId: number, button: string) => {
  await page.goto(`/acme/customers/new/${workflowId}`)
  await expect(page.getByRole('button', { name: button })).toBeVisible()
}
const run = async (page: Page, customerId: number, enrolmentId: number, search = '') => {
  await openRecord(page, customerId, `workflows/${enrolmentId}${search}`)
  await expect(page.getByText(/of \d+ steps/)).toBeVisible()
}

export const workflowPlaces: Place[] = [
  {
    name: 'administration, workflows',
    open: async (page) => {
      await administration(page, 'workflows', 'Workflows')
      await expect(page.getByRole('list', { name: 'Existing records' })).toContainText('Welcome call')
    },
  },
  {
    name: 'administration, a workflow',
    open: async (page) => {
      await administration(page, 'workflows/4', 'Phone intake')
      await page.getByRole('button', { name: /^2\. Sale/ }).click()
      await expect(page.getByRole('group', { name: 'Required' })).toBeVisible()
    },
  },
  {
    name: 'administration, a new workflow',
    open: (page) => administration(page, 'workflows/new?purpose=record', 'New workflow'),
  },
  {
    name: 'administration, order templates',
    open: async (page) => {
      await administration(page, 'order-templates', 'Order Templates')
      await expect(page.getByRole('button', { name: 'Edit Home protection' })).toBeVisible()
    },
  },
  {
    name: 'administration, an order template',
    overlay: true,
    open: async (page) => {
      await administration(page, 'order-templates?template=1', 'Order Templates')
      await dialog(page, 'Edit Home protection')
    },
  },
  { name: 'new customer by a sale', open: (page) => start(page, 1, 'Create & continue') },
  { name: 'new customer on a single page', open: (page) => start(page, 5, 'Create customer') },
  {
    name: 'workflows, a record',
    open: async (page) => {
      await openRecord(page, story.stationDown, 'workflows')
      await expect(page.getByRole('table', { name: 'Workflows' })).toContainText('Phone intake')
    },
  },
  {
    name: 'workflows, none yet',
    open: async (page) => {
      await openRecord(page, story.equal, 'workflows')
      await expect(page.getByText('No workflows yet')).toBeVisible()
    },
  },
  { name: 'workflow, a step of fields', open: (page) => run(page, story.firstBranch, 2) },
  { name: 'workflow, contacts', open: (page) => run(page, story.stationDown, 4) },
  { name: 'workflow, failed', open: (page) => run(page, story.refused, 5) },
  {
    name: 'workflow, ending it',
    overlay: true,
    open: async (page) => {
      await run(page, story.firstBranch, 2, '?end=true')
      await dialog(page, 'End “Welcome call”')
    },
  },
  {
    name: 'applying an order',
    overlay: true,
    open: async (page) => {
      await home(page, story.unmonitored)
      await page.getByRole('button', { name: 'Apply Order Template' }).click()
      await page.getByRole('radio', { name: /^Home protection/ }).check()
      await page.getByRole('radio', { name: /^Home starter/ }).check()
      await page.getByRole('button', { name: 'Add equipment' }).click()
      await expect(page.getByRole('combobox', { name: 'Item, line 1' })).toBeVisible()
    },
  },
]
