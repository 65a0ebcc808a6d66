/** Fields that depend on the kind of record, on other fields, or on what the company has. */
import { customers } from '#shared/contracts/customers.ts'
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { Records } from './house.ts'
import { choose, openRecord, saveAndStay, select, textbox } from './record-page.ts'

test('[REC-070] [REC-101] a lead has its source with the personal information, a customer has an office location there', async ({
  page,
}) => {
  const personal = page.getByRole('region', { name: 'Personal information' })
  const sale = page.getByRole('region', { name: 'Sale information' })
  await openRecord(page, story.lead)
  await expect(select(personal, 'Source')).toHaveAttribute('required')
  await expect(select(personal, 'Source Campaign')).toHaveValue('Search Ads')
  await expect(select(page, 'Office Location')).toHaveCount(0)
  await expect(sale).toHaveCount(0)
  await expect(select(page.getByRole('region', { name: 'Lead information' }), 'Lead Status')).toHaveValue(
    'Contacted',
  )

  await openRecord(page, story.linked)
  await expect(select(personal, 'Office Location')).toHaveAttribute('required')
  await expect(select(personal, 'Source')).toHaveCount(0)
  await expect(select(sale, 'Source')).toHaveValue('Customer Referral')
  await expect(page.getByRole('region', { name: 'Lead information' })).toHaveCount(0)
})

test('[REC-070] the campaigns are the chosen source’s', async ({ page, records }) => {
  const { id } = await records.lead()
  await openRecord(page, id)
  await select(page, 'Source Campaign').click()
  await expect(page.getByRole('option')).toHaveText(['Search Ads', 'Spring Mailer Landing Page'])
  await page.keyboard.press('Escape')
  await choose(page, 'Source', 'Home Show')
  await select(page, 'Source Campaign').click()
  await expect(page.getByRole('option')).toHaveText(['Wasatch Home Show', 'Treasure Valley Home Show'])
})

test('[REC-101] the contract term counts the months that remain', async ({ page, records }) => {
  const contractTermId = await records.idOf('contractTermId', '36 months')
  const over = await records.customer({ saleDate: '2019-01-15', contractTermId })
  await openRecord(page, over.id)
  await expect(page.getByText(/^Expired \d+ months ago$/)).toBeVisible()
  await choose(page, 'Contract Term', 'Month to month')
  await expect(page.getByTitle('Runs until one of the two ends it')).toHaveText('Month to month')
  const year = new Date().getUTCFullYear()
  const running = await records.customer({ saleDate: `${year - 1}-01-15`, contractTermId })
  await openRecord(page, running.id)
  const now = new Date()
  const passed = (now.getUTCFullYear() - year + 1) * 12 + now.getUTCMonth() - (now.getUTCDate() >= 15 ? 0 : 1)
  await expect(page.getByText(new RegExp(`^(${36 - passed}|${35 - passed}) months left$`))).toBeVisible()
})

test('[REC-103] a rate is one choice among all, as money, and may be marked a la carte', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await select(page, 'MMR').click()
  await expect(page.getByRole('option').first()).toHaveText('$29.99')
  await page.getByRole('option', { name: '$54.99' }).click()
  await page.getByRole('checkbox', { name: 'A la carte' }).click()
  await saveAndStay(page)
  expect((await records.read(id)).fields).toMatchObject({
    mmrId: await records.idOf('mmrId', '$54.99'),
    mmrAlaCarte: true,
  })
})

test('[REC-120] the technician’s manager stands beside the technician', async ({ page, records }) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await choose(page, 'Install Technician', 'Grace Tanaka')
  await expect(page.getByRole('group', { name: 'Install Tech Reports To' })).toContainText('Imani Brooks')
})

test.describe('at a company that breaks its rates out', () => {
  test.use({ user: 'birch' })

  test('[REC-104] [REC-105] a rate is picked by its line items; one that does not fit them is refused to newcomers', async ({
    page,
    sessions,
  }) => {
    const theirs = new Records(await sessions('birch'))
    const landline = await theirs.idOf('mmrId', 'Landline 2016')
    const { id } = await theirs.customer({ locationId: await theirs.idOf('locationId', 'Spokane') })
    await page.goto(`/birch/customers/${id}`)
    const field = page.getByRole('group', { name: 'MMR' })
    const picker = page.getByRole('dialog', { name: 'Choose a monthly rate' })
    await expect(field).toContainText('--')
    await expect(page.getByRole('checkbox', { name: 'A la carte' })).toHaveCount(0)
    await field.getByRole('button', { name: 'Choose Rate' }).click()
    const outdated = picker.getByRole('listitem').filter({ hasText: 'Landline 2016' })
    await expect(outdated).toContainText('Breakdown out of date')
    await expect(outdated.getByRole('button', { name: 'Use This Rate' })).toBeDisabled()

    await choose(page, 'Interactive', '$20.00')
    await choose(page, 'Financing', '$18.00')
    await expect(picker.getByText('1 rate of 11')).toBeVisible()
    await expect(picker.getByRole('row', { name: 'Warranty' })).toContainText('$5.00')
    await picker.getByRole('button', { name: 'Use This Rate' }).click()
    await expect(picker).toHaveCount(0)
    await expect(field).toContainText('$62.95 · Video, Financed 36')
    await saveAndStay(page)
    expect((await theirs.read(id)).fields.mmrId).toBe(await theirs.idOf('mmrId', 'Video, Financed 36'))

    await field.getByRole('button', { name: 'Change Rate' }).click()
    await picker.getByRole('button', { name: 'Clear' }).click()
    await expect(field).toContainText('--')
    await saveAndStay(page)
    expect((await theirs.read(id)).fields.mmrId).toBeNull()
    const refused = await (
      await sessions('birch')
    ).refused(customers.save, {
      params: { customerId: id },
      body: { version: (await theirs.read(id)).version, fields: { mmrId: landline } },
    })
    expect(refused.errors[0]?.path).toBe('fields.mmrId')
  })
})

test.describe('at a company without discount affiliates', () => {
  test.use({ user: 'birch' })

  test('[REC-101] the affiliate’s fields are not on the page, and a save leaves their stored values alone', async ({
    page,
    sessions,
  }) => {
    const theirs = new Records(await sessions('birch'))
    const locationId = await theirs.idOf('locationId', 'Spokane')
    const { id } = await theirs.customer({ locationId, discountMemberNumber: 'M-2211' })
    await page.goto(`/birch/customers/${id}`)
    await expect(textbox(page, 'First Name')).toBeVisible()
    await expect(page.getByText('Discount Affiliate')).toHaveCount(0)
    await textbox(page, 'Spouse').fill('Typed')
    await saveAndStay(page)
    expect((await theirs.read(id)).fields).toMatchObject({ spouse: 'Typed', discountMemberNumber: 'M-2211' })
  })

  test('[REC-160] where parents are not enabled there is no trace of them', async ({ page, sessions }) => {
    const theirs = new Records(await sessions('birch'))
    const { id } = await theirs.customer({ locationId: await theirs.idOf('locationId', 'Spokane') })
    await page.goto(`/birch/customers/${id}`)
    await expect(textbox(page, 'First Name')).toBeVisible()
    await expect(page.getByText(/Parent Customer|sub-customer/i)).toHaveCount(0)
  })
})

test('[REC-100] canceling an account opens date and reason, and asks for both', async ({ page, records }) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await expect(textbox(page, 'Cancel Date')).toHaveCount(0)
  await page.getByRole('checkbox', { name: 'Account Is Canceled' }).click()
  await expect(textbox(page, 'Cancel Date')).not.toHaveValue('')
  await page.getByRole('button', { name: 'Save & Stay' }).first().click()
  await expect(page.getByRole('alert').filter({ hasText: 'This was not saved' })).toContainText(
    'Cancelation Reason',
  )
  await choose(page, 'Cancelation Reason', 'Moved')
  await saveAndStay(page)
  expect((await records.read(id)).fields).toMatchObject({ isCanceled: true })
})

test('[REC-079] a credit score shows its grade, a phone takes its form when one leaves the field', async ({
  page,
  records,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await textbox(page, 'Credit Score').fill('731')
  await expect(page.getByTitle(/^Credit grade [A-F]$/)).toBeVisible()
  await textbox(page, 'Work Phone').fill('801.555.0166 ext 12')
  await textbox(page, 'Email').click()
  await expect(textbox(page, 'Work Phone')).toHaveValue(/^\(801\) 555-0166 x ?12$/)
})

test('[REC-078] a social security number is typed once, stored, and shown to its holders only', async ({
  page,
  records,
  openBrowser,
}) => {
  const { id } = await records.customer()
  const manager = await openBrowser('manager')
  await openRecord(manager, id)
  await textbox(manager, 'SSN').fill('912-34-5678')
  await saveAndStay(manager)
  await manager.reload()
  await expect(textbox(manager, 'SSN')).toHaveValue('***')
  await expect(textbox(manager, 'SSN')).toBeDisabled()
  await openRecord(page, id)
  await expect(textbox(page, 'SSN')).toHaveValue(/912-?34-?5678/)
})
