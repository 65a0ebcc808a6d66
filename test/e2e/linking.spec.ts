/** Linking beyond the story: what stands in the way, which side wins, and accounts that do not exist yet. */
import { connections } from '#shared/contracts/connections.ts'
import { expect, test } from './fixtures.ts'
import { uniqueAccountNumber } from './house.ts'
import {
  connectionState,
  difference,
  openRecord,
  openTab,
  pressLinkAccount,
  select,
  textbox,
} from './record-page.ts'
import { station } from './station.ts'
import type { Page } from '@playwright/test'

/** An account at the station that differs from a test's customer in nothing but the name. */
const account = (accountNumber: string) => ({
  accountNumber,
  name: { first: 'Ida', last: 'Otherwise' },
  premises: {
    street1: '12 North Cedar Street',
    city: 'Provo',
    state: 'UT',
    postalCode: '84604',
    county: 'Utah',
  },
  phones: { premises: '(801) 555-0142' },
})

const link = (page: Page) => page.getByRole('button', { name: 'Link', exact: true })

test('[CON-032] no such account: the page says so and to call the central station, and nothing changes', async ({
  page,
  records,
}) => {
  const { id, version } = await records.monitored(uniqueAccountNumber())
  await openRecord(page, id, 'connections/monitoring')
  await pressLinkAccount(page)
  await expect(page.getByRole('alert')).toContainText('Please call the central station. Nothing was changed.')
  await page.getByRole('link', { name: 'Back to monitoring' }).click()
  await expect(connectionState(page)).toContainText('Not linked')
  expect((await records.read(id)).version).toBe(version)
})

test('[CON-033] where theirs is chosen it becomes ours, everything else of ours goes there', async ({
  page,
  records,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ ...account(accountNumber), phones: { premises: '8015550199' } })
  const { id } = await records.monitored(accountNumber)
  await openRecord(page, id, 'connections/monitoring/discrepancies')
  const name = difference(page, 'Last Name')
  await name.getByText('Theirs', { exact: true }).click()
  await expect(page.getByText('1 of ours overwrites theirs, 1 of theirs is taken over here.')).toBeVisible()
  await link(page).click()
  await expect(connectionState(page)).toContainText('Linked since')
  expect((await records.read(id)).fields.lastName).toBe('Otherwise')
  await expect.poll(async () => (await station.account(accountNumber)).phones.premises).toBe('+18015550142')
  expect((await station.account(accountNumber)).name.last).toBe('Otherwise')
  await openTab(page, 'Home')
  await expect(textbox(page, 'Last Name')).toHaveValue('Otherwise')
})

test('[CON-033] a long list has to be looked through before Link can be pressed', async ({
  page,
  records,
}) => {
  await page.setViewportSize({ width: 1440, height: 460 })
  const accountNumber = uniqueAccountNumber()
  await station.hold({
    accountNumber,
    name: { first: 'Another', last: 'Person', business: 'Elsewhere' },
    premises: {
      street1: '1 Far Road',
      street2: 'Attic',
      city: 'Ogden',
      postalCode: '84401',
      county: 'Weber',
      crossStreet: 'Far',
    },
    phones: { premises: '8015550190', work: '8015550191', mobile: '8015550192', other: '8015550193' },
    email: 'another@mail.test',
    abortCode: 'Another',
  })
  const { id } = await records.monitored(accountNumber)
  await openRecord(page, id, 'connections/monitoring/discrepancies')
  await expect(page.getByText(/Look through all \d+ differences first/)).toBeVisible()
  await expect(link(page)).toBeDisabled()
  await page.getByRole('button', { name: 'Go to the last one' }).click()
  await expect(link(page)).toBeEnabled()
})

for (const [side, change] of [
  ['theirs', (accountNumber: string) => station.hold({ ...account(accountNumber), email: 'new@mail.test' })],
  ['ours', null],
] as const) {
  test(`[CON-034] if ${side} changed since the page was drawn, it is drawn again before anything is linked`, async ({
    page,
    records,
  }) => {
    const accountNumber = uniqueAccountNumber()
    await station.hold(account(accountNumber))
    const { id } = await records.monitored(accountNumber)
    await openRecord(page, id, 'connections/monitoring/discrepancies')
    await expect(difference(page, 'Last Name')).toContainText('Otherwise')
    if (change) await change(accountNumber)
    else {
      // The page learns of it at once, and still leaves alone what one reads.
      const told = page.waitForResponse((reply) => reply.url().endsWith(`/customers/${id}`))
      await records.save(id, { email: 'ida@mail.test' })
      await told
      await expect(difference(page, 'Email')).toHaveCount(0)
    }
    await link(page).click()
    await expect(page.getByText('so nothing was linked. Please look through it once more.')).toBeVisible()
    await expect(difference(page, 'Email')).toContainText(change ? 'new@mail.test' : 'ida@mail.test')
    expect((await station.account(accountNumber)).link ?? null).toBeNull()
    await link(page).click()
    await expect(connectionState(page)).toContainText('Linked since')
  })
}

test('[CON-035] an account that another customer here is linked to cannot be linked again', async ({
  page,
  records,
  owner,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold(account(accountNumber))
  const first = await records.monitored(accountNumber)
  const params = { customerId: first.id }
  const { seen } = await owner.call(connections.discrepancies, { params })
  await owner.call(connections.link, { params, body: { seen } as never })
  const second = await records.monitored(accountNumber)
  await openRecord(page, second.id, 'connections/monitoring')
  await pressLinkAccount(page)
  await expect(page.getByRole('alert')).toContainText(`is already linked to #${first.id}`)
  await expect(page.getByRole('alert')).toContainText('Unlink it there first.')
  const refusal = await owner.refused(connections.link, {
    params: { customerId: second.id },
    body: { seen } as never,
  })
  expect(refusal.code).toBe('connections.account_taken')
})

test('[CON-035] an account that the station keeps for another system cannot be linked', async ({
  page,
  records,
}) => {
  const accountNumber = uniqueAccountNumber()
  await station.hold({ ...account(accountNumber), link: { reference: 'other-crm:4711' } })
  const { id } = await records.monitored(accountNumber)
  await openRecord(page, id, 'connections/monitoring')
  await pressLinkAccount(page)
  await expect(page.getByRole('alert')).toContainText(
    'is linked to another record at Dynamark Monitoring (other-crm:4711)',
  )
  expect((await station.account(accountNumber)).link).toEqual({ reference: 'other-crm:4711' })
})

test('[CON-011] a shell account is made at the station and linked at once', async ({ page, records }) => {
  const accountNumber = uniqueAccountNumber()
  const { id, fields } = await records.monitored(accountNumber)
  await openRecord(page, id, 'connections/monitoring')
  await connectionState(page).getByRole('button', { name: 'Shell Account' }).click()
  await expect(page.getByText(`account ${accountNumber}; changed on the Home form`)).toBeVisible()
  await expect(page.getByText('Ida', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(connectionState(page)).toContainText('Linked since')
  await expect
    .poll(async () => await station.account(accountNumber))
    .toMatchObject({
      status: 'shell',
      name: { first: 'Ida', last: fields.lastName },
      link: { reference: `keyholder:acme/${id}` },
    })
})

test('[CON-030] without Monitored By, without an account number, and with a company that is kept by hand there is nothing to link', async ({
  page,
  records,
}) => {
  const unmonitored = await records.customer()
  await openRecord(page, unmonitored.id, 'connections')
  await expect(page.getByText('Nobody monitors this customer').first()).toBeVisible()
  await page.getByRole('link', { name: 'Open monitoring' }).click()
  await expect(page.getByRole('button', { name: /Link|Shell/ })).toHaveCount(0)
  await page.getByRole('link', { name: 'Home form', exact: true }).first().click()
  await expect(select(page, 'Monitored By')).toBeVisible()

  const numberless = await records.monitored('')
  await openRecord(page, numberless.id, 'connections/monitoring')
  await expect(page.getByText('There is no account number at Dynamark Monitoring yet.').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Shell Account' })).toBeDisabled()

  const byHand = await records.customer({
    monitoringCompanyId: await records.idOf('monitoringCompanyId', 'Guardian Central'),
    accountNumber: 'GC77',
  })
  await openRecord(page, byHand.id, 'connections')
  await expect(page.getByText('Kept by hand: Keyholder does not speak to this company')).toBeVisible()
  await page.getByRole('link', { name: 'Open monitoring' }).click()
  await expect(connectionState(page).getByRole('button')).toHaveCount(0)
})
