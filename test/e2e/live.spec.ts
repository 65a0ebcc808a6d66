/** Two people before the same record: what one saves the other sees, and what one types stays. */
import { expect, test } from './fixtures.ts'
import { openRecord, saveAndStay, textbox } from './record-page.ts'

test('another user’s save shows on the open record without a reload, and leaves alone what one is typing', async ({
  page,
  records,
  openBrowser,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  const other = await openBrowser('manager')
  await openRecord(other, id)

  await textbox(page, 'Spouse').fill('Half typed')
  await textbox(other, 'Best Time to Contact').fill('After five')
  await textbox(other, 'Last Name').fill('Renamedperson')
  await saveAndStay(other)

  await expect(textbox(page, 'Best Time to Contact')).toHaveValue('After five')
  await expect(page.getByRole('banner').or(page.locator('header')).first()).toBeVisible()
  await expect(page.getByText('Renamedperson').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('changed this record just now')
  await expect(textbox(page, 'Spouse')).toHaveValue('Half typed')
  // Nobody else has touched it, so that it saves without a question.
  await saveAndStay(page)
  await expect(textbox(other, 'Spouse')).toHaveValue('Half typed')

  await textbox(page, 'Spouse').fill('Mine')
  await textbox(other, 'Spouse').fill('Theirs')
  await saveAndStay(other)
  await expect(page.getByText('This record was saved by somebody else meanwhile.')).toBeVisible()
  await expect(textbox(page, 'Spouse')).toHaveValue('Mine')
})
