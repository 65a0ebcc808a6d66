/** A customer at risk: reported, tried to keep, changed by two at once, ended and opened again. */
import { risks } from '#shared/contracts/risks.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[TAB-016] [REC-044] a customer is reported at risk, an attempt is noted, and the entry is ended and reopened', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).click()
  await page.getByRole('menuitem', { name: 'Report at risk' }).click()
  const form = page.getByRole('dialog', { name: 'Report at risk' })
  await form.getByRole('button', { name: 'Report at risk' }).click()
  await expect(form.getByText('Choose a reason')).toBeVisible()
  await form.getByRole('combobox', { name: 'Reason' }).selectOption('Price')
  await form.getByRole('combobox', { name: 'Risk level' }).selectOption('High')
  await form.getByRole('textbox', { name: 'Amount at risk' }).fill('44.99')
  await form.getByRole('button', { name: 'Report at risk' }).click()
  const panel = page.getByRole('region', { name: 'Price' })
  await expect(panel).toContainText('$44.99')
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: /At Risk/ })
  await expect(tab).toHaveText(/1/)

  await panel.getByRole('textbox', { name: 'What came of it' }).fill('Wants a lower rate')
  await panel.getByRole('button', { name: 'Note attempt' }).click()
  await expect(panel.getByRole('list', { name: 'Attempts, newest first' })).toContainText(
    'Wants a lower rate',
  )

  await panel.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit at-risk entry' })
  await edit.getByRole('textbox', { name: 'Notes' }).fill('Mine')
  // Somebody else is quicker: what one typed stays, and one is told what they had made of it.
  const params = { customerId: id }
  const entry = (await owner.call(risks.ofCustomer, { params })).items[0]!
  await owner.call(risks.save, {
    params: { ...params, riskId: entry.id },
    body: { version: entry.version, fields: { followUpOn: '2026-01-05' } },
  })
  await edit.getByRole('button', { name: 'Save entry' }).click()
  await expect(edit.getByRole('alert')).toContainText('somebody changed it meanwhile')
  await edit.getByRole('button', { name: 'Save entry' }).click()
  await expect(panel).toContainText('Mine')

  await panel.getByRole('button', { name: 'End entry' }).click()
  const end = page.getByRole('dialog', { name: 'End “Price”' })
  await end.getByRole('combobox', { name: 'Resolution' }).selectOption('Rate lowered')
  await expect(end.getByRole('combobox', { name: 'Status' })).toHaveValue('mitigated')
  await end.getByRole('textbox', { name: 'Amount credited' }).fill('5')
  await end.getByRole('button', { name: 'End entry' }).click()
  await expect(page.getByText('Not at risk')).toBeVisible()
  await expect(tab).toHaveText('At Risk')
  await page.getByRole('button', { name: 'Reopen' }).click()
  await expect(panel).toContainText('Reopened')

  await page.goto('/acme/at-risk?sort=reported&direction=desc')
  await expect(page.getByRole('group', { name: 'Filters' })).toBeVisible()
  const row = page.getByRole('table', { name: 'At-risk entries' }).getByRole('row', { name: /\$44\.99/ })
  await row.first().click()
  await expect(page).toHaveURL(new RegExp(`/customers/${id}/at-risk`))
})
