import type { Requests } from '../every-endpoint.ts'

/** Views and bulk edits are their user's own: these belong to somebody who does not ask. */
export const listsRequests: Requests = {
  async plant(house, { marker, here }) {
    const { company } = here
    const owner = await house.plant.user({ company, lastName: marker })
    const viewId = await house.plant.insert('list_view', company, {
      kind: 'customer',
      owner_id: owner.id,
      name: marker,
    })
    const bulkEditId = await house.plant.insert('bulk_edit', company, {
      user_id: owner.id,
      kind: 'customer',
      change: { fields: {}, addTags: [], removeTags: [] },
      total: 1,
      created_at: new Date(),
    })
    return { kind: 'customer', viewId, bulkEditId }
  },
  bodies: {
    'lists.keepColumns': () => ({ columns: ['email'] }),
    'lists.chooseDefault': () => ({ viewId: null }),
    'lists.createView': ({ marker }) => ({ name: marker, search: {} }),
    'lists.updateView': () => ({ version: 1, name: 'Renamed' }),
    'lists.exportCsv': () => ({ columns: 'email' }),
    'lists.startBulk': () => ({
      kind: 'customer',
      select: { filter: { city: 'Nowhere at all' } },
      change: { fields: { accountType: 'residential' } },
    }),
  },
}
