/** A monitoring company from nothing to the number that a customer gets. */
import { connections } from '#shared/contracts/connections.ts'
import { providers } from '#shared/contracts/providers.ts'
import { expect, test } from './fixtures.ts'
import { openRecord, select, textbox } from './record-page.ts'

test('[CON-090] [ADM-010] a company is added, tested, given numbers; a customer gets the next one by +', async ({
  page,
  owner,
  records,
}) => {
  const dynamark = await companyNamed('Dynamark Monitoring')
  async function companyNamed(name: string) {
    const params = { providerKind: 'monitoring' as const }
    const { items } = await owner.call(providers.list, { params })
    const { id } = items.find((item) => item.name === name)!
    return owner.call(providers.open, { params: { ...params, providerId: id } })
  }
  const name = `Prairie Central ${Date.now()}`
  await page.goto('/acme/administration/monitoring-companies')
  await page.getByRole('link', { name: 'New monitoring company' }).click()
  await textbox(page, 'Name').fill(name)
  await select(page, 'Monitor type').click()
  await page.getByRole('option', { name: 'Bold (Manitou)' }).click()
  await textbox(page, 'Service address').fill(String(dynamark.fields.settings.baseUrl))
  await textbox(page, 'User ID').fill('keyholder')
  await textbox(page, 'Dealer ID').fill('ACME01')
  const password = page.getByLabel('Password', { exact: false }).and(page.locator('input'))
  await password.fill('wrong-one')
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByRole('alert')).toContainText('The credentials were not accepted')
  await password.fill('sandbox-demo')
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText('answered dealer ACME01')).toBeVisible()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(password).toHaveAttribute('placeholder', 'Saved')

  await page.getByRole('tab', { name: 'Numbers' }).click()
  await page.getByRole('button', { name: 'Add a block' }).click()
  const dialog = page.getByRole('dialog', { name: 'New block' })
  await textbox(dialog, 'First number').fill('PC-0001')
  await textbox(dialog, 'Last number').fill('PC-002')
  await dialog.getByRole('button', { name: 'Add block' }).click()
  await expect(dialog.getByText('It must have as many digits as the first number: 4')).toBeVisible()
  await textbox(dialog, 'Last number').fill('PC-0002')
  await textbox(dialog, 'Receiver number').fill('8015550166')
  await dialog.getByRole('button', { name: 'Add block' }).click()
  const blocks = page.getByRole('table', { name: 'Account number blocks' })
  await expect(blocks.getByRole('row', { name: /PC-0001 to PC-0002/ })).toContainText('Active')

  const { id: monitoringCompanyId } = (await companyNamed(name)) as { id: number }
  const customer = await records.customer({ monitoringCompanyId })
  await openRecord(page, customer.id)
  await page.getByRole('button', { name: 'Issue the next free account number' }).click()
  await expect(textbox(page, 'Account Number')).toHaveValue('PC-0001')
  await expect(textbox(page, 'Receiver Number')).toHaveValue('8015550166')
  const { accountNumber } = await owner.call(connections.monitoring, { params: { customerId: customer.id } })
  expect(accountNumber).toBe('PC-0001')
})
