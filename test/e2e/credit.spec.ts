/** Credit: run once though one clicks twice, applied, read, and run again. */
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[TAB-014] [NEW-030] [NEW-031] [NEW-032] credit is run with consent, applied to the customer, its report is read, and a second inquiry is asked for as such', async ({
  page,
  records,
}) => {
  const { id } = await records.customer({
    firstName: 'Nell',
    lastName: 'Borrower',
    addressLine1: '12 Main Street',
    city: 'Provo',
    state: 'UT',
    zip: '84601',
    ssn: '955510004',
  })
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).click()
  await page.getByRole('menuitem', { name: 'Run credit' }).click()
  const form = page.getByRole('dialog', { name: 'Run credit' })
  await form.getByRole('button', { name: 'Run Credit' }).click()
  await expect(form.getByText('Choose a credit bureau')).toBeVisible()
  await form.getByRole('combobox', { name: 'Credit bureau' }).selectOption('TransUnion')
  await form.getByRole('combobox', { name: 'How the consumer agreed' }).selectOption('Signed on paper')
  await form.getByRole('button', { name: 'Run Credit' }).click()
  await expect(form.getByText('Without the consumer’s consent no credit may be run')).toBeVisible()
  await form.getByRole('checkbox', { name: 'The consumer has agreed to this inquiry' }).check()
  await form.getByRole('button', { name: 'Run Credit' }).dblclick()
  await expect(form).toHaveCount(0)

  const card = page.getByRole('article', { name: /TransUnion/ })
  await expect(card.getByText('688')).toBeVisible()
  await expect(card).toHaveCount(1)
  await expect(card.getByTitle('Credit grade C')).toBeVisible()
  await expect(card).toContainText('FRAUD ALERT')
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: /Credit/ })
  await expect(tab).toHaveText(/1/)

  await card.getByRole('button', { name: 'Apply to customer' }).click()
  await page
    .getByRole('dialog', { name: 'Apply this credit check?' })
    .getByRole('button', { name: 'Apply to customer' })
    .click()
  await expect(card.getByText('Applied to customer')).toBeVisible()

  await card.getByRole('button', { name: 'View report' }).click()
  const report = page.getByRole('dialog', { name: 'Report of TransUnion' })
  await expect(report.getByRole('region', { name: 'Report' })).toContainText('SSN       ***')
  await report.getByRole('button', { name: 'Close' }).last().click()

  await page.getByRole('button', { name: 'Run Credit Again' }).click()
  await form.getByRole('combobox', { name: 'Credit bureau' }).selectOption('TransUnion')
  await expect(form.getByText('TransUnion was asked lately.')).toBeVisible()
  await form.getByRole('button', { name: 'Cancel' }).click()

  await openRecord(page, id)
  await expect(page.getByRole('textbox', { name: 'Credit Score' })).toHaveValue('688')
  await openRecord(page, id, 'history')
  await expect(page.getByText('Read the credit report of TransUnion')).toBeVisible()
})
