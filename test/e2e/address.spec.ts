/** Verifying an address as people do it (the demo asks Smarty's sandbox). */
import { expect, test } from './fixtures.ts'
import { expectSaved, openRecord, saveAndStay, select, textbox } from './record-page.ts'

test('[REC-074] [TAB-019] a recommended address is taken over, verified, and an edit of it makes it unverified', async ({
  page,
  records,
}) => {
  const { id } = await records.customer({ city: 'Porvo' })
  await openRecord(page, id)
  const standing = page.getByRole('region', { name: 'Personal information' }).getByRole('status')
  await expect(standing).toHaveText('Unverified')

  await page.getByRole('button', { name: 'Verify the address' }).click()
  const dialog = page.getByRole('dialog', { name: 'Address verification' })
  await expect(dialog.getByRole('region', { name: 'Current' }).getByText('Porvo')).toBeVisible()
  await expect(dialog.getByRole('region', { name: 'Recommended' })).toContainText('Provo')
  await dialog.getByRole('button', { name: 'Use recommended' }).click()
  await expect(textbox(page, 'City')).toHaveValue('Provo')
  await expect(standing).toHaveText('Verified when saved')
  await saveAndStay(page)
  await expect(standing).toHaveText('Verified')

  const street = select(page, 'Address Line 1')
  await street.fill('9 Nowhere Lane')
  await expect(standing).toHaveText('Unverified')
  await saveAndStay(page)
  await page.reload()
  await expect(standing).toHaveText('Unverified')

  // The saved address as it is: the decision is kept at once.
  await page.getByRole('button', { name: 'Verify the address' }).click()
  await expect(dialog.getByText('Smarty knows no such address.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Keep as entered' }).click()
  await expect(standing).toHaveText('Kept as entered')
  await expectSaved(page)
  expect((await records.read(id)).address).toMatchObject({ status: 'kept', by: 'Olivia Brandt' })
})

test('[REC-074] [REC-076] a ZIP that is typed first fills city, state and county, and a suggestion is chosen by keyboard', async ({
  page,
}) => {
  await page.goto('/acme/customers/new')
  const zip = textbox(page, 'Zip')
  await zip.fill('85210')
  await zip.press('Tab')
  await expect(textbox(page, 'City')).toHaveValue('Mesa')
  await expect(select(page, 'State')).toHaveValue('Arizona (AZ)')
  await expect(textbox(page, 'County')).toHaveValue('Maricopa')

  // Filled by the ZIP and by nobody else: another ZIP fills it anew. What was typed stays.
  await textbox(page, 'County').fill('Pinal')
  await zip.fill('84604')
  await zip.press('Tab')
  await expect(textbox(page, 'City')).toHaveValue('Provo')
  await expect(textbox(page, 'County')).toHaveValue('Pinal')

  await page.getByRole('button', { name: 'Verify the address' }).click()
  const street = select(page, 'Address Line 1')
  await expect(street).toHaveAccessibleDescription('Enter the street first')
  await street.fill('77 Elm St, Spring')
  await expect(page.getByRole('option', { name: /^77 Elm St, Springville, UT 84663/ })).toBeVisible()
  await street.press('ArrowDown')
  await street.press('Enter')
  await expect(street).toHaveValue('77 Elm St')
  await expect(textbox(page, 'City')).toHaveValue(/^Spring/)
  await expect(textbox(page, 'County')).not.toHaveValue('Pinal')

  await page.getByRole('button', { name: 'Verify the address' }).click()
  await page.getByRole('button', { name: 'Mark as verified' }).click()
  await expect(page.getByText('Verified when saved')).toBeVisible()
})
