/** A clerk's morning: an invoice with tax, its payment, and what the account says of both. */
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[REC-038] [BIL-002] [BIL-005] [BIL-007] an invoice is made with live totals, paid by check, and stands in the account', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id, 'accounting')
  await page.getByRole('button', { name: 'New transaction' }).click()
  await page.getByRole('menuitem', { name: 'New invoice' }).click()
  await page.getByRole('combobox', { name: 'Item, line 1' }).click()
  await page.getByRole('option', { name: 'Keypad' }).click()
  await expect(page.getByRole('textbox', { name: 'Price, line 1' })).toHaveValue('149.00')
  await page.getByRole('textbox', { name: 'Quantity, line 1' }).fill('2')
  await expect(page.getByLabel('Totals')).toContainText('$298.00')
  await page.getByRole('button', { name: 'Issue invoice' }).click()
  await expect(page.getByRole('heading', { name: /^Invoice #\d+/ })).toBeVisible()
  await page.getByRole('link', { name: 'Add payment' }).click()
  await page.getByRole('textbox', { name: 'Check number' }).fill('1042')
  await page.getByRole('button', { name: 'Record payment' }).click()
  await expect(page.getByRole('heading', { name: /^Payment #\d+/ })).toBeVisible()
  await page.getByRole('list', { name: 'Applied to' }).getByRole('link').click()
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible()
  await openRecord(page, id, 'accounting')
  const rows = page.getByRole('table', { name: 'Transactions' })
  await expect(rows).toContainText('Check 1042')
  await expect(rows).toContainText('$0.00')
})

test('[REC-164] a sub-customer’s payment is recorded on the parent', async ({ page }) => {
  await openRecord(page, story.firstBranch, 'accounting')
  await page.getByRole('button', { name: 'New transaction' }).click()
  await page.getByRole('menuitem', { name: 'New payment on the parent' }).click()
  await expect(page).toHaveURL(new RegExp(`customers/${story.headOffice}/accounting/payments/new`))
})
