/** A lead that is taken on by a workflow, on a phone in its hallway (REC-191). */
import { customers } from '#shared/contracts/customers.ts'
import { expect, test } from './fixtures.ts'
import { choose, openRecord, textbox } from './record-page.ts'

test('[REC-191] [NEW-013] a lead is converted by a workflow on a phone, with order, work order and visit', async ({
  page,
  owner,
}) => {
  const { catalogues } = await owner.call(customers.options, {})
  const first = (catalogue: string) => catalogues[catalogue]!.find(({ active }) => active)!.id
  const lead = await owner.call(customers.create, {
    body: {
      kind: 'lead',
      fields: {
        firstName: 'Lee',
        lastName: `Pocket${Date.now() % 100_000}`,
        city: 'Provo',
        state: 'UT',
        primaryPhone: '8015550188',
        sourceId: first('source'),
        leadStatusId: first('lead_status'),
      },
    },
  })
  await openRecord(page, lead.id)
  await page.getByRole('button', { name: 'Convert by a workflow' }).click()
  await page.getByRole('menuitem', { name: /^Take a lead on/ }).click()
  await expect(page.getByText('Step 1 of 6:')).toBeVisible()
  await page.getByRole('button', { name: 'Convert & continue' }).click()
  await expect(page.getByText('Choose Office Location').first()).toBeVisible()
  await choose(page, 'Office Location', 'Provo')
  await choose(page, 'Account Type', 'Residential')
  await textbox(page, 'Email').fill('lee@example.test')
  await page.getByRole('button', { name: 'Convert & continue' }).click()
  const at = (words: string) => expect(page.getByText(words)).toBeVisible()
  await at('Step 2 of 6:')
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await at('Step 3 of 6:')
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await at('Step 4 of 6:')
  await page.getByRole('button', { name: 'New work order' }).click()
  await textbox(page, 'Subject').fill('Install the system')
  await page.getByRole('combobox', { name: 'Type' }).selectOption('New install')
  await page.getByRole('button', { name: 'Write work order' }).click()
  await expect(page.getByRole('list', { name: 'Open work orders' })).toContainText('Install the system')
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await at('Step 5 of 6:')
  await expect(page.getByRole('button', { name: 'Schedule visit' })).toBeVisible()
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  await at('Step 6 of 6:')
  await expect(page.getByRole('list', { name: 'Steps of the workflow' }).first()).toContainText('Work Order')
  await page.getByRole('button', { name: 'Finish' }).click()
  await expect(page).toHaveURL(new RegExp(`/customers/${lead.id}$`))
  await expect(textbox(page, 'Email')).toHaveValue('lee@example.test')
})
