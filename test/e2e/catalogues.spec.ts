/** Catalogues from administration to the form: add, sort, retire, and the select follows. */
import { expect, test } from './fixtures.ts'
import { uniqueName } from './house.ts'
import { openRecord, saveAndStay, select, textbox } from './record-page.ts'

test('[ADM-008] a source is added, sorted to the top and retired; the form’s select follows, and a record keeps what it has', async ({
  page,
  records,
}) => {
  const name = `Fair ${uniqueName()}`
  const { id } = await records.customer()
  const table = page.getByRole('table', { name: 'Sources', exact: true })

  // Ctrl-K finds the section.
  await page.goto('/acme/customers?name=Whitf')
  await expect(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }),
  ).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search customers and leads' }).fill('sources')
  await page.getByRole('option', { name: 'Sources' }).click()

  // What is wrong is said at its field, and nothing typed is lost.
  await page.getByRole('button', { name: 'New source' }).click()
  const drawer = page.getByRole('dialog', { name: 'New source' })
  await textbox(drawer, 'Name').fill('wEBSITE')
  await textbox(drawer, 'Phone').fill('801 555 0177')
  await drawer.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(drawer.getByText('There is a source “Website” already')).toBeVisible()
  await expect(textbox(drawer, 'Phone')).toHaveValue('801 555 0177')
  await textbox(drawer, 'Name').fill(name)
  await page.keyboard.press('Enter')
  await expect(drawer).toBeHidden()
  await expect(table.getByRole('rowheader').last()).toHaveText(name)

  // By the keys to the second place, by the mouse to the first.
  const hand = page.getByRole('button', { name: `Move ${name}` })
  await hand.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await expect(hand).toBeFocused()
  await expect(table.getByRole('rowheader').nth(1)).toHaveText(name)
  const [from, to] = [await hand.boundingBox(), await table.getByRole('rowheader').first().boundingBox()]
  await page.mouse.move(from!.x + 8, from!.y + 8)
  await page.mouse.down()
  await page.mouse.move(from!.x + 8, to!.y + 6, { steps: 6 })
  const sorted = page.waitForResponse((reply) => reply.request().method() === 'PUT' && reply.ok())
  await page.mouse.up()
  await sorted
  await expect(table.getByRole('rowheader').first()).toHaveText(name)
  await openRecord(page, id)
  await select(page, 'Source').click()
  await expect(page.getByRole('option').first()).toHaveText(name)
  await page.getByRole('option', { name, exact: true }).click()
  await saveAndStay(page)

  // In use: it can be retired, not deleted.
  await page.goto('/acme/administration/catalogues/source')
  const row = table.getByRole('row').filter({ hasText: name })
  await expect(row.getByRole('link', { name: '1 customer' })).toBeVisible()
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('dialog', { name }).getByRole('button', { name: 'Delete' })).toBeDisabled()
  await page.keyboard.press('Escape')
  await row.getByRole('switch', { name: `Active: ${name}` }).press('Space')
  await expect(page.getByText(`“${name}” is no longer offered`)).toBeVisible()
  await expect(table.getByText(name)).toBeHidden()
  await openRecord(page, id)
  await expect(select(page, 'Source')).toHaveValue(`${name} (inactive)`)
  await page.goto('/acme/customers/new')
  await select(page, 'Source').click()
  await expect(page.getByRole('option', { name: 'Website', exact: true })).toBeVisible()
  await expect(page.getByRole('option', { name: new RegExp(name) })).toHaveCount(0)
})

test.describe('a sales rep', () => {
  test.use({ user: 'sales' })
  test('[ADM-008] has no Admin in the rail, and no way in by the address', async ({ page }) => {
    await page.goto('/acme/administration')
    await expect(page.getByText('You may not open this')).toBeVisible()
    await expect(
      page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }),
    ).toHaveCount(0)
  })
})
