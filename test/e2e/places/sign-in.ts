/** Before one is signed in, and one's own account. */
import { expect, type Page } from '@playwright/test'
import { demoPassword } from '#server/demo/acme.ts'
import { demoOperator } from '#server/demo/app-billing.ts'
import { textbox } from '../record-page.ts'
import { dialog, type Place } from './place.ts'

/** Has one address answer what only some hours, or another company, would bring about. */
const refuse = (page: Page, path: string, code: string) =>
  page.route(`**/api/v1${path}`, (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        code,
        status: 403,
        detail: code,
        errors: [],
        pending: 'of-this-place-alone-0001',
      }),
    }),
  )
const account = async (page: Page) => {
  await page.goto('/acme/account')
  await expect(page.getByRole('button', { name: 'Set up an authenticator app' })).toBeVisible()
}

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
  {
    name: 'sign-in, a second factor to be set up',
    user: null,
    open: async (page) => {
      await refuse(page, '/session', 'access.enrol_factor')
      await page.goto('/')
      await textbox(page, 'Company').fill('acme')
      await textbox(page, 'Username').fill('owner')
      await textbox(page, 'Password').fill('not asked')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Authenticator app' })).toBeVisible()
    },
  },
  {
    name: 'sign-in, the second factor of the staff',
    user: null,
    open: async (page) => {
      await page.goto('/operator')
      await page.getByLabel('E-mail').fill(demoOperator.email)
      await page.getByLabel('Password', { exact: true }).fill(demoPassword)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(textbox(page, 'Code of your authenticator app')).toBeVisible()
    },
  },
  {
    name: 'forgotten password',
    user: null,
    open: async (page) => {
      await page.goto('/acme/forgot-password')
      await expect(textbox(page, 'Username or e-mail address')).toBeVisible()
    },
  },
  {
    name: 'forgotten password, asked for',
    user: null,
    open: async (page) => {
      await page.goto('/forgot-password')
      await textbox(page, 'Company').fill('nowhere')
      await textbox(page, 'Username or e-mail address').fill('nobody')
      await page.getByRole('button', { name: 'Send me a link' }).click()
      await expect(page.getByText('Look into your mail.')).toBeVisible()
    },
  },
  {
    name: 'link to choose a password, gone',
    user: null,
    open: async (page) => {
      await page.goto('/acme/choose-password#gone')
      await expect(page.getByRole('heading', { name: 'This link leads nowhere any more' })).toBeVisible()
    },
  },
  {
    name: 'account, an authenticator app',
    overlay: true,
    open: async (page) => {
      await account(page)
      await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
      await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
    },
  },
  {
    name: 'account, a passkey',
    overlay: true,
    open: async (page) => {
      await account(page)
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await dialog(page, 'Add a passkey')
    },
  },
  {
    name: 'account, asked again',
    overlay: true,
    open: async (page) => {
      await refuse(page, '/account/authenticator/begin', 'access.verify_first')
      await account(page)
      await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
      await expect(textbox(page, 'Password')).toBeVisible()
    },
  },
]
