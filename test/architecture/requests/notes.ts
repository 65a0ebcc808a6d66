import type { Requests } from '../every-endpoint.ts'

/** The note, and its assignee, whom all of the target's location know. */
const noteOf = ({ params }: { params: Record<string, number | string> }) => Number(params['noteId'])

export const notesRequests: Requests = {
  async plant(house, { marker, customer, here }) {
    const { company } = here
    const assignee = await house.plant.user({
      company,
      lastName: marker,
      holds: [{ grants: 'all', at: here }],
    })
    const noteId = await house.plant.insert('note', company, {
      customer_id: customer.id,
      subject: `${marker} subject`,
      body: `${marker} text`,
      is_ticket: true,
      assignee_id: assignee.id,
      created_by: assignee.id,
    })
    return { noteId }
  },
  bodies: {
    'notes.create': () => ({ subject: 'Of the matrix' }),
    'notes.save': () => ({ version: 1, fields: { subject: 'Changed' } }),
    'notes.changeTickets': (target) => ({ noteIds: [noteOf(target)], change: { priority: 'high' } }),
  },
}
