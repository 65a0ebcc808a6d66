/** A rule is made and tried; an installation earns a commission; it is approved, and paid in a run with its statement. */
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[TAB-009][TAB-010] an owner makes a rule and tries it; the payable that it makes by hand is approved and paid in a pay run', async ({
  page,
}) => {
  const name = `Bonus ${Date.now()}`
  await page.goto('/acme/administration/payroll')
  await page.getByRole('button', { name: 'New function' }).first().click()
  const fresh = page.getByRole('dialog', { name: 'New function of Sales rep' })
  await fresh.getByLabel('Name').fill(name)
  await fresh.getByRole('button', { name: 'Make function' }).click()
  await page.getByRole('button', { name: 'New level' }).click()
  const level = page.getByRole('dialog', { name: `New level of ${name}` })
  await level.getByLabel('Name').fill('Everybody')
  await level.getByRole('button', { name: 'Make level' }).click()
  await page.getByRole('button', { name: 'Add row' }).click()
  const row = page.getByRole('listitem', { name: 'Row 1' })
  await row.getByRole('textbox', { name: 'Name' }).fill('Half a rate')
  await row.getByLabel('Amount from').selectOption({ label: 'Expression' })
  await row.getByRole('textbox', { name: 'Expression' }).fill('mmr * 50')
  await page.getByRole('combobox', { name: 'Customer' }).fill(String(story.differs))
  await page.getByRole('option', { name: new RegExp(`#${story.differs}`) }).click()
  await row.getByRole('textbox', { name: 'Expression' }).fill('mmr * 50% + nothing')
  await page.getByRole('button', { name: 'Work it out' }).click()
  await expect(row).toContainText('There is no “nothing”')
  await row.getByRole('textbox', { name: 'Expression' }).fill('mmr * 50%')
  await page.getByRole('button', { name: 'Work it out' }).click()
  await expect(page.getByRole('list', { name: 'Payables that it would make' })).toContainText(
    'Sofia Lindgren',
  )
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('The level was saved')).toBeVisible()

  await openRecord(page, story.differs, 'accounting/payables')
  await page.getByRole('button', { name: 'By a payroll function' }).click()
  const by = page.getByRole('dialog', { name: 'Payables by a payroll function' })
  await by.getByRole('combobox', { name: 'Function' }).selectOption({ label: `Sales rep: ${name}` })
  await expect(by.getByRole('list', { name: 'What it would make' })).toContainText('To be made')
  await by.getByRole('button', { name: 'Make payables' }).click()
  const made = page.getByRole('article').filter({ hasText: name })
  await made.getByRole('button', { name: 'Approve' }).click()
  await expect(made).toContainText('Approved')
  const number = /#(\d+)/.exec((await made.getAttribute('aria-label'))!)![1]!

  await page.goto('/acme/accounting/payables?status=approved')
  await page.getByRole('checkbox', { name: `Select payable #${number}, Sofia Lindgren` }).check()
  await page.getByRole('button', { name: 'Mark paid…' }).click()
  await page.getByRole('dialog', { name: 'Mark paid' }).getByRole('button', { name: 'Mark paid' }).click()
  await expect(page.getByRole('heading', { name: /^Pay run #\d+$/ })).toBeVisible()
  const statement = page.getByRole('link', { name: 'Pay statement of Sofia Lindgren' })
  const pdf = await page.request.get((await statement.getAttribute('href'))!)
  expect([pdf.status(), (await pdf.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  await openRecord(page, story.differs, 'accounting/payables')
  await expect(page.getByRole('article').filter({ hasText: name })).toContainText('Paid in full')
})
