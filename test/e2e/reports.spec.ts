/** The way of a report: built, looked at, saved, shared, sent; and the page of the morning that leads to the lists. */
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'

test('[TAB-022] a report is built beside what it finds, saved and shared, taken out as CSV, and deleted', async ({
  page,
  openBrowser,
}) => {
  await page.goto('/acme')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click()
  await page.getByRole('link', { name: 'New report' }).click()
  const preview = page.getByRole('table', { name: 'Preview' })
  await expect(preview.getByRole('row').nth(2)).toBeVisible()
  await page.getByRole('combobox', { name: 'Add a filter' }).fill('office')
  await page.getByRole('option', { name: 'Office Location' }).click()
  await page.getByRole('combobox', { name: 'Office Location: answer' }).click()
  await page.getByRole('option', { name: 'Provo' }).click()
  await page.keyboard.press('Escape')
  await expect(preview.getByRole('cell', { name: 'Boise' })).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Add a group' }).fill('city')
  await page.getByRole('option', { name: 'City', exact: true }).click()
  await page.getByRole('combobox', { name: 'Chart' }).selectOption('bar')
  await preview.getByRole('button', { name: 'Count' }).click()
  await preview.getByRole('button', { name: 'Count' }).click()
  const first = preview.getByRole('row').nth(1)
  await expect(first).toContainText('Salt Lake City')
  await page.getByRole('button', { name: 'Save report' }).click()
  const name = `Cities ${Date.now()}`
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('checkbox', { name: 'Share with the company' }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.getByRole('table', { name: 'Result' }).getByRole('row').nth(1)).toContainText(
    'Salt Lake City',
  )

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const file = await (await downloading).path()
  expect((await readFile(file, 'utf8')).split('\r\n')[1]).toMatch(/^"Salt Lake City","\d+"$/)

  // Another user runs it as they see it, and copies it, but does not change it.
  const theirs = await openBrowser('manager')
  await theirs.goto('/acme/reports')
  await theirs.getByRole('link', { name }).click()
  await expect(theirs.getByRole('table', { name: 'Result' })).toContainText('Salt Lake City')
  await expect(theirs.getByRole('link', { name: 'Copy' })).toBeVisible()
  await expect(theirs.getByRole('link', { name: 'Edit' })).toHaveCount(0)

  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByRole('list', { name: 'Entries, newest first' })).toContainText(
    `Saved the report “${name}”`,
  )
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('table', { name: 'Saved reports' })).not.toContainText(name)
})

test('[TAB-022] the page of the morning leads to each list with its question, and every number to its rows', async ({
  page,
}) => {
  await page.goto('/acme?whose=all')
  const tickets = page.getByRole('region', { name: 'Due tickets' })
  const subject = (await tickets.getByRole('listitem').first().locator('span span').first().textContent())!
  await tickets.getByRole('link', { name: /^Show all/ }).click()
  await expect(page).toHaveURL(/tickets\?.*dueTo=/)
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText(subject)
  await page.goBack()
  await page.getByRole('button', { name: 'The day after' }).click()
  await expect(page.getByText('You are not viewing today.')).toBeVisible()
  await page.getByRole('button', { name: 'Back to today' }).click()
  await page.getByRole('link', { name: /past due on/ }).click()
  await expect(page).toHaveURL(/accounting\/invoices\?.*status=late/)
  await page.goto('/acme/reports/aging')
  await page.getByRole('region', { name: 'In all' }).getByRole('link').last().click()
  await expect(page).toHaveURL(/aging=older/)
})
