/** A technician's day on a phone. */
import { appointments } from '#shared/contracts/appointments.ts'
import { addDays, instantAtClock, todayIn } from '#shared/time.ts'
import { expect, test } from './fixtures.ts'

const zone = 'America/Denver'

test.describe('of a technician', () => {
  test.use({ user: 'tech', contextOptions: { reducedMotion: 'reduce' } })

  test('[TAB-006] walks an appointment: on my way, on site, complete; and takes a slip of the finger back', async ({
    page,
    records,
    owner,
  }) => {
    const { id, fields } = await records.customer()
    const day = addDays(todayIn(zone, new Date()), 3)
    const { people } = await owner.call(appointments.calendar, { query: { from: day } })
    await owner.call(appointments.create, {
      params: { customerId: id },
      body: {
        type: 'service',
        userId: people.find(({ name }) => name === 'Theo Nakamura')!.id,
        startsAt: instantAtClock(`${day}T20:00`, zone),
        endsAt: instantAtClock(`${day}T21:00`, zone),
      },
    })
    await page.goto('/acme/my-appointments')
    await page.getByRole('group', { name: 'The next seven days' }).getByRole('button').nth(3).tap()
    const card = page.getByRole('listitem').filter({ hasText: String(fields.lastName) })
    await expect(card).toContainText('8:00 PM to 9:00 PM')
    await card.getByRole('button', { name: 'On my way' }).tap()
    await card.getByRole('button', { name: 'On site' }).tap()
    await card.getByRole('button', { name: 'Undo' }).tap()
    await card.getByRole('button', { name: 'On site' }).tap()
    await card.getByRole('button', { name: 'Complete' }).tap()
    await expect(card).toContainText('Complete')
    await expect(card.getByRole('button', { name: 'Complete' })).toHaveCount(0)
  })
})
