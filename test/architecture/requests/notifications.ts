import type { Requests } from '../every-endpoint.ts'

export const notificationsRequests: Requests = {
  /** Somebody else's: nobody who asks may see it. */
  async plant(house, { marker, customer, here }) {
    const { company } = here
    const owner = await house.plant.user({ company, lastName: marker, holds: [{ grants: 'all', at: here }] })
    const noteId = await house.plant.insert('note', company, { customer_id: customer.id, subject: marker })
    const notificationId = await house.plant.insert('notification', company, {
      user_id: owner.id,
      kind: 'mention',
      note_id: noteId,
      customer_id: customer.id,
    })
    return { notificationId }
  },
  bodies: { 'notifications.mark': () => ({ read: true }) },
}
