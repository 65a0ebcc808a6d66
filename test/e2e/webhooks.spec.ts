/** A webhook: made, tested against the receiver of the sandboxes, told of a save, and its message delivered again. */
import { customers } from '#shared/contracts/customers.ts'
import { expect, test } from './fixtures.ts'

const sandboxUrl = `http://localhost:${process.env['E2E_SANDBOX_PORT'] ?? 4170}`

test('[TAB-025] a webhook is made, its secret shown once, tested, told of what happens, and a message goes out again', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await records.customer()
  const name = `Story ${Date.now().toString(36)}`
  await page.goto('/acme/administration/webhooks?new=true')
  const form = page.getByRole('dialog', { name: 'New webhook' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await form.getByRole('textbox', { name: 'Address' }).fill('https://10.0.0.1/in')
  await form.getByRole('button', { name: 'Make webhook' }).click()
  await expect(form.getByText('Choose at least one event')).toBeVisible()
  await form.getByRole('checkbox', { name: 'Customer changed' }).check()
  await form.getByRole('button', { name: 'Make webhook' }).click()
  await expect(form.getByText('leads into a private network')).toBeVisible()
  await form.getByRole('textbox', { name: 'Address' }).fill(`${sandboxUrl}/webhooks/${id}`)
  await form.getByRole('button', { name: 'Make webhook' }).click()
  const shown = page.getByRole('dialog', { name: 'The signing secret' })
  await expect(shown.locator('code').first()).toHaveText(/^whsec_/)
  await shown.getByRole('button', { name: 'I have copied it' }).click()

  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.getByRole('button', { name: 'Test' }).click()
  await expect(page.getByText(/The test arrived: 200/)).toBeVisible()

  const { version } = await owner.call(customers.open, { params: { customerId: id } })
  await owner.call(customers.save, {
    params: { customerId: id },
    body: { version, fields: { county: 'Told' } },
  })
  const messages = page.getByRole('table', { name: 'Message log' })
  // Other stories change customers meanwhile.
  const told = messages
    .getByRole('row')
    .filter({ hasText: `#${id}` })
    .filter({ hasText: 'Customer changed' })
  await expect(told).toContainText('Delivered', { timeout: 15_000 })
  await told.getByRole('button', { name: 'Customer changed' }).click()
  const message = page.getByRole('dialog', { name: 'Customer changed' })
  await expect(message).toContainText('"county"')
  await expect(message).not.toContainText('Told')
  await message.getByRole('button', { name: 'Redeliver' }).click()
  await expect(message.getByRole('list', { name: 'Tries, newest first' }).getByRole('listitem')).toHaveCount(
    2,
  )
  await message.getByRole('button', { name: 'Close' }).first().click()
  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: `Edit ${name}` })
  await edit.getByRole('switch', { name: 'Active' }).uncheck({ force: true })
  await edit.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('table', { name: 'Webhooks' })).not.toContainText(name)
})
