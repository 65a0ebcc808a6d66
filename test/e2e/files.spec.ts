/** Files as the office works with them: dropped, described, looked at, replaced, deleted by mistake. */
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const text = (name: string, words: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(words) })

test('[TAB-011] [REC-039] several files are uploaded at once, one is refused, and one is looked at, replaced, deleted and brought back', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).click()
  await page.getByRole('menuitem', { name: 'Upload file' }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload files' })
  await dialog
    .locator('input[type=file]')
    .setInputFiles([
      { name: 'Front door.png', mimeType: 'image/png', buffer: png },
      text('Letter.txt', 'Dear neighbor'),
      text('Scan.pdf', 'This is no PDF'),
      text('run.bat', 'del *'),
    ])
  await dialog.getByRole('combobox', { name: 'Category' }).selectOption('Photo')
  await dialog.getByRole('button', { name: 'Upload 4 files' }).click()
  await expect(dialog.getByText('Programs, scripts and web pages are not kept here')).toBeVisible()
  await dialog.getByRole('button', { name: 'Leave out run.bat' }).click()
  await dialog.getByRole('button', { name: 'Upload 3 files' }).click()

  const uploads = page.getByRole('list', { name: 'Uploads' })
  await expect(uploads.getByRole('alert')).toContainText('The contents are of another kind: Text')
  const table = page.getByRole('table', { name: 'Files' })
  await expect(table.getByRole('row')).toHaveCount(3)
  await uploads.getByRole('button', { name: 'Put Scan.pdf away' }).click()
  await expect(uploads).toHaveCount(0)
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: /^Files/ })
  await expect(tab).toHaveText(/2/)

  await table.getByRole('button', { name: 'Front door.png', exact: true }).click()
  const picture = page
    .getByRole('dialog', { name: 'Front door.png' })
    .getByRole('img', { name: 'Front door.png' })
  await expect
    .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
    .toBe(1)
  await page.keyboard.press('Escape')
  await table.getByRole('button', { name: 'Letter.txt', exact: true }).click()
  await expect(page.getByText('Dear neighbor')).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Edit Letter.txt' }).click()
  const form = page.getByRole('dialog', { name: 'Edit Letter.txt' })
  await form.locator('input[type=file]').setInputFiles(text('Letter 2.txt', 'Dear neighbor, once more'))
  await expect(table.getByText('v2')).toBeVisible()
  await page.getByRole('button', { name: 'Edit Letter.txt' }).click()
  await expect(form.getByRole('listitem').filter({ hasText: /^Version/ })).toHaveCount(2)
  const arriving = page.waitForEvent('download')
  await form.getByRole('link', { name: 'Version 1' }).click()
  expect(await readFile(await (await arriving).path(), 'utf8')).toBe('Dear neighbor')
  await form.getByRole('textbox', { name: 'Name' }).fill('Letter to the neighbor.txt')
  await form.getByRole('combobox', { name: 'Category' }).selectOption('Letter')
  await form.getByRole('button', { name: 'Save file' }).click()
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Category' }).click()
  await page.getByRole('menuitemradio', { name: 'Letter' }).click()
  await expect(table.getByRole('row')).toHaveCount(2)
  await expect(page).toHaveURL(/category=/)

  await page.getByRole('button', { name: 'Edit Letter to the neighbor.txt' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(tab).toHaveText(/1/)
  await page.getByText('1 file deleted within the last 30 days').click()
  await page.getByRole('button', { name: 'Bring Letter to the neighbor.txt back' }).click()
  await expect(tab).toHaveText(/2/)
})
