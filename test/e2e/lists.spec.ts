/** Filters, views, columns and bulk edits of the lists, and what Ctrl-K offers. */
import { readFile } from 'node:fs/promises'
import { companies } from '#shared/contracts/companies.ts'
import { customers } from '#shared/contracts/customers.ts'
import { lists } from '#shared/contracts/lists.ts'
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './house.ts'
import { header } from './record-page.ts'
import type { Page } from '@playwright/test'

const rows = (page: Page) =>
  page
    .getByRole('table', { name: 'Customers' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') })

test.describe('for the manager', () => {
  // Columns and views are kept for the user: not for the one whom the other tests use.
  test.use({ user: 'manager' })

  test('[TAB-001] filters say what they do and come off one by one; with columns and order they are kept as a view', async ({
    page,
  }) => {
    await page.goto('/acme/customers?sort=number&direction=desc')
    await page.getByRole('button', { name: 'All filters', exact: true }).click()
    const drawer = page.getByRole('dialog', { name: 'All filters' })
    await drawer.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'Idaho (ID)' }).click()
    await page.keyboard.press('Escape')
    await drawer.getByRole('textbox', { name: 'City' }).fill('boi')
    await expect(page).toHaveURL(/city=boi/)
    await drawer.getByRole('button', { name: 'Close' }).click()
    const filters = page.getByRole('group', { name: 'Filters' })
    await expect(filters).toContainText('City: boi…')
    await expect(filters).toContainText('State: ID')
    await expect(page.getByRole('button', { name: 'All filters, some hold' })).toBeVisible()
    await expect(rows(page).first()).toContainText('Boise, ID')

    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Zip', exact: true }).click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('columnheader', { name: 'Zip' })).toBeVisible()
    const name = uniqueName()
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'Save this as a view…' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name })).toBeVisible()

    await page.getByRole('button', { name: 'Remove: City' }).click()
    await expect(page).not.toHaveURL(/city=/)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect(page).toHaveURL(/sort=number/)
    await expect(page).not.toHaveURL(/state=/)
    await page.goto('/acme/customers')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name }).click()
    await expect(page).toHaveURL(/city=boi/)
    await expect(page.getByRole('columnheader', { name: 'Zip' })).toBeVisible()
    await page.getByRole('button', { name }).click()
    await page.getByRole('menuitem', { name: `Remove “${name}”` }).click()
    await expect(page.getByRole('button', { name: 'Views' })).toBeVisible()
  })
})

test.describe('for the viewer', () => {
  // Widths are kept for the user, too.
  test.use({ user: 'viewer' })

  test('[TAB-001] a column is made wider with the mouse and by keys, and is so again the next time; own fields are columns', async ({
    page,
  }) => {
    await page.goto('/acme/customers')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('textbox', { name: 'Find a column' }).fill('Panel loc')
    await page.getByRole('checkbox', { name: 'Panel location' }).click()
    await page.keyboard.press('Escape')
    const own = page.getByRole('columnheader', { name: 'Panel location' })
    await expect(own).toBeVisible()
    const city = page.getByRole('columnheader', { name: 'City' })
    const handle = page.getByRole('separator', { name: 'Width of City' })
    const widthOf = async (head = city) => Math.round((await head.boundingBox())!.width)
    const before = await widthOf()
    const grip = (await handle.boundingBox())!
    await page.mouse.move(grip.x + grip.width / 2, grip.y + 5)
    await page.mouse.down()
    await page.mouse.move(grip.x + 105, grip.y + 5, { steps: 4 })
    expect(await widthOf()).toBeGreaterThan(before + 80)
    await page.mouse.up()
    await handle.focus()
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Shift+ArrowLeft')
    const narrowed = await widthOf()
    expect(narrowed).toBeLessThan(before)
    await expect(handle).toHaveAttribute('aria-valuetext', `${narrowed} pixels`)
    const keptOf = async () =>
      ((await (await page.request.get('/api/v1/lists/customer')).json()) as { widths: { city?: number } })
        .widths.city
    await expect.poll(keptOf).toBe(narrowed)
    await page.reload()
    await expect(own).toBeVisible()
    expect(await widthOf()).toBe(narrowed)
    await handle.dblclick()
    await expect(handle).toHaveAttribute('aria-valuetext', 'As wide as its content')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('button', { name: 'Reset' }).click()
    await expect(own).toHaveCount(0)
  })
})

test('[TAB-001] rows chosen by key are changed at once, and what was refused is told with its reason', async ({
  page,
  records,
}) => {
  const lastName = uniqueName()
  const free = await records.customer({ lastName, firstName: 'Abe' })
  await records.customer({ lastName, firstName: 'Bea' })
  await page.goto(`/acme/customers?name=${lastName}`)
  await expect(rows(page)).toHaveCount(2)
  await page.getByRole('rowheader').getByRole('link').first().focus()
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByRole('group', { name: 'Chosen rows' })).toContainText('2 customers chosen')
  await page.getByRole('button', { name: 'Change…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change 2 customers' })
  await dialog.getByRole('combobox', { name: 'Account Type' }).click()
  await page.getByRole('option', { name: 'Commercial' }).click()
  await dialog.getByRole('button', { name: 'Change them' }).click()
  await expect(dialog).toContainText('2 changed, 0 were so already, 0 refused.')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  expect((await records.read(free.id)).fields.accountType).toBe('commercial')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download as CSV' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toContain(`"Abe ${lastName}"`)
})

test('[TAB-023] what is typed right after the very first Ctrl-K is not lost, and recent records come first', async ({
  page,
  owner,
}) => {
  await owner.call(lists.noteOpened, { params: { customerId: story.linked } })
  // The box's script is held back until something was typed.
  let release = () => undefined as void
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/assets/Palette*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/acme/customers?name=Whitf')
  await expect(rows(page).first()).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('whitfield da')
  release()
  const box = page.getByRole('combobox', { name: 'Search customers and leads' })
  await expect(box).toHaveValue('whitfield da')
  await expect(box).toBeFocused()
  await expect(page.getByRole('option', { name: /Dana Whitfield/ })).toBeVisible()
  await box.fill('')
  // Others look at records as the same user meanwhile: it is among the first, not always the first.
  const groups = page.getByRole('listbox').getByRole('group')
  await expect(groups.first()).toHaveAccessibleName('Recently viewed')
  await expect(
    groups
      .first()
      .getByRole('option')
      .filter({ hasText: `#${story.linked}` }),
  ).toBeVisible()

  await page.goto(`/acme/customers/${story.differs}`)
  await expect(header(page)).toBeVisible()
  await page.keyboard.press('Control+k')
  await box.fill('leads')
  const pages = page.getByRole('group', { name: 'Pages' })
  await expect(pages.getByRole('option', { name: 'Leads' })).toBeVisible()
  await box.fill('new note')
  await page.getByRole('option', { name: 'New note' }).click()
  await expect(page).toHaveURL(/notes/)
})

test.describe('where one searches first', () => {
  test.use({ user: 'birch' })

  test('[TAB-002] [TAB-001] [ADM-006] the lists show nobody until one searches or filters', async ({
    page,
    sessions,
  }) => {
    const theirs = await sessions('birch')
    const searchFirst = async (on: boolean) => {
      const { version, name, timeZone, currency, settings } = await theirs.call(companies.open, {})
      const body = {
        version,
        name,
        timeZone,
        currency: currency as 'USD',
        settings: { ...settings, searchFirst: on },
      }
      await theirs.call(companies.save, { body })
    }
    await searchFirst(true)
    try {
      const filter = page.getByRole('textbox', { name: 'Filter by name' })
      for (const kind of ['customer', 'lead'] as const) {
        const [somebody] = (await theirs.call(customers.list, { query: { kind } })).items
        await page.goto(`/birch/${kind}s`)
        await expect(page.getByText(`Search for ${kind}s`)).toBeVisible()
        await expect(page.getByRole('rowheader')).toHaveCount(0)
        await filter.fill(somebody!.name.split(' ').at(-1)!)
        await expect(page.getByRole('rowheader').first()).toBeVisible()
        await filter.fill('')
        await expect(page.getByRole('rowheader')).toHaveCount(0)
      }
    } finally {
      await searchFirst(false)
    }
    await page.goto('/birch/customers')
    await expect(page.getByRole('rowheader').first()).toBeVisible()
  })
})
