import { createHash } from 'node:crypto'
import type { Requests } from '../every-endpoint.ts'

const person = {
  firstName: 'Nora',
  lastName: 'Newcomer',
  email: null,
  phone: null,
  active: true,
  canLogIn: true,
  roles: [],
  memberships: [],
  representativeNumbers: [],
  reportsToId: null,
}

const office = {
  active: true,
  addressLine1: null,
  addressLine2: null,
  city: null,
  state: null,
  zip: null,
  phone: null,
  timeZone: null,
  dealerNumberId: null,
  zips: [],
}

/** Users, groups, locations and the company. */
export const accessAdministrationRequests: Requests = {
  async plant(house, { marker, here }) {
    const user = await house.plant.user({
      company: here.company,
      username: marker.toLowerCase(),
      lastName: marker,
    })
    const groupId = await house.plant.insert('permission_group', here.company, {
      name: marker,
      grants: ['customers.view'],
    })
    await house.plant.insert('sign_in_link', here.company, {
      user_id: user.id,
      kind: 'invitation',
      token_hash: createHash('sha256').update(marker).digest(),
      sent_to: `${marker}@matrix.test`,
      created_at: new Date(),
      expires_at: new Date(Date.now() + 86_400_000),
    })
    return { userId: user.id, groupId, locationId: here.id }
  },
  queries: {
    'users.list': ({ marker }) => ({ search: marker }),
    'groups.explain': ({ here }) => ({ question: 'customers.view', locationId: here.id }),
    'groups.holders': () => ({ question: 'customers.view' }),
  },
  bodies: {
    'users.create': ({ marker }) => ({
      ...person,
      username: `new.${marker.toLowerCase()}`,
    }),
    'users.save': ({ marker }) => ({ ...person, version: 1, username: marker.toLowerCase() }),
    'users.setPassword': () => ({}),
    'users.invite': () => ({}),
    'groups.create': ({ marker }) => ({ name: `New ${marker}`, description: '', grants: ['customers.view'] }),
    'groups.save': ({ marker }) => ({
      version: 1,
      name: marker,
      description: 'Changed',
      assignable: true,
      grants: ['customers.view', 'leads.view'],
    }),
    // The manager is a user of the target’s company: nobody else’s.
    'locations.create': ({ marker, params }) => ({
      ...office,
      name: `New ${marker}`,
      managerIds: [params.userId],
    }),
    'locations.save': ({ here }) => ({ ...office, version: 1, name: here.name, managerIds: [] }),
    'companies.save': () => ({
      version: 1,
      name: 'Renamed Alarm',
      timeZone: 'America/Denver',
      currency: 'USD',
      settings: {},
    }),
  },
}
