/** What somebody may not do, and what somebody else saw, on the page of who answers for it; an add-on that the staff switches on. */
import { customers } from '#shared/contracts/customers.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'
import { openStaffPages } from './staff.ts'

test('[ADM-013] the owner sees who was refused, and who saw an SSN; takes it out as a file', async ({
  page: owner,
  records,
  sessions,
}) => {
  const record = await records.customer({ firstName: 'Nell', lastName: 'Audited', ssn: '900551234' })
  const viewer = await sessions('viewer')
  await viewer.refused(customers.save, {
    params: { customerId: record.id },
    body: { version: record.version, fields: { spouse: 'x' } },
  })
  await openRecord(owner, record.id)

  await owner.goto(`/acme/administration/audit?customerId=${record.id}`)
  const denials = owner.getByRole('table', { name: 'Denied attempts' })
  await expect(async () => {
    await owner.reload()
    await expect(denials.getByRole('link', { name: 'Nell Audited' })).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 20_000 })
  await expect(denials.getByText('Customers: Modify')).toBeVisible()

  await owner.getByRole('tab', { name: 'Confidential values' }).click()
  const reads = owner.getByRole('table', { name: 'Reads of confidential values' })
  await expect(reads.getByText('SSN').first()).toBeVisible()
  const downloading = owner.waitForEvent('download')
  await owner.getByRole('button', { name: 'Export CSV' }).click()
  expect((await downloading).suggestedFilename()).toMatch(/^Reads of confidential values .*\.csv$/)
})

test('[ADM-007] [ADM-012] an add-on that the staff switches on with a reason is there for the company', async ({
  openBrowser,
}) => {
  const staff = await openBrowser(null)
  await openStaffPages(staff)
  await staff.getByRole('link', { name: 'Birch Security' }).click()
  const birch = await openBrowser('birch')
  await birch.goto('/birch/administration')
  const regulations = birch.getByRole('link', { name: /^Government regulations/ })
  await expect(birch.getByRole('link', { name: /^Add-ons/ }).first()).toBeVisible()
  await expect(regulations).toHaveCount(0)

  await staff.getByRole('button', { name: 'Switch on Licenses & regulations' }).click()
  await staff.getByRole('textbox', { name: 'Reason' }).fill('Contract 12, annex B')
  const dialog = staff.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Switch Licenses & regulations on' }).click()
  await expect(staff.getByRole('button', { name: 'Switch off Licenses & regulations' })).toBeVisible()
  await staff.getByRole('link', { name: 'Log of this company' }).click()
  await expect(staff.getByText('Licenses & regulations: Contract 12, annex B')).toBeVisible()

  await birch.reload()
  await expect(regulations.first()).toBeVisible()
  await birch.goto('/birch/administration/add-ons')
  await birch.getByRole('button', { name: 'Switch off Licenses & regulations' }).click()
  await birch.getByRole('dialog').getByRole('button', { name: 'Switch Licenses & regulations off' }).click()
  await expect(birch.getByRole('button', { name: 'Switch on Licenses & regulations' })).toBeVisible()
  await birch.goto('/birch/administration')
  await expect(birch.getByRole('link', { name: /^Add-ons/ }).first()).toBeVisible()
  await expect(regulations).toHaveCount(0)
})
