/** Interactive services. */
import { expect } from '@playwright/test'
import { openRecord } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

/** Joan Fenwick, whose account is linked (server/demo/subscribers.ts). */
const linked = 1031

export const interactivePlaces: Place[] = [
  {
    name: 'interactive services, changing the plan',
    overlay: true,
    open: async (page) => {
      await openRecord(page, linked, 'connections/isp')
      await page.getByRole('button', { name: 'Change plan' }).click()
      await dialog(page, /^Change the plan of/)
      await page.getByRole('radio', { name: 'Interactive Gold' }).check()
      await page.getByRole('button', { name: 'Show the price' }).click()
      await expect(page.getByRole('region', { name: 'Price of the change' })).toBeVisible()
    },
  },
  {
    name: 'interactive services, how many of an add-on',
    overlay: true,
    open: async (page) => {
      await openRecord(page, linked, 'connections/isp')
      await page.getByRole('button', { name: 'Change plan' }).click()
      await dialog(page, /^Change the plan of/)
      const cameras = page.getByRole('checkbox', { name: 'Doorbell cameras' })
      if (!(await cameras.isChecked())) await cameras.check()
      await expect(page.getByLabel('How many of Doorbell cameras')).toBeVisible()
    },
  },
  {
    name: 'interactive services, creating an account',
    open: async (page) => {
      await openRecord(page, linked, 'connections/isp/add?way=customer')
      await expect(page.getByRole('radio', { name: 'Interactive Gold' })).toBeVisible()
    },
  },
]
