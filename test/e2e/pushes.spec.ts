/** Saved changes on their way to the station when the station is not well, and what was said to it. */
import { connections } from '#shared/contracts/connections.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import { expect, test } from './fixtures.ts'
import { type Caller, type Records, uniqueAccountNumber } from './house.ts'
import { connectionState, openRecord, openTab, saveAndStay, textbox } from './record-page.ts'
import { station } from './station.ts'

/** A customer linked to an account of its own. */
async function linked(records: Records, owner: Caller, fields: FieldValues = {}) {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ accountNumber, name: { first: 'Ida', last: 'Whoever' } })
  const { id } = await records.monitored(accountNumber, fields)
  const params = { customerId: id }
  const { seen } = await owner.call(connections.discrepancies, { params })
  await owner.call(connections.link, { params, body: { seen } as never })
  await expect
    .poll(async () =>
      (await owner.call(connections.monitoring, { params })).pushes.every(({ state }) => state === 'done'),
    )
    .toBe(true)
  return { id, accountNumber }
}

test('[CON-055] a station that is down: the page says which call failed and offers Retry', async ({
  page,
  records,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ accountNumber, name: { first: 'Ida', last: 'Whoever' } })
  const { id } = await records.monitored(accountNumber)
  await station.fail({ accountNumber, fault: 'http_503', times: 1000 })
  await openRecord(page, id, 'connections/monitoring/discrepancies')
  await expect(page.getByRole('alert')).toContainText(/Look up.* at Dynamark Monitoring failed/i)
  await expect(page.getByRole('button', { name: 'Link', exact: true })).toHaveCount(0)
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByRole('alert')).toContainText(/at Dynamark Monitoring failed/)
  await openRecord(page, id, 'connections/monitoring')
  await expect(connectionState(page)).toContainText('Not linked')
})

test('[CON-055] a call that failed once works when it is tried again', async ({ page, records }) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ accountNumber, name: { first: 'Ida', last: 'Whoever' } })
  const { id } = await records.monitored(accountNumber)
  await station.fail({ accountNumber, fault: 'http_500' })
  await openRecord(page, id, 'connections/monitoring/discrepancies')
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByRole('group', { name: 'Last Name', exact: true })).toContainText('Whoever')
})

test('[CON-013] [REC-047] what the station refuses raises the tab’s red dot and a warning with the field and the station’s words, until a retry goes through', async ({
  page,
  records,
  owner,
}) => {
  const { id, accountNumber } = await linked(records, owner)
  await station.fail({ accountNumber, fault: 'rejected', times: 3, match: { method: 'PATCH' } })
  await openRecord(page, id)
  await textbox(page, 'Work Phone').fill('801 555 0133')
  await saveAndStay(page)
  await openTab(page, 'Connections')
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: 'Connections' })
  await page.getByRole('link', { name: 'Open monitoring' }).click()
  const warning = page.getByRole('status').filter({ hasText: 'Dynamark Monitoring did not take Work Phone:' })
  await expect(warning).toBeVisible()
  await expect(page.getByRole('list', { name: 'On its way to the station' })).toContainText(
    /Failed.*Work Phone/s,
  )
  await expect(connectionState(page)).toContainText('Linked since')
  await page.reload()
  await expect(tab.getByRole('img', { name: 'needs attention' })).toBeVisible()
  await openTab(page, 'Home')
  await expect(
    page.getByText('A saved change of this customer did not reach the central station.'),
  ).toBeVisible()
  await page.getByRole('link', { name: 'Open connections' }).click()
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect.poll(async () => (await station.account(accountNumber)).phones.work).toBe('+18015550133')
  await page.getByRole('link', { name: 'Monitoring', exact: true }).click()
  await expect(page.getByText('Nothing: the station has everything')).toBeVisible()
  await expect(warning).toHaveCount(0)
  await page.reload()
  await expect(tab.getByRole('img', { name: 'needs attention' })).toHaveCount(0)
  const effects = await station.effects(accountNumber)
  expect(effects.filter(({ values }) => JSON.stringify(values).includes('+18015550133'))).toHaveLength(1)
})

test('[CON-011] Sync sends everything once more, so that the station’s own changes are put right', async ({
  page,
  records,
  owner,
}) => {
  const { id, accountNumber } = await linked(records, owner, { email: 'ida@mail.test' })
  const { serial, version, ...held } = await station.account(accountNumber)
  expect([held.email, serial, version]).toEqual(['ida@mail.test', expect.any(String), expect.any(Number)])
  await station.hold({ ...held, email: 'typed@there.test' })
  await openRecord(page, id, 'connections/monitoring')
  await connectionState(page).getByRole('button', { name: 'Sync to Dynamark Monitoring' }).click()
  await expect(page.getByText('Everything is on its way to the station')).toBeVisible()
  await expect.poll(async () => (await station.account(accountNumber)).email).toBe('ida@mail.test')
})

test('[CON-014] what was sent and answered can be read, without any secret', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await linked(records, owner)
  await openRecord(page, id, 'connections')
  await page.getByRole('link', { name: 'What was sent' }).click()
  const calls = page.getByRole('region', { name: 'What was sent' }).getByRole('listitem')
  await expect(calls.first()).toBeVisible()
  expect(await calls.count()).toBeGreaterThanOrEqual(3)
  for (const call of await calls.all()) await call.getByRole('button').first().click()
  await expect(calls.filter({ hasText: 'PATCH' }).first()).toContainText('"last"')
  const text = await page.getByRole('main').innerText()
  expect(text).not.toContain('sandbox-demo')
  expect(text).not.toMatch(/bearer [\w-]{8,}/i)
})

test('[CON-002] the hub says who monitors, under which number, in which state, and leads to the pages below', async ({
  page,
  records,
  owner,
}) => {
  const { id, accountNumber } = await linked(records, owner)
  await openRecord(page, id, 'connections')
  const monitoring = page.getByRole('region', { name: 'Monitoring' })
  await expect(monitoring).toContainText('Dynamark Monitoring')
  await expect(monitoring).toContainText(accountNumber)
  await expect(monitoring).toContainText('Linked since')
  await expect(page.getByRole('region', { name: 'Interactive services' })).toContainText(
    'No interactive services',
  )
  await monitoring.getByRole('link', { name: 'Open monitoring' }).click()
  await expect(page).toHaveURL(/connections\/monitoring$/)
})
