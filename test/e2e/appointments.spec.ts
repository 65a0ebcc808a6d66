/** The calendar: an appointment is scheduled on the record, moved by mouse and by keyboard, refused where it overlaps, and cancelled. */
import type { Page } from '@playwright/test'
import { appointments } from '#shared/contracts/appointments.ts'
import { addDays, instantAtClock, todayIn } from '#shared/time.ts'
import { expect, test } from './fixtures.ts'
import { openRecord } from './record-page.ts'

const zone = 'America/Denver'
/** A day on which the demo has nothing. */
const day = addDays(todayIn(zone, new Date()), 40)
const at = (time: string) => instantAtClock(`${day}T${time}`, zone)

const column = (page: Page, name: string) =>
  page
    .locator('[data-column]')
    .nth(['Grace Tanaka', 'Imani Brooks', 'Luis Montero', 'Theo Nakamura', 'Wade Sorensen'].indexOf(name))

test('[TAB-006] an appointment is scheduled, moved by mouse and keys, refused over another, resized and cancelled', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await records.customer()
  await openRecord(page, id)
  await page.getByRole('button', { name: 'Quick actions' }).click()
  await page.getByRole('menuitem', { name: 'New appointment' }).click()
  const form = page.getByRole('dialog', { name: 'New appointment' })
  await form.getByRole('combobox', { name: /^Type/ }).selectOption('Service')
  await form.getByLabel('Date').fill(day)
  await form.getByLabel('Begins').fill('09:00')
  await form.getByRole('combobox', { name: 'Length' }).selectOption('1 h')
  await form.getByText('Everybody').click()
  await form.getByRole('combobox', { name: 'Technician' }).selectOption('Luis Montero')
  await form.getByRole('button', { name: 'Schedule' }).click()
  await expect(page.getByRole('region', { name: 'Appointments' })).toContainText('9:00 AM to 10:00 AM')
  await expect(
    page.getByRole('navigation', { name: 'Record', exact: true }).getByRole('link', { name: /Appointments/ }),
  ).toHaveText(/1/)
  const made = (await owner.call(appointments.ofCustomer, { params: { customerId: id } })).items[0]!
  const stored = () => owner.call(appointments.open, { params: { appointmentId: made.id } })
  const people = (await owner.call(appointments.calendar, { query: { from: day } })).people
  const theo = people.find(({ name }) => name === 'Theo Nakamura')!

  await page.goto(`/acme/calendar?from=${day}`)
  const block = page.locator(`[data-block='appointment-${made.id}']`)
  // By mouse: to Theo, an hour later.
  const [from, to] = [(await block.boundingBox())!, (await column(page, 'Theo Nakamura').boundingBox())!]
  await page.mouse.move(from.x + 20, from.y + 8)
  await page.mouse.down()
  await page.mouse.move(to.x + 30, from.y + 30, { steps: 4 })
  await page.mouse.move(to.x + 40, from.y + 8 + 48, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await stored()).startsAt).toBe(at('10:00'))
  expect((await stored()).user).toEqual({ id: theo.id, name: 'Theo Nakamura' })
  // By keys: to Luis's neighbour at the left, a quarter of an hour up, half an hour longer.
  await expect(block).toContainText(/Theo Nakamura.*10:00 AM to 11:00 AM/)
  await block.focus()
  for (const key of ['Space', 'ArrowUp', 'Shift+ArrowDown', 'Shift+ArrowDown', 'ArrowLeft', 'Enter'])
    await page.keyboard.press(key)
  await expect.poll(async () => (await stored()).endsAt).toBe(at('11:15'))
  expect(await stored()).toMatchObject({ startsAt: at('09:45'), user: { name: 'Luis Montero' } })
  // Escape gives it up.
  await expect(block).toContainText(/Luis Montero.*9:45 AM to 11:15 AM/)
  await block.focus()
  for (const key of ['Space', 'ArrowDown', 'Escape']) await page.keyboard.press(key)
  await expect(block).toContainText(/9:45 AM to 11:15 AM/)

  // Over another one it is refused, and stays where it was.
  await owner.call(appointments.create, {
    params: { customerId: id },
    body: { type: 'install', userId: theo.id, startsAt: at('09:00'), endsAt: at('12:00') },
  })
  await block.focus()
  for (const key of ['Space', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
  await expect(page.getByText(/Theo Nakamura is not free: Install for/)).toBeVisible()
  await expect(block).toContainText(/Luis Montero/)

  await block.press('Enter')
  const work = page.getByRole('dialog', { name: /^Service/ })
  await work.getByRole('button', { name: 'Cancel appointment' }).click()
  const cancel = page.getByRole('dialog', { name: 'Cancel this appointment?' })
  await cancel.getByRole('combobox', { name: 'Reason' }).selectOption('Customer not home')
  await cancel.getByRole('button', { name: 'Cancel appointment' }).click()
  await expect(work).toContainText('Cancelled: Customer not home')
  await page.keyboard.press('Escape')
  await expect(block).toHaveCount(0)
})
