/** The History tab: what was done to a record, by whom, and how one finds it again. */
import { customers } from '#shared/contracts/customers.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'
import type { Page } from '@playwright/test'

const entries = (page: Page) => page.getByRole('list', { name: 'Entries, newest first' })

async function filterBy(page: Page, label: string, choice: string): Promise<void> {
  await page.getByRole('group', { name: 'Filter' }).getByRole('button', { name: label }).click()
  await page.getByRole('menuitemradio', { name: choice, exact: true }).click()
}

test('[REC-045] every save stands there with old and new values; filters by user, event and day hold after a reload', async ({
  page,
  records,
  sessions,
}) => {
  const { id, version } = await records.customer({ spouse: 'Alma' })
  const manager = await sessions('manager')
  await manager.call(customers.save, {
    params: { customerId: id },
    body: { version, fields: { spouse: 'Berta' } },
  })
  await records.save(id, { spouse: 'Clara' })

  await openRecord(page, id, 'history')
  const top = entries(page).locator('> li')
  await expect(top).toHaveCount(3)
  await expect(top.nth(0)).toContainText(/Olivia Brandt.*Saved the record.*Spouse.*Berta.*Clara/s)
  await expect(top.nth(1)).toContainText(/Marcus Delgado.*Saved the record.*Spouse.*Alma.*Berta/s)
  await expect(top.nth(2)).toContainText(/Olivia Brandt.*Created the customer/s)

  await filterBy(page, 'User', 'Marcus Delgado')
  await expect(top).toHaveCount(1)
  await page.reload()
  await expect(top).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'User: Marcus Delgado' })).toBeVisible()
  await filterBy(page, 'User', 'Everybody')
  await filterBy(page, 'Event', 'Record created')
  await expect(top).toHaveText([/Created the customer/])
  await page.getByLabel('To day').fill('2020-01-01')
  await expect(page.getByText('No entry fits the filter')).toBeVisible()
  await page.getByRole('button', { name: 'Show everything' }).click()
  await expect(top).toHaveCount(3)
})

test('[REC-006] confidential values are hidden in the history from who may not see them', async ({
  page,
  openBrowser,
  records,
}) => {
  const { id } = await records.customer({ abortCode: 'Thistle' })
  await records.save(id, { abortCode: 'Bramble' })
  await openRecord(page, id, 'history')
  await expect(entries(page)).toContainText('Bramble')
  const viewer = await openBrowser('viewer')
  await openRecord(viewer, id, 'history')
  await expect(entries(viewer).locator('> li').first()).toContainText('Abort Code')
  await expect(entries(viewer)).not.toContainText(/Thistle|Bramble/)
})

test('long histories come in pages', async ({ page, records }) => {
  const { id } = await records.customer()
  for (let n = 0; n < 51; n++) await records.save(id, { spouse: `Number ${n}` })
  await openRecord(page, id, 'history')
  const top = entries(page).locator('> li')
  await expect(top).toHaveCount(50)
  await page.getByRole('button', { name: 'Load more' }).click()
  await expect(top).toHaveCount(52)
  await expect(top.last()).toContainText('Created the customer')
})

test('[TAB-017] shows the record as it was after a save, beside how it is now', async ({ page, records }) => {
  const { id } = await records.customer({ spouse: 'Alma' })
  await records.save(id, { spouse: 'Berta' })
  await records.save(id, { spouse: 'Clara', email: 'clara@example.test' })
  await openRecord(page, id, 'history')
  await entries(page)
    .locator('> li')
    .nth(1)
    .getByRole('link', { name: /The record then/ })
    .click()
  const row = (label: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label }) })
  await expect(row('Spouse')).toContainText('Berta')
  await expect(row('Spouse')).toContainText('Clara')
  await expect(row('Email')).toContainText('empty')
  await expect(row('First Name')).toHaveCount(0)
  await page.getByText('Everything').click()
  await expect(row('First Name')).toBeVisible()
  await page.reload()
  await expect(row('First Name')).toBeVisible()
  await page.getByRole('link', { name: 'History' }).last().click()
  await expect(entries(page)).toBeVisible()
})
