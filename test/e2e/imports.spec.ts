/** A file of an old system: uploaded, its columns told, checked, imported, and what was refused handed back. */
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'

test('[TAB-024] a file is mapped, checked, imported while one looks on, and its refused rows come back with the reasons', async ({
  page,
}) => {
  const tail = Date.now().toString(36)
  const row = (n: number, more = '') =>
    `E${tail}${n},Ivy${n},Import${tail},9 Brook Road,Provo,UT,(385) 555-${String(1000 + n)},Residential,${more}`
  const csv = [
    'Legacy ID,First,Last,Street,City,ST,Phone,Type,E-mail address',
    row(1),
    row(2, 'broken'),
    row(3),
    '',
  ].join('\r\n')

  await page.goto('/acme/administration')
  await page
    .getByRole('link', { name: /^Import/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Import a file' }).click()
  const upload = page.getByRole('dialog', { name: 'Import a file' })
  await upload.getByRole('button', { name: 'Upload' }).click()
  await expect(upload.getByText('Choose a file').last()).toBeVisible()
  await upload
    .locator('input[type=file]')
    .setInputFiles({ name: `Ivy ${tail}.csv`, mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await upload.getByRole('button', { name: 'Upload' }).click()

  await expect(page.getByRole('heading', { level: 1, name: `Ivy ${tail}.csv` })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Phone becomes' })).toHaveValue('primaryPhone')
  await expect(page.getByRole('combobox', { name: 'E-mail address becomes' })).toHaveValue('email')
  await page.getByRole('button', { name: 'Check all rows' }).click()
  await expect(page.getByRole('alert')).toContainText('Office Location')
  await page.getByRole('textbox', { name: 'Office Location *' }).fill('Provo')
  await page.getByRole('button', { name: 'Check all rows' }).click()
  const refused = page.getByRole('table', { name: 'Refused rows and reasons' })
  await expect(refused).toContainText('E-mail address: Enter an e-mail address')

  await page.getByRole('button', { name: 'Import 2 rows' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result).toContainText('2Created')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download refused rows' }).click(),
  ])
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toContain('Why it was refused')
  expect(text).toContain(`E${tail}2,`)

  await page.goto(`/acme/customers?name=Import${tail}`)
  await expect(page.getByRole('table', { name: 'Customers' }).getByRole('rowheader')).toHaveCount(2)
})
