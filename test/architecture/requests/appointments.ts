import type { Requests } from '../every-endpoint.ts'

let day = 0

export const appointmentsRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const technician = await house.plant.user({
      company,
      roles: ['technician'],
      holds: [{ grants: ['customers.view'], at: customer.location }],
    })
    // Each target has days of its own, so that none is in another's way.
    const on = new Date(Date.UTC(2031, 0, 1 + ++day))
    const during = (from: number, to: number) =>
      `["${new Date(+on + from * 3_600_000).toISOString()}","${new Date(+on + to * 3_600_000).toISOString()}")`
    const appointmentId = await house.plant.insert('appointment', company, {
      customer_id: customer.id,
      type: 'service',
      user_id: technician.id,
      during: during(1, 2),
      notes: marker,
    })
    const timeOffId = await house.plant.insert('time_off', company, {
      user_id: technician.id,
      during: during(3, 4),
      reason: marker,
    })
    const areaId = await house.plant.insert('coverage_area', company, { name: marker, zips: ['84601'] })
    const slotId = await house.plant.insert('time_slot', company, {
      location_id: customer.location.id,
      weekday: 1,
      starts_at: '08:00',
      ends_at: '10:00',
    })
    return {
      appointmentId,
      timeOffId,
      areaId,
      slotId,
      technicianId: technician.id,
      appointmentDay: on.toISOString(),
      companyId: company.id,
      feedToken: marker,
    }
  },
  queries: {
    'appointments.availability': () => ({ from: '2031-01-02' }),
    'appointments.calendar': () => ({ from: '2031-01-02', days: 7, schedule: 'both' }),
    'mySchedule.list': () => ({ on: '2031-01-02' }),
  },
  bodies: {
    'appointments.create': ({ params }) => ({
      type: 'install',
      userId: params.technicianId,
      startsAt: params.appointmentDay,
      endsAt: new Date(Date.parse(String(params.appointmentDay)) + 1_800_000).toISOString(),
    }),
    'appointments.save': () => ({ version: 1, fields: { notes: 'Ladder needed' } }),
    'appointments.setStatus': () => ({ version: 1, status: 'on_the_way' }),
    'mySchedule.setStatus': () => ({ version: 1, status: 'on_the_way' }),
    'timeOff.create': ({ params }) => ({
      userId: params.technicianId,
      startsAt: new Date(Date.parse(String(params.appointmentDay)) + 6 * 3_600_000).toISOString(),
      endsAt: new Date(Date.parse(String(params.appointmentDay)) + 7 * 3_600_000).toISOString(),
      reason: 'Dentist',
    }),
    'scheduling.createSlots': ({ here }) => ({
      locationId: here.id,
      weekdays: [1, 2],
      startsAt: '13:00',
      endsAt: '15:00',
      capacity: 2,
      areaId: null,
    }),
    'scheduling.saveSlot': () => ({
      version: 1,
      startsAt: '13:00',
      endsAt: '15:00',
      capacity: null,
      areaId: null,
      active: true,
    }),
    'scheduling.createArea': ({ marker }) => ({ name: `${marker} area`, zips: ['846'], userIds: [] }),
    'scheduling.saveArea': ({ marker }) => ({
      version: 1,
      name: `${marker} area 2`,
      zips: ['846'],
      userIds: [],
    }),
  },
}
