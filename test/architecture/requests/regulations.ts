import type { Requests } from '../every-endpoint.ts'

export const regulationsRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    // Of whoever asks too: a company that keeps no track of them is told nothing else.
    await house.owner.query(`update platform.company set settings = settings || '{"regulations": true}'
      where settings -> 'regulations' is distinct from 'true'`)
    const jurisdictionId = await house.plant.insert('jurisdiction', company, {
      name: marker,
      kind: 'state',
      state: 'UT',
      permit_required: true,
    })
    const own = { customer_id: customer.id, jurisdiction_id: jurisdictionId }
    return {
      jurisdictionId,
      permitId: await house.plant.insert('alarm_permit', company, {
        ...own,
        number: marker,
        expires_on: '2020-01-01',
      }),
      inspectionId: await house.plant.insert('inspection', company, {
        ...own,
        done_on: '2020-01-01',
        passed: true,
      }),
    }
  },
  bodies: {
    'regulations.createJurisdiction': ({ marker }) => ({ name: `${marker} new`, kind: 'state', state: 'NV' }),
    'regulations.saveJurisdiction': ({ marker }) => ({
      version: 1,
      jurisdiction: { name: `${marker} renamed`, kind: 'state', state: 'UT' },
    }),
    'regulations.addPermit': ({ params }) => ({ jurisdictionId: params.jurisdictionId, number: 'New-1' }),
    'regulations.savePermit': ({ params }) => ({
      version: 1,
      permit: { jurisdictionId: params.jurisdictionId, number: 'Changed-1' },
    }),
    'regulations.addInspection': ({ params }) => ({
      jurisdictionId: params.jurisdictionId,
      doneOn: '2026-01-05',
    }),
  },
}
