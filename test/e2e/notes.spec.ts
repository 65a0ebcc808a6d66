/** Notes and tickets as an office works them: written on the record, told to a colleague, closed from the queue. */
import { notes } from '#shared/contracts/notes.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './house.ts'
import { choose, openRecord, select, textbox } from './record-page.ts'

test('[TAB-005] a ticket is written, told to its assignee, edited, closed, taken back, and found again by its link', async ({
  page,
  records,
  openBrowser,
}) => {
  const { id } = await records.customer()
  const subject = `Sensor ${uniqueName()}`
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).first().click()
  await page.getByRole('menuitem', { name: 'New ticket' }).click()
  await textbox(page, 'Subject').fill(subject)
  await textbox(page, 'Text').pressSequentially('Please look, @mana')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.getByRole('option', { name: /Marcus Delgado/ }).click()
  await choose(page, 'Note type', 'Service ticket')
  await expect(page.getByLabel('Due date')).not.toHaveValue('')
  await select(page, 'Assigned to').click()
  await page.getByRole('option', { name: 'Theo Nakamura' }).click()
  await page.getByText('High', { exact: true }).click()
  await page.getByRole('button', { name: 'Open ticket' }).click()

  const card = page.getByRole('listitem', { name: new RegExp(subject) })
  await expect(card).toContainText(
    /Open ticket.*High.*Due.*Please look, @manager.*Assigned to Theo Nakamura/s,
  )
  const tab = page
    .getByRole('navigation', { name: 'Record', exact: true })
    .getByRole('link', { name: 'Notes & Tickets' })
  await expect(tab).toContainText('1')
  await expect(tab.getByRole('img', { name: 'needs attention' })).toBeVisible()

  const manager = await openBrowser('manager')
  await manager.goto('/acme/tickets')
  await manager.getByRole('button', { name: /^Notifications, \d+ unread/ }).click()
  await manager.getByRole('link', { name: new RegExp(`named you in.*${subject}`, 's') }).click()
  await expect(manager.getByRole('listitem', { name: new RegExp(subject) })).toBeVisible()
  await manager.getByRole('button', { name: /^Edit #/ }).click()
  await textbox(manager, 'Text').fill('Theo goes there on Monday')
  await manager.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(manager.getByRole('listitem', { name: new RegExp(subject) })).toContainText(
    /Edited by Marcus Delgado/,
  )

  await page.reload()
  await expect(card).toContainText('Theo goes there on Monday')
  await card.getByRole('button', { name: /^Close ticket/ }).click()
  await expect(card).toContainText('Closed ticket')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(card).toContainText('Open ticket')
  await card.getByRole('button', { name: /^More about/ }).click()
  await page.getByRole('menuitem', { name: 'Edits' }).click()
  await expect(page.getByRole('dialog')).toContainText(/Reopened.*Closed.*Changed ticket.*Wrote ticket/s)
})

test('[TAB-005] two edits at once: the later one sees both sides and loses nothing', async ({
  page,
  records,
  sessions: signedIn,
}) => {
  const { id } = await records.customer()
  const manager = await signedIn('manager')
  const made = await manager.call(notes.create, {
    params: { customerId: id },
    body: { subject: 'Base subject', body: 'Base text' },
  })
  await openRecord(page, id, `notes?note=${made.id}`)
  await page.getByRole('button', { name: `Edit #${made.id}` }).click()
  await textbox(page, 'Subject').fill('Mine')
  const params = { customerId: id, noteId: made.id }
  await manager.call(notes.save, {
    params,
    body: { version: 1, fields: { subject: 'Theirs', body: 'Their text' } },
  })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Marcus Delgado changed this note meanwhile')).toBeVisible()
  await page.getByRole('button', { name: 'Put mine on top of theirs' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('listitem', { name: /Mine/ })).toContainText('Their text')
})

test('[TAB-005] the queue: filters in the address, several closed at once and taken back', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await records.customer()
  const { user } = await owner.call(sessions.me, {})
  const subject = `Queue ${uniqueName()}`
  for (const n of [1, 2])
    await owner.call(notes.create, {
      params: { customerId: id },
      body: { subject: `${subject} ${n}`, isTicket: true, assigneeId: user.id, priority: 'low' },
    })
  await page.goto('/acme/tickets')
  await page.getByText('My tickets', { exact: true }).click()
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Priority' }).click()
  await page.getByRole('menuitemradio', { name: 'Low' }).click()
  await expect(page).toHaveURL(/whose=mine.*priority=low/)
  await page.reload()
  const rows = page.getByRole('row', { name: new RegExp(subject) })
  await expect(rows).toHaveCount(2)
  for (const n of [0, 1]) await rows.nth(n).getByRole('checkbox').check()
  await page.getByRole('group', { name: 'Selected tickets' }).getByRole('button', { name: 'Close' }).click()
  await expect(rows).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rows).toHaveCount(2)
  await rows.first().getByRole('link').click()
  await expect(page.getByRole('listitem', { name: new RegExp(subject) }).first()).toBeVisible()
})
