/** The lists of customers and leads, and the search box. */
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { Records } from './house.ts'
import { header } from './record-page.ts'
import type { Page } from '@playwright/test'

const table = (page: Page, name = 'Customers') => page.getByRole('table', { name })
/** The rows below the head. */
const rows = (page: Page, name = 'Customers') =>
  table(page, name)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') })

async function filterBy(page: Page, label: string, choice: string): Promise<void> {
  await page
    .getByRole('group', { name: 'Filters' })
    .getByRole('button', { name: new RegExp(`^${label}`) })
    .click()
  await page.getByRole('menuitemradio', { name: choice, exact: true }).click()
}

test('[REC-204] the Archive status filter offers all, archived only and active only', async ({ page }) => {
  await page.goto('/acme/customers?name=Stroud, Evelyn')
  await expect(rows(page)).toHaveCount(1)
  await filterBy(page, 'Archive status', 'Active only')
  await expect(page.getByText('No customer fits these filters')).toBeVisible()
  await filterBy(page, 'Archive status', 'Archived only')
  await expect(rows(page)).toHaveText([/Evelyn Stroud.*Archived/])
  await filterBy(page, 'Archive status', 'All')
  await expect(rows(page)).toHaveCount(1)
  await expect(page).not.toHaveURL(/archive=/)
})

test('filters and order stand in the address: they survive a reload, a visit to a record and Back', async ({
  page,
}) => {
  await page.goto('/acme/customers')
  await filterBy(page, 'Location', 'Boise')
  await filterBy(page, 'Status', 'Canceled')
  await table(page).getByRole('button', { name: 'Sale date' }).click()
  await expect(page).toHaveURL(/sort=sale/)
  const head = table(page).getByRole('columnheader', { name: 'Sale date' })
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  await expect(table(page)).not.toHaveAttribute('data-busy')
  const asShown = await rows(page).first().innerText()
  expect(asShown).toContain('Boise')

  await page.reload()
  await expect(rows(page).first()).toContainText('Boise')
  expect(await rows(page).first().innerText()).toBe(asShown)
  await rows(page).first().getByRole('link').first().click()
  await expect(page.getByRole('form', { name: 'Record' })).toBeVisible()
  await page.goBack()
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  await expect(page.getByRole('button', { name: 'Location: Boise' })).toBeVisible()
  expect(await rows(page).first().innerText()).toBe(asShown)

  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).not.toHaveURL(/locationId|status/)
  await expect(page).toHaveURL(/sort=sale/)
})

test('a click on a head sorts, another one turns the order', async ({ page, records }) => {
  const { id } = await records.customer()
  await page.goto('/acme/customers')
  await table(page).getByRole('button', { name: '#' }).click()
  await expect(table(page).getByRole('columnheader', { name: '#' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect(rows(page).first()).toContainText(String(id))
  const numbers = (await rows(page).locator('td:nth-child(2)').allInnerTexts()).map(Number)
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
  await table(page).getByRole('button', { name: '#' }).click()
  await expect(table(page).getByRole('columnheader', { name: '#' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(rows(page).first()).toContainText('1001')
})

test('the list goes on as one scrolls, page after page, without a gap or a repetition', async ({ page }) => {
  await page.goto('/acme/customers?sort=number&direction=asc')
  await expect(rows(page)).toHaveCount(100)
  await rows(page).last().scrollIntoViewIfNeeded()
  await expect(rows(page)).toHaveCount(200)
  await rows(page).last().scrollIntoViewIfNeeded()
  await expect(rows(page)).toHaveCount(300)
  const numbers = (await rows(page).locator('td:nth-child(2)').allInnerTexts()).map(Number)
  expect(new Set(numbers).size).toBe(300)
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
  await expect(header(page)).toContainText('Customers')
})

test('[REC-001] the name filter narrows as one types, the count follows', async ({ page, records }) => {
  const { fields } = await records.customer()
  await page.goto('/acme/customers')
  await page.getByRole('textbox', { name: 'Filter by name' }).fill(String(fields.lastName))
  await expect(rows(page)).toHaveCount(1)
  await expect(page).toHaveURL(new RegExp(`name=${String(fields.lastName)}`))
  await expect(page.getByRole('main').getByText('1', { exact: true }).first()).toBeVisible()
})

test('leads have a list of their own, with their own filter', async ({ page, records }) => {
  const { id, fields } = await records.lead()
  await page.goto(`/acme/leads?name=${String(fields.lastName)}`)
  await expect(rows(page, 'Leads')).toHaveText([new RegExp(`${id}.*New`)])
  await filterBy(page, 'Lead status', 'Contacted')
  await expect(page.getByText('No lead fits these filters')).toBeVisible()
  await page.goto(`/acme/customers?name=${String(fields.lastName)}`)
  await expect(page.getByText('No customer fits these filters')).toBeVisible()
})

test.describe('the search box', () => {
  test('finds a customer by record number, account number, phone in any form, and name in any order', async ({
    page,
  }) => {
    await page.goto('/acme/leads')
    await expect(table(page, 'Leads')).toBeVisible()
    await page.keyboard.press('Control+k')
    const box = page.getByRole('combobox', { name: 'Search customers and leads' })
    for (const text of [String(story.differs), 'DM1001', '(801) 555-0100', '8015550100', 'whitfield dana']) {
      await box.fill('nobody has this name')
      await expect(page.getByText('Nothing found for')).toBeVisible()
      await box.fill(text)
      await expect(page.getByRole('option', { name: /Dana Whitfield/ }), text).toContainText(
        `#${story.differs}`,
      )
    }
    await page.getByRole('option', { name: /Dana Whitfield/ }).click()
    await expect(header(page)).toHaveText('Dana Whitfield')
  })

  test('[REC-001] nothing of the other company is in it', async ({ page, sessions }) => {
    const theirs = await new Records(await sessions('birch')).customer({ locationId: 1 })
    await page.goto('/acme/customers')
    await expect(table(page)).toBeVisible()
    await page.keyboard.press('Control+k')
    await page
      .getByRole('combobox', { name: 'Search customers and leads' })
      .fill(String(theirs.fields.lastName))
    await expect(page.getByText('Nothing found for')).toBeVisible()
  })
})
