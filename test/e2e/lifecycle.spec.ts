import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { choose, header, openRecord, textbox } from './record-page.ts'

const start = async (page: Page, action: string) => {
  await page.getByRole('button', { name: 'Quick actions' }).first().click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}
const lila = {
  firstName: 'Lila',
  lastName: 'Lifecycle',
  city: 'Provo',
  state: 'UT',
  primaryPhone: '3075550141',
  spouse: 'Sam',
}

test('[REC-200] a customer is archived; who saves on another page is told, unarchives, and has lost nothing', async ({
  page,
  records,
  openBrowser,
}) => {
  const { id } = await records.customer(lila)
  const other = await openBrowser('owner')
  // This page hears nothing of what others do.
  await other.route('**/customers/*/live*', (route) => route.fulfill({ status: 503 }))
  await openRecord(other, id)
  await textbox(other, 'Spouse').fill('Typed meanwhile')

  await openRecord(page, id)
  await start(page, 'Archive customer')
  const archive = page.getByRole('dialog')
  await expect(archive).toContainText('Nothing else will be affected')
  await expect(archive.getByRole('button', { name: 'Archive customer' })).toBeDisabled()
  await archive.getByRole('checkbox', { name: 'Archive this customer' }).check()
  await archive.getByRole('button', { name: 'Archive customer' }).click()
  await expect(page.getByText('This customer is archived and cannot be changed.')).toBeVisible()
  await expect(textbox(page, 'Spouse')).toBeDisabled()

  await other.getByRole('button', { name: 'Save & Stay' }).first().click()
  const refusal = other.getByRole('dialog', { name: 'This customer is archived' })
  await refusal.getByRole('button', { name: 'Unarchive customer' }).click()
  const unarchive = other.getByRole('dialog', { name: 'Unarchive Lila Lifecycle?' })
  await unarchive.getByRole('checkbox').check()
  await unarchive.getByRole('button', { name: 'Unarchive customer' }).click()
  await expect(other.getByText('This customer is archived and cannot be changed.')).toHaveCount(0)
  await expect(textbox(other, 'Spouse')).toHaveValue('Typed meanwhile')
  await expect(textbox(other, 'Spouse')).toBeEnabled()
})

test('[TAB-018] a customer is duplicated, and [REC-170] the copy deleted', async ({ page, records }) => {
  const { id } = await records.customer(lila)
  await openRecord(page, id)
  await start(page, 'Duplicate customer')
  const duplicate = page.getByRole('dialog')
  await duplicate.getByRole('textbox', { name: 'First Name' }).fill('Lola')
  await duplicate.getByRole('button', { name: 'Duplicate customer' }).click()
  await expect(header(page)).toHaveText('Lola Lifecycle')
  await expect(textbox(page, 'Spouse')).toHaveValue('Sam')
  await page.getByRole('button', { name: 'Delete', exact: true }).first().click()
  await page.getByRole('dialog').getByRole('checkbox').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete customer' }).click()
  await expect(header(page)).toHaveText('Customers')
})

test('[REC-190] a lead is converted to a customer', async ({ page, records }) => {
  const { id } = await records.lead({ ...lila, firstName: 'Connie' })
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Convert to customer' }).click()
  const convert = page.getByRole('dialog')
  for (const [label, words] of [
    ['Office Location', 'Provo'],
    ['Account Type', 'Residential'],
  ] as const) {
    await convert.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: words, exact: true }).click()
  }
  await convert.getByRole('button', { name: 'Convert', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Connections' }).first()).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/customers/${id}$`))
})

test('[NEW-002] who is here already is shown before somebody is created again', async ({ page, records }) => {
  await records.customer({ ...lila, firstName: 'Dora', primaryPhone: '3075550142' })
  await page.goto('/acme/customers/new')
  await textbox(page, 'First Name').fill('Theodora')
  await textbox(page, 'Last Name').fill('Lifecycle')
  await textbox(page, 'City').fill('Orem')
  await choose(page, 'State', 'Utah (UT)')
  await textbox(page, 'Primary Phone').fill('307 555 0142')
  await choose(page, 'Office Location', 'Provo')
  await page.getByRole('button', { name: 'Save', exact: true }).first().click()
  const found = page.getByRole('dialog', { name: 'Is it one of these?' })
  await expect(found.getByRole('listitem')).toContainText(['Dora Lifecycle'])
  await expect(found).toContainText('Same phone')
  await found.getByRole('button', { name: 'Create anyway' }).click()
  await expect(header(page)).toHaveText('Theodora Lifecycle')
})
