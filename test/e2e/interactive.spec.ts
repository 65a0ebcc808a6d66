/** A customer's app at Alarm.com: linked, its plan changed after its price, followed by what is saved, opened as them. */
import { history } from '#shared/contracts/history.ts'
import { alarmcomCustomer, heldThere } from './alarmcom.ts'
import { expect, test } from './fixtures.ts'
import { difference, openRecord, saveAndStay, textbox } from './record-page.ts'

test('[SYS-08] [CON-070] [CON-071] a dealer links an account, changes its plan knowing the price, and opens it as the customer', async ({
  page,
  context,
  records,
}) => {
  const { customer, customerId, login, maidenName } = await alarmcomCustomer(records)
  const account = page.getByRole('region', { name: 'Alarm.com', exact: true })

  await test.step('from the hub to an account that is looked up, compared, and linked as chosen', async () => {
    await openRecord(page, customer.id, 'connections')
    await page.getByRole('link', { name: 'Open interactive services' }).click()
    await page.getByRole('link', { name: 'Link or create an account' }).click()
    await textbox(page, 'Look up at Alarm.com').fill(login)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: `Compare ${login}` }).click()
    await expect(difference(page, 'Last Name')).toContainText(maidenName)
    await difference(page, 'City').getByText('Theirs', { exact: true }).click()
    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await expect(account).toContainText('Active')
    await expect(account).toContainText('Alarm.com has everything')
    expect((await records.read(customer.id)).fields.city).toBe('Orem')
    expect((await heldThere(customerId)).lastName).toBe(customer.fields.lastName)
  })

  await test.step('a plan is applied only after its price, and what it leaves, were shown', async () => {
    await account.getByRole('button', { name: 'Change plan' }).click()
    const dialog = page.getByRole('dialog')
    const show = dialog.getByRole('button', { name: 'Show the price' })
    await dialog.getByRole('radio', { name: 'Interactive Security + Automation' }).check()
    await show.click()
    const price = dialog.getByRole('region', { name: 'Price of the change' })
    await expect(price.getByRole('row', { name: /^Alarm.com charges you/ })).toContainText(
      '$9.00$12.00+$3.00',
    )
    await expect(price.getByRole('row', { name: /^Left for you/ })).toContainText('$40.99$37.99-$3.00')
    await dialog.getByRole('checkbox', { name: 'Video', exact: true }).check()
    await expect(price, 'the price was of another choice').toHaveCount(0)
    await expect(dialog.getByRole('button', { name: 'Apply' })).toHaveCount(0)
    await show.click()
    await expect(price).toContainText('$17.00')
    expect((await heldThere(customerId)).packageId).toBe(208)
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(dialog).toBeHidden()
    await expect(account).toContainText('Interactive Security + Automation')
    expect((await heldThere(customerId)).packageId).toBe(209)
  })

  await test.step('a phone that is saved on Home goes there; the receiver is one of the provider’s', async () => {
    await openRecord(page, customer.id)
    await textbox(page, 'Primary Phone').fill('801-555-0177')
    await page.getByRole('button', { name: 'Choose a receiver number' }).click()
    await page.getByRole('menuitem').first().click()
    await saveAndStay(page)
    expect((await records.read(customer.id)).fields.receiverNumber).toMatch(/555/)
    await expect
      .poll(async () => (await heldThere(customerId)).phone.replace(/\D/g, ''), { timeout: 10_000 })
      .toBe('8015550177')
  })

  await test.step('opened as the customer in a tab of its own, with a reason that stays', async () => {
    await openRecord(page, customer.id, 'connections/isp')
    await account.getByRole('button', { name: 'Open as customer' }).click()
    await textbox(page, 'Why').fill('Asks where the camera went')
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('dialog').getByRole('button', { name: 'Open as customer' }).click(),
    ])
    await expect(tab.locator('body')).toContainText('Signed in as')
    await expect(page.getByRole('dialog')).toContainText('The link ends')
    const { items } = await records.owner.call(history.ofCustomer, {
      params: { customerId: customer.id },
      query: {},
    })
    expect(items[0]!.summary).toContain('as the customer: Asks where the camera went')
  })
})
