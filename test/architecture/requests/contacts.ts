import type { Requests } from '../every-endpoint.ts'

const contact = () => ({ firstName: 'Carol', phones: [{ number: '8015550123', type: 'cell' }] })

export const contactsRequests: Requests = {
  async plant(house, { customer, marker }) {
    await house.plant.agency(customer, { kind: 'police', name: marker })
    return { contactId: await house.plant.contact(customer, { firstName: marker }), agencyKind: 'police' }
  },
  bodies: {
    'contacts.create': contact,
    'contacts.reorder': ({ params }) => ({ version: 1, ids: [params.contactId] }),
    'contacts.update': () => ({ version: 1, contact: contact() }),
    'contacts.setAgency': () => ({ version: 1, name: 'Another one' }),
  },
}
