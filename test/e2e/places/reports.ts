/** The page of the morning, the built-in reports, and those that one builds. */
import { expect } from '@playwright/test'
import { dialog, type Place } from './place.ts'

export const reportPlaces: Place[] = [
  {
    name: 'home, one’s own day',
    open: async (page) => {
      await page.goto('/acme')
      await expect(page.getByRole('list', { name: 'Due tickets' })).toBeVisible()
    },
  },
  {
    name: 'home, everybody’s day',
    open: async (page) => {
      await page.goto('/acme?whose=all')
      await expect(page.getByRole('list', { name: 'Leads to call back' })).toBeVisible()
    },
  },
  {
    name: 'home, with nothing',
    user: 'viewer',
    open: async (page) => {
      await page.goto('/acme')
      await expect(page.getByText('Nothing waits for you')).toBeVisible()
    },
  },
  {
    name: 'home, getting started',
    user: 'birch',
    open: async (page) => {
      await page.goto('/birch')
      await expect(page.getByRole('list', { name: 'Getting started' })).toContainText('Your people')
    },
  },
  {
    name: 'reports',
    open: async (page) => {
      await page.goto('/acme/reports')
      await expect(page.getByRole('table', { name: 'Saved reports' })).toContainText('Sold, not installed')
    },
  },
  {
    name: 'reports, aging',
    open: async (page) => {
      await page.goto('/acme/reports/aging')
      await expect(
        page.getByRole('table', { name: 'Unpaid by payer' }).getByRole('link').first(),
      ).toBeVisible()
    },
  },
  {
    name: 'reports, recurring revenue',
    open: async (page) => {
      await page.goto('/acme/reports/rmr')
      await expect(page.getByRole('table', { name: 'Recurring revenue by month' })).toContainText('$')
    },
  },
  {
    name: 'reports, attrition',
    open: async (page) => {
      await page.goto('/acme/reports/attrition')
      await expect(page.getByRole('table', { name: 'Attrition by month' })).toContainText('%')
    },
  },
  {
    name: 'reports, sales',
    open: async (page) => {
      await page.goto('/acme/reports/sales')
      await expect(page.getByRole('table', { name: 'Sales by representative' })).toContainText('$')
    },
  },
  {
    name: 'reports, a saved one with a plot',
    open: async (page) => {
      await page.goto('/acme/reports/2')
      await expect(page.getByRole('table', { name: 'Result' })).toContainText('$')
    },
  },
  {
    name: 'reports, when one is sent',
    open: async (page) => {
      await page.goto('/acme/reports/5?tab=schedule')
      await expect(page.getByRole('button', { name: 'Send by schedule' })).toBeVisible()
    },
  },
  {
    name: 'reports, building one',
    open: async (page) => {
      await page.goto('/acme/reports/5/edit')
      await expect(page.getByRole('table', { name: 'Preview' })).toContainText('$')
    },
  },
  {
    name: 'reports, saving one',
    overlay: true,
    open: async (page) => {
      await page.goto('/acme/reports/new')
      await page.getByRole('button', { name: 'Save report' }).click()
      await dialog(page, 'Save as a report')
    },
  },
]
