/** A customer's bills in the Alarm.com app, clicked through its Billing screen; and the staff who act for a user. */
import type { Page } from '@playwright/test'
import { demoOperator } from '#server/demo/app-billing.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'
import { openStaffPages } from './staff.ts'

const site = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}/alarmcom/site/`

/** Signs in as a customer, and goes where the customer goes. */
async function openBilling(page: Page, login: string) {
  await page.goto(site)
  await page.getByLabel('Login name').fill(login)
  await page.getByLabel('Password').fill('sandbox-demo')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Account Management' }).click()
  await page.getByRole('link', { name: 'Billing' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Billing' })).toBeVisible()
}

async function typeCard(page: Page, number: string) {
  await page.getByLabel('First name').fill('Joan')
  await page.getByLabel('Last name').fill('Fenwick')
  await page.frameLocator('iframe[title="Card number"]').getByRole('textbox').fill(number)
  await page.frameLocator('iframe[title="Expiry (MM / YY)"]').getByRole('textbox').fill('12 / 39')
  await page.getByRole('checkbox').check()
}

test('[ADB-004] [ADB-005] [ADB-006] [ADB-009] [ADB-010] from Not Configured to a payment, in the customer’s app', async ({
  page: dealer,
  openBrowser,
}) => {
  const orrin = await openBrowser(null)
  await openBilling(orrin, 'orrin.vale')
  await expect(orrin.getByRole('heading', { name: 'Billing Not Configured' })).toBeVisible()

  const delia = await openBrowser(null)
  await openBilling(delia, 'delia.marsh')
  await expect(delia.getByText('There is no balance due.')).toBeVisible()
  await delia.getByRole('link', { name: /^(Add|Change)$/ }).click()
  await delia.getByLabel('A new card').check()
  await typeCard(delia, '4111 1111 1111 1111')
  await delia.getByRole('button', { name: 'Save' }).click()
  await expect(delia.getByText('Your payment method was saved.')).toBeVisible()
  await expect(delia.getByText('Visa ending in 1111')).toBeVisible()
  await expect(delia.getByText('Auto Pay is on')).toBeVisible()

  const joan = await openBrowser(null)
  await openBilling(joan, 'joan.fenwick')
  await expect(joan.getByRole('heading', { name: 'Balance past due: $89.98' })).toBeVisible()
  await expect(joan.getByText('$134.97')).toBeVisible()
  await joan.getByRole('link', { name: 'Pay', exact: true }).click()
  await expect(joan.getByRole('radio', { name: 'Balance past due $89.98' })).toBeVisible()
  await joan.getByRole('radio', { name: 'Another amount' }).check()
  await joan.getByRole('textbox', { name: 'Another amount' }).fill('50.00')
  await joan.getByRole('button', { name: 'Next' }).click()
  await typeCard(joan, '4111 1111 1111 1111')
  await joan.getByRole('button', { name: 'Make Payment' }).click()
  await expect(joan.getByRole('heading', { name: 'Thank you' })).toBeVisible({ timeout: 20_000 })
  await joan.getByRole('link', { name: 'See the payment' }).click()
  const applied = joan.locator('section', { has: joan.getByRole('heading', { name: 'Applied to' }) })
  await expect(applied.getByRole('listitem')).toHaveText([/\$44\.99/, /\$5\.01/])
  await joan.getByRole('link', { name: 'Billing', exact: true }).click()
  await expect(joan.getByText('$84.97')).toBeVisible()
  await expect(joan.getByText('None yet.')).toBeVisible()
  await joan.getByRole('link', { name: 'Bills' }).click()
  await expect(joan.getByRole('listitem')).toHaveCount(3)
  const bill = joan.getByRole('link', { name: /^Bill \d+$/ }).last()
  const pdf = await joan.request.get(new URL((await bill.getAttribute('href'))!, site).href)
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')

  await openRecord(dealer, 1031, 'accounting/payments')
  await dealer.getByRole('link', { name: /^\d+$/ }).or(dealer.getByText('Alarm.com app')).first().waitFor()
  await expect(dealer.getByText('Alarm.com app').first()).toBeVisible()
  await openRecord(dealer, 1031, 'connections/isp')
  await expect(dealer.getByText('Bills in the app.')).toBeVisible()
  await openRecord(dealer, 1034, 'connections/isp')
  await expect(dealer.getByText('The customer has no recurring invoice with an MMR line.')).toBeVisible()
})

test('[ADB-003] [ADM-012] the staff acts for a user, under a banner, and alone sees the Billing Integration', async ({
  page: dealer,
  openBrowser,
}) => {
  const provider = '/acme/administration/interactive-services-providers/1'
  await dealer.goto(provider)
  await expect(dealer.getByRole('textbox', { name: 'Name' })).toBeVisible()
  const staff = await openBrowser(null)
  await openStaffPages(staff)
  await staff.getByRole('link', { name: 'Acme Alarm & Home' }).click()
  await staff.getByRole('button', { name: 'Act for Olivia Brandt' }).click()
  const dialog = staff.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Ticket 4711: billing integration')
  await dialog.getByRole('button', { name: /^Act for / }).click()
  const banner = staff.getByText(`${demoOperator.name} of Keyholder’s staff acts for`)
  await expect(banner).toBeVisible()
  await staff.goto(provider)
  await expect(staff.getByRole('checkbox', { name: 'Billing Integration' })).toBeChecked()
  await expect(dealer.getByRole('checkbox', { name: 'Billing Integration' })).toHaveCount(0)
  await staff.getByRole('button', { name: 'End' }).click()
  await expect(staff.getByRole('heading', { name: 'Companies' })).toBeVisible()
})
