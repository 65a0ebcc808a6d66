/** What a user sees of a record, by what they may. Each page says which permission lacks. */
import { customers } from '#shared/contracts/customers.ts'
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { header, openRecord, saveAndStay, select, textbox } from './record-page.ts'

test.describe('a viewer', () => {
  test.use({ user: 'viewer' })

  test('[REC-002] [REC-008] sees the form disabled, with the reason, and nothing to save with', async ({
    page,
  }) => {
    await openRecord(page, story.equal)
    await expect(page.getByText('needs the permission “Customers: Modify”')).toBeVisible()
    for (const label of ['First Name', 'Primary Phone', 'Account Number', 'Receiver Number'])
      await expect(textbox(page, label)).toBeDisabled()
    await expect(select(page, 'Monitored By')).toBeDisabled()
    await expect(page.getByRole('checkbox', { name: '2-Way Voice' })).toBeDisabled()
    await expect(page.getByRole('button', { name: /^Save/ })).toHaveCount(0)
  })

  test('[REC-006] [REC-072] [REC-078] sees confidential values masked, in the page, its history and every answer', async ({
    page,
    sessions,
  }) => {
    const answers: string[] = []
    page.on('response', async (response) => {
      if (response.url().includes('/api/')) answers.push(await response.text().catch(() => ''))
    })
    await openRecord(page, story.differs)
    for (const label of ['Birthdate', 'SSN', 'Receiver Number', 'Confirmation Number', 'Abort Code']) {
      await expect(textbox(page, label), label).toHaveValue('***')
      await expect(textbox(page, label), label).toBeDisabled()
    }
    await openRecord(page, story.differs, 'history')
    await expect(page.getByRole('list', { name: 'Entries, newest first' })).toBeVisible()
    await openRecord(page, story.differs, 'connections/monitoring')
    await expect(page.getByText('Receiver number')).toBeVisible()
    const { fields } = await (
      await sessions('viewer')
    ).call(customers.open, { params: { customerId: story.differs } })
    expect(fields).toMatchObject({ birthdate: '***', ssn: '***', receiverNumber: '***', abortCode: '***' })
    const all = answers.join('\n') + (await page.content())
    expect(all).toContain('Whitfield')
    for (const secret of ['1984-05-17', '912345678', 'R21-4410', 'Meadowlark', 'Lantern'])
      expect(all).not.toContain(secret)
  })

  test('[REC-003] has no New customer button, and the page behind it says which permission it needs', async ({
    page,
  }) => {
    await page.goto('/acme/customers')
    await expect(page.getByRole('table', { name: 'Customers' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'New customer' })).toHaveCount(0)
    await page.goto('/acme/customers/new')
    await expect(page.getByText('You may not create customers')).toBeVisible()
    await expect(page.getByText('“Customers: Create”')).toBeVisible()
  })

  test('[CON-011] sees the connection without any action', async ({ page }) => {
    await openRecord(page, story.linked, 'connections/monitoring')
    const state = page.getByRole('region', { name: 'State of the connection' })
    await expect(state).toContainText('Linked since')
    await expect(state.getByRole('button')).toHaveCount(0)
    await expect(page.getByRole('link', { name: 'What was sent' })).toHaveCount(0)
  })
})

test.describe('a technician', () => {
  test.use({ user: 'tech' })

  test('[REC-082] [REC-005] reads the contact card, disabled, and works the installation card', async ({
    page,
    records,
    sessions,
  }) => {
    const { id, version } = await records.customer({ saleDate: '2026-03-02' })
    await openRecord(page, id)
    const contact = page.getByRole('region', { name: 'Personal information' })
    await expect(contact).toContainText('needs the permission “Customer Page - Contact Information: Modify”')
    await expect(textbox(contact, 'First Name')).toBeDisabled()
    await expect(page.getByRole('region', { name: 'Sale information' })).toHaveCount(0)
    await expect(page.getByText(/^Sold /)).toHaveCount(0)
    await textbox(page, 'Confirmation Number').fill('C-4711')
    await saveAndStay(page)
    expect((await records.read(id)).fields.confirmationNumber).toBe('C-4711')
    const refusal = await (
      await sessions('tech')
    ).refused(customers.save, {
      params: { customerId: id },
      body: { version: version + 1, fields: { firstName: 'Changed' } },
    })
    expect(refusal.status).toBe(403)
    expect((await records.read(id)).fields.firstName).toBe('Ida')
  })
})

test.describe('a sales rep of Provo and Boise', () => {
  test.use({ user: 'sales' })

  test('[REC-007] [REC-001] is told that a customer of Mesa may not be seen; what is not there is not found', async ({
    page,
  }) => {
    await page.goto(`/acme/customers/${story.atMesa}`)
    await expect(page.getByRole('alert')).toContainText('You may not see this')
    await expect(page.getByText('Paloma')).toHaveCount(0)
    await page.getByRole('link', { name: 'Go to customers' }).click()
    await expect(header(page)).toContainText('Customers')
    await page.goto('/acme/customers/99999999')
    await expect(page.getByRole('alert')).toContainText('There is no customer or lead with this number')
    for (const nonsense of ['/acme/customers/abc', '/acme/nowhere']) {
      await page.goto(nonsense)
      await expect(page.getByText('There is no page at this address')).toBeVisible()
    }
  })

  test('[REC-001] does not find people of Mesa with the search box', async ({ page }) => {
    await page.goto('/acme/customers')
    await expect(page.getByRole('table', { name: 'Customers' })).toBeVisible()
    await page.keyboard.press('/')
    await page.getByRole('combobox', { name: 'Search customers and leads' }).fill('Paloma Reyes')
    await expect(page.getByText('Nothing found for “Paloma Reyes”')).toBeVisible()
  })
})

test.describe('the other company', () => {
  test.use({ user: 'birch' })

  test('[REC-007] its records are not found, its people are not searched, its pages ask for sign-in', async ({
    page,
    records,
  }) => {
    const { id, fields } = await records.customer()
    await page.goto(`/birch/customers/${id}`)
    await expect(page.getByRole('alert')).toContainText('There is no customer or lead with this number')
    await page.goto('/birch/customers')
    await expect(page.getByRole('table', { name: 'Customers' })).toBeVisible()
    await page.keyboard.press('Control+k')
    const box = page.getByRole('combobox', { name: 'Search customers and leads' })
    await box.fill(String(fields.lastName))
    await expect(page.getByText('Nothing found for')).toBeVisible()
    await page.goto(`/acme/customers/${id}`)
    await expect(page.getByText('You are signed in to Birch Security')).toBeVisible()
    await expect(page.getByText(String(fields.lastName))).toHaveCount(0)
  })
})

test('[REC-200] an archived customer is read-only for everybody and says so', async ({
  page,
  records,
  owner,
}) => {
  await openRecord(page, story.archived)
  await expect(page.getByText('This customer is archived and cannot be changed.')).toBeVisible()
  await expect(textbox(page, 'First Name')).toBeDisabled()
  await expect(page.getByRole('button', { name: /^Save/ })).toHaveCount(0)
  const { version } = await records.read(story.archived)
  const refusal = await owner.refused(customers.save, {
    params: { customerId: story.archived },
    body: { version, fields: { firstName: 'Changed' } },
  })
  expect(refusal.code).toBe('customers.archived')
})
