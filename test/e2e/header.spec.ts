/** What stands over every page of a record: who it is, how it stands, and the tabs. */
import { story } from '#server/demo/story.ts'
import { expect, test } from './fixtures.ts'
import { header, openRecord } from './record-page.ts'

test('[REC-021] [REC-022] [REC-024] [REC-025] [REC-026] [REC-027] the header says who, how it stands, when, who sold and installed, and where', async ({
  page,
}) => {
  await openRecord(page, story.linked)
  const main = page.getByRole('main')
  await expect(header(page)).toHaveText('Henry Vandenberg')
  await expect(header(page)).toHaveCSS('font-weight', /^[6-9]\d\d$/)
  await expect(main.getByText(`#${story.linked}`, { exact: true }).first()).toBeVisible()
  for (const status of ['Monitored', 'Funded'])
    await expect(main.getByText(status, { exact: true }).first()).toBeVisible()
  const facts = main.getByRole('list').first().getByRole('listitem')
  await expect(facts.filter({ hasText: 'Sold' })).toHaveText(/Sold \w{3} \d+, \d{4} · Sofia Lindgren/)
  await expect(facts.filter({ hasText: 'Installed' })).toHaveText(
    /Installed \w{3} \d+, \d{4} · Theo Nakamura/,
  )
  await expect(facts.filter({ hasText: 'Location' })).toContainText('Provo')
  await expect(facts.filter({ hasText: 'City' })).toContainText('Provo, UT')
  await facts.filter({ hasText: 'Created' }).getByRole('time').hover()
  await expect(page.getByRole('tooltip')).toHaveText(
    /Created \w{3} \d+, \d{4}, \d+:\d\d [AP]M.* by Sofia Lindgren/,
  )
})

test('[REC-028] a parent lists its sub-customers, each names its parent, and nobody else shows either', async ({
  page,
}) => {
  await openRecord(page, story.headOffice)
  await page.getByRole('button', { name: '2 sub-customers' }).click()
  await page.getByRole('menuitem', { name: `#${story.firstBranch}` }).click()
  await expect(page).toHaveURL(new RegExp(`/customers/${story.firstBranch}$`))
  await expect(page.getByText('Sub-customer of')).toBeVisible()
  await page
    .getByRole('link', { name: /Timberline Hardware|Lena Ferris/ })
    .first()
    .click()
  await expect(page).toHaveURL(new RegExp(`/customers/${story.headOffice}$`))
  await openRecord(page, story.linked)
  await expect(page.getByText(/sub-customer/i)).toHaveCount(0)
})

test('[REC-030] [REC-031] [REC-032] [REC-033] [REC-034] [REC-037] [REC-039] [REC-040] [REC-043] [REC-044] [REC-045] the tabs stand in their order; a click goes there and marks the tab', async ({
  page,
}) => {
  await openRecord(page, story.linked)
  const tabs = page.getByRole('navigation', { name: 'Record', exact: true })
  await expect(tabs.getByRole('link')).toHaveText([
    /^Home/,
    /^Workflows/,
    /^Notes & Tickets/,
    /^Connections/,
    /^Appointments/,
    /^Work Orders/,
    /^Equipment/,
    /^Accounting/,
    /^Files/,
    /^E-Docs/,
    /^Messages/,
    /^Credit/,
    /^Contacts/,
    /^At Risk/,
    /^History/,
  ])
  await expect(tabs.getByRole('button')).toHaveText(['Tags'])
  for (const [name, address] of [
    ['Workflows', /workflows$/],
    ['Notes & Tickets', /notes$/],
    ['Connections', /connections$/],
    ['Appointments', /appointments$/],
    ['Work Orders', /work-orders$/],
    ['Accounting', /accounting$/],
    ['Equipment', /equipment$/],
    ['Files', /files$/],
    ['E-Docs', /e-docs$/],
    ['Messages', /messages$/],
    ['Credit', /credit$/],
    ['Contacts', /contacts$/],
    ['At Risk', /at-risk$/],
    ['History', /history$/],
    ['Home', new RegExp(`customers/${story.linked}$`)],
  ] as const) {
    await tabs.getByRole('link', { name }).click()
    await expect(page).toHaveURL(address)
    await expect(tabs.getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
  }
})

test('[REC-020] scrolled to the end of any tab, number, name and tabs are still on the screen', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 420 })
  for (const place of [
    '',
    'notes',
    'connections',
    'connections/monitoring',
    'connections/calls',
    'contacts',
    'history',
  ]) {
    await test.step(place || 'home', async () => {
      await openRecord(page, story.refused, place)
      const main = page.getByRole('main')
      await expect(main.getByRole('status', { name: /Loading/ })).toHaveCount(0)
      // The end moves away while the page still fills.
      const fromEnd =
        'document.documentElement.scrollHeight - window.scrollY - document.documentElement.clientHeight'
      await expect(async () => {
        await page.keyboard.press('End')
        await expect.poll(() => page.evaluate(fromEnd), { timeout: 1000 }).toBeLessThan(2)
      }).toPass()
      await expect(main.getByText(`#${story.refused}`, { exact: true }).last()).toBeInViewport()
      await expect(main.getByText('Noreen Albright').last()).toBeInViewport()
      await expect(
        page
          .getByRole('navigation', { name: /^Record/ })
          .getByRole('link', { name: 'History' })
          .last(),
      ).toBeInViewport()
    })
  }
})

test('[REC-192] [REC-034] [CON-001] a lead has neither location, statuses nor Connections', async ({
  page,
}) => {
  await openRecord(page, story.lead)
  const main = page.getByRole('main')
  await expect(page.getByRole('navigation', { name: 'Record', exact: true }).getByRole('link')).toHaveText([
    /^Home/,
    /^Workflows/,
    /^Notes & Tickets/,
    /^Appointments/,
    /^Work Orders/,
    /^Equipment/,
    /^Accounting/,
    /^Files/,
    /^Messages/,
    /^Credit/,
    /^Contacts/,
    /^At Risk/,
    /^History/,
  ])
  await expect(
    main.getByRole('list').first().getByRole('listitem').filter({ hasText: 'Location' }),
  ).toHaveCount(0)
  await expect(main.getByText(/No monitor|Monitored/)).toHaveCount(0)
  for (const place of [
    'connections',
    'connections/monitoring',
    'connections/monitoring/discrepancies',
    'connections/calls',
  ]) {
    await page.goto(`/acme/customers/${story.lead}/${place}`)
    await expect(page.getByRole('alert')).toContainText('A lead has no connections')
  }
})

test('[REC-023] [REC-050] [REC-053] the quick actions mirror the tabs that one may open, Home first', async ({
  page,
}) => {
  const mirrored = async () => {
    await page.getByRole('button', { name: 'Quick actions' }).click()
    const items = page.getByRole('menuitem')
    await expect(items.first()).toBeVisible()
    return items.allTextContents()
  }
  await openRecord(page, story.linked)
  expect((await mirrored()).slice(0, 16)).toEqual([
    'Home',
    'Tags',
    'Workflows',
    'Notes & Tickets',
    'Connections',
    'Appointments',
    'Work Orders',
    'Equipment',
    'Accounting',
    'Files',
    'E-Docs',
    'Messages',
    'Credit',
    'Contacts',
    'At Risk',
    'History',
  ])
  await page.getByRole('menuitem', { name: 'History' }).click()
  await expect(page).toHaveURL(/history$/)
  await openRecord(page, story.lead)
  expect((await mirrored()).slice(0, 14)).toEqual([
    'Home',
    'Tags',
    'Workflows',
    'Notes & Tickets',
    'Appointments',
    'Work Orders',
    'Equipment',
    'Accounting',
    'Files',
    'Messages',
    'Credit',
    'Contacts',
    'At Risk',
    'History',
  ])
})
