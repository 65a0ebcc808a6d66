/** The company's own status boxes, and what authorities demand of an address. */
import { statuses } from '#shared/contracts/statuses.ts'
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[TAB-020] [REC-022] a box of the company’s own: entered in words, tried on a customer, sorted by keys, seen at once', async ({
  page,
  owner,
}) => {
  const id = story.canceled
  const before = await owner.call(statuses.open, {})
  try {
    await page.goto(`/acme/administration/statuses?customer=${id}`)
    const boxes = page.getByRole('status', { name: 'The customer’s boxes' })
    await expect(boxes).toContainText('Canceled')
    await page.getByRole('button', { name: 'Add a category' }).click()
    const own = page.getByRole('region', { name: 'Category the new category' })
    await own.getByRole('button', { name: 'Edit the new value' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit the value' })
    await dialog.getByRole('textbox', { name: 'What the box says' }).fill('Win back')
    await dialog.getByRole('button', { name: 'Violet, a star' }).click()
    await dialog.getByRole('button', { name: 'Add a condition' }).click()
    await dialog.getByRole('combobox', { name: 'What is asked for' }).click()
    await page.getByRole('option', { name: 'is canceled', exact: true }).click()
    await dialog.getByRole('button', { name: 'Use this value' }).click()
    await expect(boxes).toContainText('Win back')
    await page.getByRole('textbox', { name: 'Name of the category' }).last().fill('Sales')
    const handle = page.getByRole('button', { name: 'Move Sales', exact: true })
    await handle.press('Home')
    await expect(page.getByRole('region', { name: /^Category/ }).first()).toHaveAccessibleName(
      'Category Sales',
    )
    await expect(handle).toBeFocused()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Everything is saved')).toBeVisible()
    await openRecord(page, id)
    await expect(page.getByRole('main').getByText('Win back', { exact: true }).first()).toBeVisible()
  } finally {
    const { version } = await owner.call(statuses.open, {})
    await owner.call(statuses.save, { body: { version, categories: before.categories } })
  }
})

test('[TAB-021] [REC-060] [REC-047] a permit that is missing shows below the header, and is entered there', async ({
  page,
  records,
}) => {
  const { id } = await records.customer({ city: 'Salt Lake City', county: 'Salt Lake', zip: '84101' })
  await openRecord(page, id)
  const column = page.getByRole('region', { name: 'Government regulations' })
  await expect(column).toContainText('Alarm permit missing')
  const home = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: 'Home' })
  await expect(home.getByRole('img', { name: 'needs attention' })).toBeVisible()
  await column.getByRole('button', { name: 'Permits & inspections' }).click()
  const dialog = page.getByRole('dialog', { name: 'Permits & inspections' })
  await dialog.getByRole('button', { name: 'Add a permit' }).click()
  await dialog.getByRole('button', { name: 'Add permit' }).click()
  await expect(dialog.getByText('Enter the permit’s number')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Permit number' }).fill('SL-77001')
  await dialog.getByLabel('Issued').fill('2199-01-31')
  await expect(dialog.getByLabel('Expires')).toHaveValue('2200-01-31')
  await dialog.getByLabel('Expires').fill('2199-12-31')
  await dialog.getByRole('button', { name: 'Add permit' }).click()
  await expect(dialog.getByText('SL-77001')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(column).toContainText('Alarm permit SL-77001, expires Dec 31, 2199')
  await expect(home.getByRole('img', { name: 'needs attention' })).toHaveCount(0)
})
