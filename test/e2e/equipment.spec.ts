/** Equipment as an installer works it: planned by package, then named, numbered and installed. */
import { equipment } from '#shared/contracts/equipment.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[TAB-008] [REC-037] a package is planned, a device is added beside it, all are installed, and one zone is one device', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).click()
  await page.getByRole('menuitem', { name: 'Add equipment' }).click()
  await page.getByRole('dialog', { name: 'Add equipment' }).getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('No equipment yet')).toBeVisible()

  await page.getByRole('button', { name: 'Add package' }).click()
  await page.getByRole('radio', { name: /^Home starter/ }).check()
  await page.getByRole('button', { name: 'Add 6 devices' }).click()
  const table = page.getByRole('table', { name: 'Equipment' })
  const row = (name: RegExp) => table.getByRole('row', { name })
  await expect(row(/Slim door contact/)).toHaveCount(3)
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: /Equipment/ })
  await expect(tab).toHaveText(/6/)

  await page.getByRole('button', { name: 'Add equipment' }).click()
  const form = page.getByRole('dialog', { name: 'Add equipment' })
  await form.getByRole('combobox', { name: 'Item' }).fill('photoel')
  await page.getByRole('option', { name: /Photoelectric smoke/ }).click()
  // Four zones are taken: this one gets the next.
  await expect(form.getByRole('textbox', { name: 'Zone', exact: true })).toHaveValue('005')
  await form.getByRole('textbox', { name: 'Zone', exact: true }).fill('1')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(form.getByText('Zone 001 is Slim door contact')).toBeVisible()
  await form.getByRole('textbox', { name: 'Zone', exact: true }).fill('005')
  await form.getByRole('textbox', { name: 'Zone name' }).fill('Upstairs hall')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(form).toHaveCount(0)

  await table.getByRole('checkbox', { name: 'Select all rows on this page' }).click()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  const bulk = page.getByRole('dialog', { name: 'Change 7 devices' })
  await bulk.getByRole('combobox', { name: 'Status' }).selectOption('Installed')
  await expect(bulk.getByLabel('Installed')).not.toHaveValue('')
  await bulk.getByRole('button', { name: 'Change 7 devices' }).click()
  await expect(table.getByRole('cell', { name: 'Installed', exact: true })).toHaveCount(7)

  await page.getByRole('button', { name: 'Edit zone 005, Upstairs hall' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit Upstairs hall' })
  await edit.getByRole('combobox', { name: 'Status' }).selectOption('Removed')
  // Somebody else is quicker: what one chose stays, and one is told what they had made of it.
  const params = { customerId: id }
  const smoke = (await owner.call(equipment.list, { params })).items.find(({ zone }) => zone === '005')!
  await owner.call(equipment.bulk, { params, body: { ids: [smoke.id], change: { status: 'faulty' } } })
  await edit.getByRole('button', { name: 'Save equipment' }).click()
  await expect(edit.getByRole('alert')).toContainText('It now has Status: Faulty')
  await edit.getByRole('button', { name: 'Save equipment' }).click()
  await expect(page.getByText('1 device replaced or removed.')).toBeVisible()
  await expect(tab).toHaveText(/6/)
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(page).toHaveURL(/status=all/)
  await page.reload()
  await page.getByRole('button', { name: 'Edit zone 005, Upstairs hall' }).click()
  await edit.getByText('History', { exact: true }).click()
  await expect(edit.getByText('Added the equipment Upstairs hall (zone 005)')).toBeVisible()
})
