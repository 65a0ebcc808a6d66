/** Before one is signed in. */
import { expect } from '@playwright/test'
import { textbox } from '../record-page.ts'
import { type Place } from './place.ts'

export const signIn: Place[] = [
  {
    name: 'sign-in',
    user: null,
    open: async (page) => {
      await page.goto('/')
      await expect(textbox(page, 'Company')).toBeVisible()
    },
  },
  {
    name: 'sign-in, refused',
    user: null,
    open: async (page) => {
      await page.goto('/acme')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(textbox(page, 'Username')).toHaveAttribute('aria-invalid', 'true')
    },
  },
]
