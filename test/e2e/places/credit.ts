/** A record's credit checks, and the bureaus that are asked. */
import { expect } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

const bureaus = '/acme/administration/credit-bureaus'

export const creditPlaces: Place[] = [
  {
    name: 'credit, a record',
    open: async (page) => {
      await openRecord(page, story.differs, 'credit')
      await expect(page.getByText('Applied to customer')).toBeVisible()
    },
  },
  {
    name: 'credit, a lost answer',
    open: async (page) => {
      await openRecord(page, story.notIntegrated, 'credit')
      await expect(page.getByText('The answer was lost')).toBeVisible()
    },
  },
  {
    name: 'credit, none yet',
    open: async (page) => {
      await openRecord(page, story.unmonitored, 'credit')
      await expect(page.getByText('No credit checks')).toBeVisible()
    },
  },
  {
    name: 'credit, running it',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.differs, 'credit')
      await page.getByRole('button', { name: 'Run Credit Again' }).click()
      await dialog(page, 'Run credit')
      await page.getByRole('combobox', { name: 'Credit bureau' }).selectOption('HART')
      await page.getByRole('checkbox', { name: 'Give a previous address, too' }).check()
    },
  },
  {
    name: 'credit, entering a check',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.differs, 'credit')
      await page.getByRole('button', { name: 'Manual entry' }).click()
      await dialog(page, 'Enter a credit check')
    },
  },
  {
    name: 'credit, a report',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.differs, 'credit')
      await page.getByRole('button', { name: 'View report' }).click()
      await dialog(page, 'Report of TransUnion')
      await expect(page.getByText('END OF REPORT')).toBeVisible()
    },
  },
  {
    name: 'credit, settling a lost answer',
    overlay: true,
    open: async (page) => {
      await openRecord(page, story.notIntegrated, 'credit')
      await page.getByRole('button', { name: 'Settle' }).click()
      await dialog(page, 'Settle the inquiry at HART')
      await page.getByRole('radio', { name: /^Yes/ }).check()
    },
  },
  {
    name: 'administration, credit bureaus',
    open: async (page) => {
      await page.goto(bureaus)
      await expect(page.getByRole('table', { name: 'Credit bureaus' })).toContainText('TransUnion')
    },
  },
  {
    name: 'administration, a credit bureau',
    open: async (page) => {
      await page.goto(`${bureaus}/1`)
      await expect(page.getByRole('button', { name: 'Test connection' })).toBeVisible()
    },
  },
  {
    name: 'administration, a new credit bureau',
    open: async (page) => {
      await page.goto(`${bureaus}/new`)
      await page.getByRole('combobox', { name: 'Credit bureau type' }).click()
      await page.getByRole('option', { name: 'HART (Monitronics, SAFE)' }).click()
      await expect(page.getByRole('button', { name: 'Test connection' })).toBeVisible()
    },
  },
]
