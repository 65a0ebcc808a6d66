/** Files of a record: the list, nothing yet, and what is about to be uploaded. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

export const files: Place[] = [
  {
    name: 'files',
    open: async (page) => {
      await openRecord(page, story.equal, 'files')
      await expect(page.getByRole('table', { name: 'Files' })).toBeVisible()
    },
  },
  {
    name: 'files, nothing yet',
    open: async (page) => {
      await openRecord(page, story.unmonitored, 'files')
      await expect(page.getByText('No files yet')).toBeVisible()
    },
  },
  {
    name: 'files, a form with versions',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.equal, 'files')
      await page.getByRole('button', { name: 'Edit Alarm certificate.pdf' }).click()
      await dialog(page, 'Edit Alarm certificate.pdf')
      await expect(page.getByRole('link', { name: 'Version 1' })).toBeVisible()
    },
  },
  {
    name: 'files, to be uploaded',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.equal, 'files?new=true')
      await page.locator('[role=dialog] input[type=file]').setInputFiles([
        { name: 'Front door.txt', mimeType: 'text/plain', buffer: Buffer.from('x') },
        { name: 'setup.exe', mimeType: 'text/plain', buffer: Buffer.from('x') },
      ])
      await page.getByRole('button', { name: 'Upload 2 files' }).click()
      await expect(page.getByText('Programs, scripts and web pages are not kept here')).toBeVisible()
    },
  },
]
