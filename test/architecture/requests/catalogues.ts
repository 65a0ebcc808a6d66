import type { Requests } from '../every-endpoint.ts'

export const cataloguesRequests: Requests = {
  async plant(house, { marker, customer }) {
    // In use, so that whoever asks first does not delete it for those who ask after.
    const { id } = await house.plant.value(customer.company, 'language', { name: `${marker} language` })
    await house.owner.query('update customer set language_id = $1 where company_id = $2 and id = $3', [
      id,
      customer.company.id,
      customer.id,
    ])
    return { catalogue: 'language', valueId: id }
  },
  bodies: {
    'catalogues.create': ({ marker }) => ({ name: `${marker} made` }),
    'catalogues.save': () => ({ version: 1, active: false }),
    'catalogues.reorder': () => ({ order: 'of another time', ids: [] }),
  },
}
