import type { Requests } from '../every-endpoint.ts'

export const equipmentRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const { id } = await house.plant.value(company, 'equipment_item', {
      name: `${marker} item`,
      data: { category: 'contact' },
    })
    const packageId = await house.plant.insert('equipment_package', company, { name: `${marker} package` })
    await house.plant.insert('equipment_package_line', company, {
      package_id: packageId,
      line: 1,
      item_id: id,
      quantity: 1,
    })
    const equipmentId = await house.plant.insert('equipment', company, {
      customer_id: customer.id,
      item_id: id,
      status: 'installed',
    })
    return { equipmentItemId: id, equipmentId, packageId }
  },
  bodies: {
    'equipment.create': ({ params }) => ({ itemId: params.equipmentItemId }),
    'equipment.addPackage': ({ params }) => ({ packageId: params.packageId }),
    'equipment.bulk': ({ params }) => ({ ids: [params.equipmentId], change: { status: 'faulty' } }),
    'equipment.update': ({ params }) => ({
      version: 1,
      equipment: { itemId: params.equipmentItemId, status: 'removed' },
    }),
    'equipment.createPackage': ({ marker, params }) => ({
      name: `${marker} new`,
      lines: [{ itemId: params.equipmentItemId, quantity: 2 }],
    }),
    'equipment.savePackage': ({ marker, params }) => ({
      version: 1,
      package: { name: `${marker} renamed`, lines: [{ itemId: params.equipmentItemId, quantity: 3 }] },
    }),
  },
}
