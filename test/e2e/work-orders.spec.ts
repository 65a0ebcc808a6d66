/** A work order: written, changed by two at once, visited, signed, completed with its parts, and found in the queue. */
import { catalogues } from '#shared/contracts/catalogues.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

test('[TAB-007] [REC-036] [REC-051] a work order is written, merged with somebody else’s change, scheduled, signed and completed', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).click()
  await page.getByRole('menuitem', { name: 'New work order' }).click()
  await page.getByRole('textbox', { name: 'Subject' }).fill('Front door sticks')
  await page.getByRole('combobox', { name: 'Type' }).selectOption('Service call')
  await page.getByRole('button', { name: 'Add labor' }).click()
  await page.getByRole('combobox', { name: 'Service, line 1' }).click()
  await page.getByRole('option', { name: 'Labor, per hour', exact: true }).click()
  await page.getByRole('textbox', { name: 'Quantity, line 1' }).fill('1.5')
  await page.getByRole('button', { name: 'Add part' }).click()
  await page.getByRole('combobox', { name: 'Part, line 2' }).click()
  await page.getByRole('option', { name: 'Slim door contact' }).click()
  await page.getByRole('textbox', { name: 'Price, line 2' }).fill('39')
  await expect(page.getByRole('group', { name: 'Labor and parts' })).toContainText('$181.50')
  await page.getByRole('button', { name: 'Write work order' }).click()
  await expect(page).toHaveURL(/work-orders\/\d+$/)
  const workOrderId = Number(page.url().split('/').at(-1))
  const params = { customerId: id, workOrderId }
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: /Work Orders/ })
  await expect(tab).toHaveText(/1/)

  // Somebody else is quicker: what only they changed is taken over, what one typed stays.
  await page.getByRole('textbox', { name: 'Work to perform' }).fill('Plane the edge')
  await owner.call(workOrders.save, { params, body: { version: 1, fields: { priority: 'high' } } })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Somebody else saved this meanwhile.')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Priority' })).toHaveValue('high')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Everything is saved')).toBeVisible()

  await page.getByRole('button', { name: 'Schedule visit' }).click()
  const schedule = page.getByRole('dialog', { name: /^Schedule a visit/ })
  await schedule.getByRole('combobox', { name: 'Technician' }).selectOption({ index: 1 })
  // A day of its own, far from all others'.
  await schedule.getByLabel('Date').fill(`20${50 + (id % 49)}-0${1 + (id % 9)}-${11 + (id % 17)}`)
  await schedule.getByRole('button', { name: 'Schedule visit' }).click()
  await expect(page.getByRole('list', { name: 'Visits' })).toContainText('Scheduled')

  await page.getByRole('button', { name: 'Complete', exact: true }).click()
  const complete = page.getByRole('dialog', { name: /^Complete work order/ })
  await complete.getByRole('textbox', { name: 'What was done' }).fill('Planed; new contact')
  await complete.getByRole('checkbox', { name: 'The customer signs now' }).check()
  await complete.getByRole('textbox', { name: 'Who signs' }).fill('Dana Whitfield')
  await complete.getByText('Type', { exact: true }).click()
  await complete.getByRole('button', { name: 'Complete' }).click()
  await expect(page.getByRole('img', { name: 'Signature of Dana Whitfield' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Course' })).toContainText('Complete')
  await expect(tab).toHaveText('Work Orders')
  const devices = (await owner.call(equipment.list, { params: { customerId: id } })).items
  expect(devices).toMatchObject([{ item: { name: 'Slim door contact' }, status: 'installed' }])
  const pdf = await page.request.get(
    (await page.getByRole('link', { name: 'PDF' }).getAttribute('href')) ?? '',
  )
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')

  const types = (await owner.call(catalogues.list, { params: { catalogue: 'work_order_type' } })).items
  const typeId = types.find(({ name }) => name === 'Inspection')!.id
  const body = { subject: `Bulk ${id}`, typeId, dueOn: '1999-01-05' }
  await owner.call(workOrders.create, { params: { customerId: id }, body })
  await page.goto('/acme/work-orders?overdue=yes&sort=due')
  await page
    .getByRole('row', { name: new RegExp(`Bulk ${id}`) })
    .getByRole('checkbox')
    .check()
  const bar = page.getByRole('group', { name: 'Selected work orders' })
  await bar.getByRole('button', { name: 'Priority' }).click()
  await page.getByRole('menuitem', { name: 'High' }).click()
  await expect(page.getByRole('row', { name: new RegExp(`Bulk ${id}`) })).toContainText('High')
})
