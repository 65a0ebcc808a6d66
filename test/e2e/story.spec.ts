/** The story that this product starts with: a customer's account at the central station, from link to unlink. */
import { connections } from '#shared/contracts/connections.ts'
import { customers } from '#shared/contracts/customers.ts'
import { expect, test } from './fixtures.ts'
import { password, uniqueAccountNumber } from './house.ts'
import {
  choose,
  connectionState,
  difference,
  header,
  openTab,
  pressLinkAccount,
  saveAndStay,
  select,
  textbox,
} from './record-page.ts'
import { station } from './station.ts'

test.use({ user: null })

test('[CON-010] [CON-011] [CON-012] [CON-013] [CON-030] [CON-031] [CON-033] [CON-034] [REC-102] a dealer links a customer, changes the phone while the station’s line fails, and unlinks', async ({
  page,
  records,
  owner,
}) => {
  const accountNumber = uniqueAccountNumber()
  const customer = await records.customer({ cellPhone: '3855550161', email: 'ida@mail.test' })
  const lastName = String(customer.fields.lastName)
  await station.hold({
    accountNumber,
    name: { first: 'IDA', last: 'Hargrove' },
    premises: {
      street1: '12 N CEDAR ST',
      city: 'PROVO',
      state: 'ut',
      postalCode: '846049901',
      county: 'UTAH',
    },
    phones: { premises: '801.555.0199', mobile: '+1 (385) 555-0161' },
    email: 'IDA@MAIL.TEST',
  })

  await test.step('sign in', async () => {
    await page.goto('/')
    await textbox(page, 'Company').fill('acme')
    await textbox(page, 'Username').fill('owner')
    await textbox(page, 'Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(/\/acme$/)
  })

  await test.step('find the customer among thousands', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Today')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search customers and leads' }).fill(lastName)
    await expect(page.getByRole('option', { name: lastName })).toContainText(`#${customer.id}`)
    await page.keyboard.press('Enter')
    await expect(header(page)).toHaveText(`Ida ${lastName}`)
  })

  await test.step('choose who monitors and enter the account number', async () => {
    await choose(page, 'Monitored By', 'Dynamark Monitoring')
    await textbox(page, 'Account Number').fill(accountNumber)
    await saveAndStay(page)
  })

  await test.step('link the account, having read what differs', async () => {
    await openTab(page, 'Connections')
    await page.getByRole('link', { name: 'Open monitoring' }).click()
    await expect(connectionState(page)).toContainText('Not linked')
    await pressLinkAccount(page)
    await expect(page.getByText('what stands here replaces what stands at Dynamark Monitoring')).toBeVisible()
    await expect(difference(page, 'Last Name')).toContainText(lastName)
    await expect(difference(page, 'Last Name')).toContainText('Hargrove')
    await expect(difference(page, 'Primary Phone')).toContainText('(801) 555-0142')
    await expect(difference(page, 'Primary Phone')).toContainText('(801) 555-0199')
    // Capitals, St for Street, N for North, nine digits of ZIP and other ways to write a phone are no differences.
    for (const same of ['First Name', 'Address Line 1', 'City', 'State', 'County', 'Cell Phone', 'Email']) {
      await expect(difference(page, same)).toHaveCount(0)
    }
    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await expect(connectionState(page)).toContainText('Linked since')
    await expect(page.getByText('Nothing: the station has everything')).toBeVisible()
    await expect.poll(async () => (await station.account(accountNumber)).name.last).toBe(lastName)
  })

  const effectsOfLink = (await station.effects(accountNumber)).length

  await test.step('change the phone while one write does not arrive and the answer to the next is lost', async () => {
    const writes = { accountNumber, match: { method: 'PATCH' } }
    await station.fail({ ...writes, fault: 'drop_before' })
    await station.fail({ ...writes, fault: 'drop_after' })
    await openTab(page, 'Home')
    await textbox(page, 'Primary Phone').fill('801-555-0177')
    await saveAndStay(page)
    await expect.poll(async () => (await station.account(accountNumber)).phones.premises).toBe('+18015550177')
    await openTab(page, 'Connections')
    await page.getByRole('link', { name: 'Open monitoring' }).click()
    await expect(page.getByText('Nothing: the station has everything')).toBeVisible()
    await page.getByText('recent updates done').click()
    await expect(
      page.getByRole('list', { name: 'Recently sent' }).getByRole('listitem').first(),
    ).toContainText(/Sent.*Primary Phone/)
    const effects = (await station.effects(accountNumber)).slice(effectsOfLink)
    expect(effects.map(({ values }) => values)).toEqual([{ phones: { premises: '+18015550177' } }])
    expect(await station.pendingFaults(accountNumber)).toEqual([])
  })

  await test.step('Monitored By is locked while the link stands, in the page and in the API', async () => {
    await openTab(page, 'Home')
    await expect(select(page, 'Monitored By')).toBeDisabled()
    await expect(textbox(page, 'Account Number')).toBeDisabled()
    await expect(page.getByText(`Linked to ${accountNumber} at Dynamark Monitoring.`).first()).toBeVisible()
    const { version } = await records.read(customer.id)
    const refusal = await owner.refused(customers.save, {
      params: { customerId: customer.id },
      body: { version, fields: { monitoringCompanyId: null } },
    })
    expect(refusal).toMatchObject({ status: 409, code: 'customers.monitoring_locked' })
    expect(refusal.detail).toContain(`account ${accountNumber} at Dynamark Monitoring`)
  })

  await test.step('unlink; both accounts stay', async () => {
    await page.getByRole('link', { name: 'Unlink on Connections' }).first().click()
    await connectionState(page).getByRole('button', { name: 'Unlink' }).click()
    const modal = page.getByRole('dialog', {
      name: `Unlink account ${accountNumber} at Dynamark Monitoring?`,
    })
    await expect(modal).toContainText('Both accounts stay')
    await modal.getByRole('button', { name: 'Unlink' }).click()
    await expect(connectionState(page)).toContainText('Not linked')
    await expect(page.getByRole('region', { name: 'Past connections' }).first()).toContainText(accountNumber)
    await expect.poll(async () => (await station.account(accountNumber)).link).toBeNull()
    expect(await station.account(accountNumber)).toMatchObject({
      status: 'in_service',
      phones: { premises: '+18015550177' },
    })
    await openTab(page, 'Home')
    await expect(select(page, 'Monitored By')).toBeEnabled()
    await expect(textbox(page, 'Account Number')).toHaveValue(accountNumber)
  })

  await test.step('all of it is in the history', async () => {
    const { items } = await owner.call(connections.calls, {
      params: { customerId: customer.id },
      query: { limit: 100 },
    })
    expect(items.filter(({ method }) => method === 'PATCH').length).toBeGreaterThanOrEqual(2)
    await openTab(page, 'History')
    const entries = page.getByRole('list', { name: 'Entries, newest first' })
    for (const words of [
      'Saved the record',
      'Monitored Byempty',
      `Linked account ${accountNumber} at Dynamark Monitoring`,
      '(801) 555-0142(801) 555-0177',
      `Sent Primary Phone to account ${accountNumber} at Dynamark Monitoring`,
      `Unlinked account ${accountNumber} at Dynamark Monitoring; both accounts stay`,
    ])
      await expect(entries).toContainText(words)
  })
})
