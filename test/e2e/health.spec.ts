/** A manager's morning: compare, see what was found, follow it to the record, put it right, look again. */
import { connections } from '#shared/contracts/connections.ts'
import { expect, test } from './fixtures.ts'
import { uniqueAccountNumber } from './house.ts'
import { station } from './station.ts'

test('[CON-092] a manager compares the accounts, finds one out of service and one that differs, and follows them', async ({
  page,
  records,
  owner,
}) => {
  const names = [uniqueAccountNumber(), uniqueAccountNumber()]
  const ids: number[] = []
  for (const accountNumber of names) {
    await station.hold({ accountNumber, name: { first: 'Ida', last: 'Whoever' } })
    const { id } = await records.monitored(accountNumber, { lastName: `Morning${accountNumber}` })
    const params = { customerId: id }
    const { seen } = await owner.call(connections.discrepancies, { params })
    await owner.call(connections.link, { params, body: { seen } as never })
    await expect
      .poll(async () =>
        (await owner.call(connections.monitoring, { params })).pushes.every(({ state }) => state === 'done'),
      )
      .toBe(true)
    ids.push(id)
  }
  const [out, differs] = names as [string, string]
  /** The account with something changed by an operator there. */
  const change = async (accountNumber: string, what: object) => {
    const { serial: _, version: __, ...held } = await station.account(accountNumber)
    await station.hold({ ...held, ...what } as never)
  }
  await change(out, { status: 'out_of_service' })
  await change(differs, { email: 'elsewhere@example.test' })

  await page.goto('/acme')
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Connection health' })
    .click()
  const run = page.getByRole('region', { name: 'Comparison with the providers' })
  await run.getByRole('button', { name: 'Compare now' }).click()
  await expect(run.getByText(/Ended just now/)).toBeVisible({ timeout: 60_000 })

  const attention = page.getByRole('region', { name: 'Needs attention' })
  await attention.getByRole('link', { name: /out of service/ }).click()
  await expect(page).toHaveURL(/finding=out_of_service/)
  const table = page.getByRole('table', { name: 'Found at the providers' })
  const row = table.getByRole('row', { name: new RegExp(out) })
  await expect(row).toContainText('Out of service')
  await expect(table.getByRole('row', { name: new RegExp(differs) })).toHaveCount(0)

  // The record says it too, until it is put right.
  await row.getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`/customers/${ids[0]}/connections/monitoring`))
  await expect(page.getByText(/out of service: nobody answers/)).toBeVisible()
  await page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: /Home/ })
    .click()
  await expect(page.getByText('Nobody may be answering this customer’s alarms.')).toBeVisible()
  await change(out, { status: 'in_service' })

  await page.goto('/acme/connection-health?finding=out_of_service')
  await row.getByRole('checkbox').click()
  await page.getByRole('button', { name: 'Look again at 1' }).click()
  await expect(row).toHaveCount(0, { timeout: 15_000 })
  await page.goto('/acme/connection-health')
  await expect(table.getByRole('row', { name: new RegExp(differs) })).toContainText('Email')
})
