/** From an invitation by mail to signing in with a passkey alone. */
import { users } from '#shared/contracts/users.ts'
import { codeOf } from '#test/helpers/factors.ts'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { textbox } from './record-page.ts'

const sandbox = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}`
const password = 'seven green bicycles'

/** The link in the newest mail to this address. */
async function linkIn(address: string): Promise<string> {
  type Mails = { effects: { accountNumber: string; values: { body?: string; text?: string } }[] }
  let found = ''
  await expect
    .poll(async () => {
      const { effects } = (await (await fetch(`${sandbox}/smtp/_control/accounts`)).json()) as Mails
      const mail = effects.filter(({ accountNumber }) => accountNumber === address).at(-1)
      found = /\/acme\/choose-password#\S+/.exec(mail?.values.text ?? mail?.values.body ?? '')?.[0] ?? ''
      return found
    })
    .not.toBe('')
  return found
}

async function enter(page: Page, username: string): Promise<void> {
  await page.goto('/acme/account')
  await textbox(page, 'Username').fill(username)
  await textbox(page, 'Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `${name}, account menu` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(textbox(page, 'Username')).toBeVisible()
}

test('[ADM-002] somebody is invited, chooses a password, sets up an authenticator app and a passkey, and signs in with each', async ({
  page,
  owner,
  openBrowser,
}) => {
  const unique = crypto.randomUUID().slice(0, 8)
  const username = `nora.${unique}`
  const email = `${username}@example.test`
  const [firstName, lastName] = ['Nora', `New${unique}`]
  const name = `${firstName} ${lastName}`
  const person = { active: true, canLogIn: true, roles: [], memberships: [], representativeNumbers: [] }
  const made = await owner.call(users.create, {
    body: { ...person, firstName, lastName, username, email, phone: null, reportsToId: null },
  })

  await page.goto(`/acme/administration/users/${made.id}?tab=sign-in`)
  await page.getByRole('button', { name: 'Invite by e-mail' }).click()
  await expect(page.getByText(`An invitation is on its way to ${email}`)).toBeVisible()

  const theirs = await openBrowser(null)
  // A security key or a fingerprint, as the browser's own tools stand in for it.
  const devtools = await theirs.context().newCDPSession(theirs)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await theirs.goto(await linkIn(email))
  await expect(theirs.getByRole('heading', { name: `Welcome, ${name}` })).toBeVisible()
  await textbox(theirs, 'Password').fill('Password2026!')
  await theirs.getByRole('button', { name: 'Set the password' }).click()
  await expect(textbox(theirs, 'Password')).toHaveAccessibleDescription(/guessed first/)
  await textbox(theirs, 'Password').fill(password)
  await theirs.getByRole('button', { name: 'Set the password' }).click()
  await expect(theirs.getByText('Your password is set')).toBeVisible()

  await enter(theirs, username)
  await theirs.getByRole('button', { name: 'Set up an authenticator app' }).click()
  const setup = theirs.getByRole('dialog', { name: 'Set up an authenticator app' })
  await expect(setup.getByRole('img', { name: /QR code/ })).toBeVisible()
  const secret = (await setup.getByRole('code').innerText()).replace(/\s/g, '')
  await textbox(setup, 'Code of the app').fill('12')
  await setup.getByRole('button', { name: 'Confirm' }).click()
  await expect(textbox(setup, 'Code of the app')).toHaveAccessibleDescription(/six digits/)
  await textbox(setup, 'Code of the app').fill(codeOf(secret))
  await setup.getByRole('button', { name: 'Confirm' }).click()
  const codes = theirs.getByRole('dialog', { name: 'Your recovery codes' })
  await expect(codes.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10)
  const recovery = await codes.getByRole('code').first().innerText()
  await codes.getByRole('checkbox', { name: 'I have kept them' }).check()
  await codes.getByRole('button', { name: 'Go on' }).click()
  await expect(theirs.getByText('10 of 10 recovery codes are left')).toBeVisible()

  await signOut(theirs, name)
  await enter(theirs, username)
  await textbox(theirs, 'Code of your authenticator app').fill(codeOf(secret, 1))
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click()
  await theirs.getByRole('button', { name: 'Add a passkey' }).click()
  await theirs.getByRole('dialog').getByRole('button', { name: 'Make the passkey' }).click()
  await expect(theirs.getByText('The passkey is set up.')).toBeVisible()

  await signOut(theirs, name)
  await theirs.getByRole('button', { name: 'Use a passkey instead' }).click()
  await expect(theirs.getByRole('button', { name: `${name}, account menu` })).toBeVisible()
  await theirs.goto('/acme/account')
  const activity = theirs.getByRole('table', { name: 'Sign-in activity' })
  await expect(activity.getByRole('row').nth(1)).toContainText(/Signed in.*Passkey/)

  await signOut(theirs, name)
  await enter(theirs, username)
  await theirs.getByRole('button', { name: 'Use a recovery code' }).click()
  await textbox(theirs, 'Recovery code').fill(recovery)
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(theirs.getByText('9 of 10 recovery codes are left')).toBeVisible()

  await page.reload()
  await expect(page.getByText('Has an authenticator app and a passkey, and 9 recovery codes.')).toBeVisible()
})
