/** Verifying addresses, and who does it. */
import { expect, type Page } from '@playwright/test'
import { dialog, home, type Place } from './place.ts'

const verify = async (page: Page, customerId: number) => {
  await home(page, customerId)
  await page.getByRole('button', { name: 'Verify the address' }).click()
  await dialog(page, 'Address verification')
}

export const addresses: Place[] = [
  {
    name: 'address, Current beside Recommended',
    overlay: true,
    open: async (page, records) => {
      await verify(page, (await records.customer({ city: 'Porvo', addressLine2: 'Apt 4' })).id)
      await expect(page.getByRole('region', { name: 'Recommended' })).toBeVisible()
    },
  },
  {
    name: 'address, several may be meant',
    overlay: true,
    open: async (page, records) => {
      await verify(page, (await records.customer({ addressLine1: '12 Either Street' })).id)
      await expect(page.getByRole('radio')).toHaveCount(2)
    },
  },
  {
    name: 'address verification, Smarty',
    open: async (page) => {
      await page.goto('/acme/administration/address-verification')
      await page.getByRole('button', { name: 'Test connection' }).click()
      await expect(page.getByText('knew the test address')).toBeVisible()
    },
  },
]
