/** An administrator lets somebody in, to one location alone, and finds out why they may or may not do something. */
import type { Page } from '@playwright/test'
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './house.ts'
import { header, textbox } from './record-page.ts'

const choose = async (page: Page, label: string, words: string) => {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: words, exact: true }).click()
}

test('[ADM-003] [ADM-004] a group and a user at one location: they sign in with a one-time password and see that location alone; the analyzer says why', async ({
  page,
  openBrowser,
}) => {
  const name = uniqueName()
  await page.goto('/acme/administration/groups')
  await page.getByRole('button', { name: 'New group' }).click()
  await textbox(page, 'Name').fill(`Readers ${name}`)
  await page.getByRole('button', { name: 'Create group' }).click()
  await expect(header(page)).toHaveText(`Readers ${name}`)
  await textbox(page, 'Find a permission').fill('customers')
  await page.getByRole('checkbox', { name: 'Customers: View', exact: true }).check()
  await expect(page.getByText('1 added, 0 taken away')).toBeVisible()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Everything is saved')).toBeVisible()

  await page.goto('/acme/administration/users/new')
  await textbox(page, 'First name').fill('Rita')
  await textbox(page, 'Last name').fill(name)
  await textbox(page, 'Username').fill(name.toLowerCase())
  await page.getByRole('button', { name: 'Add a group' }).click()
  await choose(page, 'Group 1', `Readers ${name}`)
  await choose(page, 'Location of group 1', 'Mesa')
  await page.getByRole('button', { name: 'Create user' }).click()
  await expect(header(page)).toHaveText(`Rita ${name}`)
  await page.getByRole('button', { name: 'Give a password' }).click()
  await page.getByRole('button', { name: 'Make a one-time password' }).click()
  const password = (await page.locator('code').textContent())!
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('Has a one-time password')).toBeVisible()
  const analyzer = page.getByRole('link', { name: 'What may they do?' })

  const theirs = await openBrowser(null)
  await theirs.goto('/acme')
  await textbox(theirs, 'Username').fill(name.toLowerCase())
  await textbox(theirs, 'Password').fill(password)
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await textbox(theirs, 'New password').fill('rita reads in mesa')
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await theirs.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click()
  const rows = theirs.getByRole('table', { name: 'Customers' })
  await expect(rows.getByText('Mesa').first()).toBeVisible()
  await expect(rows.getByText('Provo')).toHaveCount(0)
  await theirs.goto(`/acme/customers/${story.differs}`)
  await expect(theirs.getByRole('alert')).toContainText('You may not see this')
  await theirs.goto(`/acme/customers/${story.atMesa}`)
  await expect(textbox(theirs, 'First Name')).toBeDisabled()

  await analyzer.click()
  await choose(page, 'May', 'Change the Primary Phone')
  await textbox(page, 'Or on record #').fill(String(story.atMesa))
  const why = page.getByRole('list', { name: 'Permissions that it takes' })
  await expect(page.getByText(/may not change the Primary Phone of customer #\d+ at Mesa/)).toBeVisible()
  await expect(why.getByRole('listitem').filter({ hasText: 'Customers: View' })).toContainText(
    `Granted by Readers ${name} (at Mesa)`,
  )
  await expect(why.getByRole('listitem').filter({ hasText: 'Customers: Modify' })).toContainText(
    'Would be granted by',
  )
  await expect(page).toHaveURL(new RegExp(`question=change(:|%3A)primaryPhone`))
  const who = page.getByRole('list', { name: 'Who may do this here' })
  await expect(who.getByRole('link', { name: 'Marcus Delgado' })).toBeVisible()
  await expect(who.getByRole('link', { name: `Rita ${name}` })).toHaveCount(0)
})
