import { Readable } from 'node:stream'
import { fileStore } from '#server/platform/file-store.ts'
import type { Requests } from '../every-endpoint.ts'

/** One grey pixel. */
export const onePixelPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

let day = 0

export const workOrdersRequests: Requests = {
  async plant(house, { customer, marker, params }) {
    const { company } = customer
    const type = await house.plant.value(company, 'work_order_type', {
      name: `${marker} type`,
      data: { appointmentType: 'service' },
    })
    const png = Buffer.from(onePixelPng, 'base64')
    const workOrderId = await house.plant.insert('work_order', company, {
      customer_id: customer.id,
      type_id: type.id,
      subject: marker,
      description: marker,
      signature_key: await fileStore().put(company.id, Readable.from([png])),
      signed_name: marker,
      signed_at: new Date(),
    })
    const technician = await house.plant.user({
      company,
      roles: ['technician'],
      holds: [{ grants: ['customers.view', 'work_orders.view'], at: customer.location }],
    })
    const freeAppointmentId = await house.plant.insert('appointment', company, {
      customer_id: customer.id,
      type: 'service',
      during: '["2032-01-05T09:00:00Z","2032-01-05T10:00:00Z")',
      notes: marker,
    })
    if (params.appointmentId)
      await house.owner.query('update appointment set work_order_id = $2 where id = $1', [
        params.appointmentId,
        workOrderId,
      ])
    return { workOrderId, workOrderTypeId: type.id, workTechnicianId: technician.id, freeAppointmentId }
  },
  bodies: {
    'work_orders.create': ({ params }) => ({ subject: 'Back door', typeId: params.workOrderTypeId }),
    'work_orders.save': () => ({ version: 1, fields: { priority: 'high' } }),
    'work_orders.start': () => ({ version: 1 }),
    'work_orders.complete': () => ({ version: 1, resolution: 'Replaced the contact' }),
    'work_orders.cancel': () => ({ version: 1 }),
    'work_orders.reopen': () => ({ version: 1 }),
    'work_orders.sign': () => ({ version: 1, name: 'Dana Whitfield', png: onePixelPng }),
    'work_orders.linkAppointment': ({ params }) => ({ appointmentId: params.freeAppointmentId }),
    'work_orders.change': ({ params }) => ({ ids: [params.workOrderId], change: { priority: 'low' } }),
    'work_orders.schedule': ({ params }) => ({
      ids: [params.workOrderId],
      technicianId: params.workTechnicianId,
      // Each target has a day of its own, so that none is in another's way.
      on: new Date(Date.UTC(2033, 0, 1 + ++day)).toISOString().slice(0, 10),
      from: '09:00',
      minutes: 60,
    }),
  },
}
