/** The company's list of customers at risk, and one record's entries. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

export const risks: Place[] = [
  {
    name: 'at risk, the company’s list',
    open: async (page) => {
      await page.goto('/acme/at-risk')
      await expect(page.getByRole('table', { name: 'At-risk entries' })).toContainText('Gordon Pike')
    },
  },
  {
    name: 'at risk, a record',
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'at-risk')
      await expect(page.getByRole('list', { name: 'Attempts, newest first' })).toBeVisible()
    },
  },
  {
    name: 'at risk, ending an entry',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.linkedElsewhere, 'at-risk')
      await page.getByRole('button', { name: 'End entry' }).click()
      await dialog(page, 'End “Competitor offer”')
    },
  },
]
