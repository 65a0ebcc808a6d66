/** Signing in and out, sessions elsewhere, and API tokens. */
import { customers } from '#shared/contracts/customers.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { users } from '#shared/contracts/users.ts'
import { story } from '#server/demo/story.ts'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { password } from './house.ts'
import { header, textbox } from './record-page.ts'
import { urlOf } from '#test/helpers/caller.ts'

// These tests end sessions: each signs in for itself.
test.use({ user: null })

async function signInHere(page: Page, username: string): Promise<void> {
  await textbox(page, 'Username').fill(username)
  await textbox(page, 'Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('a wrong password and an unknown company are answered the same; empty fields say what to enter', async ({
  page,
}) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(textbox(page, 'Company')).toHaveAccessibleDescription('Enter your company')
  await expect(textbox(page, 'Password')).toHaveAccessibleDescription('Enter your password')
  for (const company of ['acme', 'nowhere']) {
    await textbox(page, 'Company').fill(company)
    await textbox(page, 'Username').fill('nobody-at-all')
    await textbox(page, 'Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toContainText('Company, username or password is not right.')
  }
})

test('a link to a record asks for sign-in in place and then shows the record', async ({ page }) => {
  await page.goto(`/acme/customers/${story.linked}/history`)
  await expect(header(page)).toHaveText('Sign in to acme')
  await signInHere(page, 'manager')
  await expect(header(page)).toHaveText('Henry Vandenberg')
  await expect(page).toHaveURL(/history$/)
})

test('after signing out nothing of before can be opened, not even by Back', async ({ page }) => {
  await page.goto(`/acme/customers/${story.linked}`)
  await signInHere(page, 'manager')
  await expect(header(page)).toHaveText('Henry Vandenberg')
  await page.getByRole('button', { name: 'Marcus Delgado, account menu' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(header(page)).toHaveText('Sign in to acme')
  await page.goBack()
  await expect(header(page)).toHaveText('Sign in to acme')
  await expect(page.getByText('Vandenberg')).toHaveCount(0)
})

test('a session that is ended from another browser is over at its next click, and what was typed there is kept', async ({
  page,
  openBrowser,
}) => {
  const left = await openBrowser(null, { userAgent: 'Mozilla/5.0 (Macintosh; Mac OS X) Firefox/150.0' })
  await left.goto(`/acme/customers/${story.unmonitored}`)
  await signInHere(left, 'billing')
  await textbox(left, 'Spouse').fill('Typed before')

  await page.goto('/acme/account')
  await signInHere(page, 'billing')
  await page
    .getByRole('button', { name: /^End the session of Firefox on Mac/ })
    .first()
    .click()
  await expect(page.getByText('Session ended.')).toBeVisible()

  await left.getByRole('button', { name: 'Save & Stay' }).first().click()
  const dialog = left.getByRole('dialog', { name: 'Your session has ended' })
  await expect(dialog).toContainText('What you have typed is still here')
  await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toBeHidden()
  await expect(textbox(left, 'Spouse')).toHaveValue('Typed before')
})

test('an API token is shown once, works, and stops when it is revoked', async ({
  page,
  playwright,
  origin,
}) => {
  const name = `Export ${crypto.randomUUID().slice(0, 8)}`
  await page.goto('/acme/account')
  await signInHere(page, 'manager')
  await page.getByRole('button', { name: 'New token' }).click()
  const making = page.getByRole('dialog', { name: 'New API token' })
  await making.getByRole('button', { name: 'Make token' }).click()
  await expect(textbox(making, 'Name')).toHaveAccessibleDescription(/Give the token a name/)
  await textbox(making, 'Name').fill(name)
  await making.getByRole('button', { name: 'Make token' }).click()
  const shown = page.getByRole('dialog', { name: 'Your new token' })
  await expect(shown).toContainText('shown this once')
  const token = (await shown.getByRole('code').first().innerText()).trim()
  expect(token.length).toBeGreaterThan(20)
  await shown.getByRole('button', { name: 'I have copied it' }).click()
  await page.reload()
  await expect(page.getByRole('table', { name: 'API tokens' })).toContainText(name)
  expect(await page.content()).not.toContain(token)

  const program = await playwright.request.newContext({
    baseURL: origin,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  })
  const read = () => program.get(urlOf(customers.open, { customerId: story.linked }))
  expect((await read()).status()).toBe(200)
  await page.getByRole('button', { name: `Revoke ${name}` }).click()
  await expect(page.getByText('Token revoked')).toBeVisible()
  expect((await read()).status()).toBe(401)
  await program.dispose()
})

test('a password is changed with the old one only, and the new one is what counts', async ({
  page,
  owner,
  playwright,
  origin,
}) => {
  const username = `pat.${crypto.randomUUID().slice(0, 8)}`
  const person = { active: true, canLogIn: true, roles: [], memberships: [], representativeNumbers: [] }
  const { id } = await owner.call(users.create, {
    body: {
      ...person,
      firstName: 'Pat',
      lastName: 'Changer',
      username,
      email: null,
      phone: null,
      reportsToId: null,
    },
  })
  const once = await owner.call(users.setPassword, { params: { userId: id }, body: {} })
  const own = 'seven green bicycles'
  const program = await playwright.request.newContext({ baseURL: origin })
  const chosen = await program.post(urlOf(sessions.signIn), {
    data: { company: 'acme', username, password: once.password, newPassword: own },
  })
  expect(chosen.status()).toBe(200)
  await program.dispose()

  const change = async (from: string, to: string) => {
    await textbox(page, 'Current password').fill(from)
    await textbox(page, 'New password').fill(to)
    await page.getByRole('button', { name: 'Change password' }).click()
  }
  await page.goto('/acme/account')
  await textbox(page, 'Username').fill(username)
  await textbox(page, 'Password').fill(own)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await change('not the password', 'eight green bicycles')
  await expect(textbox(page, 'Current password')).toHaveAccessibleDescription(
    'The current password is not right.',
  )
  await change(own, 'short')
  await expect(textbox(page, 'New password')).toHaveAccessibleDescription(/At least 12 characters/)
  await change(own, 'Password2026!')
  await expect(textbox(page, 'New password')).toHaveAccessibleDescription(/guessed first/)
  await change(own, 'eight green bicycles')
  await expect(page.getByText('Password changed')).toBeVisible()
})

test('the colour scheme that one chooses stays', async ({ page }) => {
  await page.goto('/acme/account')
  await signInHere(page, 'manager')
  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
})
