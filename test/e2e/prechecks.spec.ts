/** A new customer at ADT: what the PreCheck asks, how it is answered while one looks on, and what a change does to it. */
import { expect, test } from './fixtures.ts'
import { choose, header, select, textbox } from './record-page.ts'

test('[NEW-020] [NEW-021] [REC-081] a customer is created with a PreCheck, which is approved without a reload', async ({
  page,
}) => {
  await page.goto('/acme/customers/new')
  const box = page.getByRole('checkbox', { name: 'Run ADT PreCheck' })
  await expect(box).not.toBeChecked()
  await box.check()
  await textbox(page, 'First Name').fill('Perpetua')
  await textbox(page, 'Last Name').fill('Prechecked')
  await textbox(page, 'City').fill('Provo')
  await choose(page, 'Office Location', 'Provo')
  await choose(page, 'State', 'Utah (UT)')
  await textbox(page, 'Primary Phone').fill('801-555-0130')
  const save = page.getByRole('button', { name: 'Save', exact: true }).first()
  await save.click()
  const summary = page.getByLabel('What keeps this from being saved')
  for (const label of ['Monitored By', 'Birthdate', 'SSN', 'Email', 'Address Line 1', 'County'])
    await expect(summary).toContainText(`${label} is needed for the ADT PreCheck`)

  await box.uncheck()
  await expect(summary).toBeHidden()
  await box.check()
  await choose(page, 'Monitored By', 'ADT (sandbox)')
  await textbox(page, 'Birthdate').fill('03/04/1980')
  await textbox(page, 'SSN').fill('912-00-7788')
  await textbox(page, 'Email').fill('perpetua@example.test')
  await select(page, 'Address Line 1').fill('19 Sego Lily Way')
  await page.keyboard.press('Escape')
  await textbox(page, 'Zip').fill('84601')
  await textbox(page, 'County').fill('Utah')
  await save.click()
  await expect(header(page)).toContainText('Perpetua Prechecked')

  const button = page.getByRole('button', { name: /^ADT Pre-Check/ })
  await expect(button).toHaveAccessibleName(/Running|Approved/)
  await button.click()
  const panel = page.getByRole('dialog', { name: 'ADT Pre-Check' })
  await expect(panel.getByText('The customer qualifies for ADT funding.')).toBeVisible({ timeout: 15_000 })
  await expect(panel.getByRole('button', { name: 'Run again' })).toBeEnabled()
  await panel.getByRole('button', { name: 'Close' }).last().click()
  await expect(button).toHaveAccessibleName('ADT Pre-Check: Approved')

  // Another phone: asked again by itself, and the sandbox has it reviewed (its last digit is 3).
  await textbox(page, 'Primary Phone').fill('801-555-0133')
  await page.getByRole('button', { name: 'Save & Stay' }).first().click()
  await expect(button).toHaveAccessibleName('ADT Pre-Check: ADT reviews it', { timeout: 15_000 })
  await expect(select(page, 'Monitored By')).toHaveValue('ADT (sandbox)')
})
