/** A phone in a customer's hallway: 390 px wide, worked by touch. */
import { workOrders } from '#shared/contracts/work-orders.ts'
import { expect, test } from './fixtures.ts'
import { uniqueAccountNumber } from './house.ts'
import {
  choose,
  connectionState,
  difference,
  header,
  openTab,
  pressLinkAccount,
  saveAndStay,
  textbox,
} from './record-page.ts'
import { station } from './station.ts'

test('[CON-030] [CON-012] the story can be done on a phone: search, choose the monitor, link, change, unlink', async ({
  page,
  records,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ accountNumber, name: { first: 'Ida', last: 'Otherwise' } })
  const { fields } = await records.customer()
  await page.goto('/acme')
  // What has no place in the bar is in its menu.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'More' }).tap()
  await page.getByRole('menuitem', { name: 'Connection health' }).tap()
  await expect(page.getByRole('heading', { name: 'Connection health', level: 1 })).toBeVisible()
  await page.getByRole('button', { name: /^Search/ }).tap()
  await page.getByRole('combobox', { name: 'Search customers and leads' }).fill(String(fields.lastName))
  await page.getByRole('option', { name: String(fields.lastName) }).tap()
  await expect(header(page)).toBeVisible()
  await choose(page, 'Monitored By', 'Dynamark Monitoring')
  await textbox(page, 'Account Number').fill(accountNumber)
  await saveAndStay(page)
  await openTab(page, 'Connections')
  await page.getByRole('link', { name: 'Open monitoring' }).tap()
  await pressLinkAccount(page)
  await expect(difference(page, 'Last Name')).toContainText('Otherwise')
  await page.getByRole('note', { name: 'End of the list' }).scrollIntoViewIfNeeded()
  await page.getByRole('button', { name: 'Link', exact: true }).tap()
  await expect(connectionState(page)).toContainText('Linked since')
  await openTab(page, 'Home')
  await textbox(page, 'Primary Phone').fill('8015550179')
  await saveAndStay(page)
  await expect.poll(async () => (await station.account(accountNumber)).phones.premises).toBe('+18015550179')
  await openTab(page, 'Connections')
  await page.getByRole('link', { name: 'Open monitoring' }).tap()
  await connectionState(page).getByRole('button', { name: 'Unlink' }).tap()
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).tap()
  await expect(connectionState(page)).toContainText('Not linked')
})

test.describe('a technician', () => {
  test.use({ user: 'tech' })
  test('[TAB-007] starts and completes a work order on a phone, signed by finger', async ({
    page,
    records,
    owner,
  }) => {
    const { id } = await records.customer()
    const params = { customerId: id }
    const { types, technicians } = await owner.call(workOrders.choices, { params })
    const subject = `Hallway ${id}`
    const body = {
      subject,
      typeId: types[0]!.id,
      technicianId: technicians.find(({ name }) => /Theo/.test(name))!.id,
    }
    const { id: workOrderId } = await owner.call(workOrders.create, { params, body })
    await page.goto('/acme/my-work-orders')
    const card = page
      .getByRole('list', { name: 'My work orders' })
      .getByRole('listitem')
      .filter({ hasText: subject })
    await card.getByRole('button', { name: /^Start work/ }).tap()
    await expect(card).toContainText('In progress')
    await card.getByRole('button', { name: /^Complete/ }).tap()
    const dialog = page.getByRole('dialog', { name: /^Complete work order/ })
    await dialog.getByRole('textbox', { name: 'What was done' }).fill('New batteries')
    await dialog.getByRole('checkbox', { name: 'The customer signs now' }).check()
    await dialog.getByRole('textbox', { name: 'Who signs' }).fill('Ida Hall')
    const pad = (await dialog.getByRole('img', { name: /^Draw here/ }).boundingBox())!
    await page.mouse.move(pad.x + 40, pad.y + 30)
    await page.mouse.down()
    await page.mouse.move(pad.x + 160, pad.y + 50, { steps: 5 })
    await page.mouse.up()
    await dialog.getByRole('button', { name: 'Complete' }).tap()
    await expect(dialog).toBeHidden()
    await expect(card).toHaveCount(0)
    expect(await owner.call(workOrders.get, { params: { ...params, workOrderId } })).toMatchObject({
      status: 'complete',
      signature: { name: 'Ida Hall' },
    })
  })
})
