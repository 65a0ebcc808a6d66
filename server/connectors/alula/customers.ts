/** Looking customers of Alula up, and the single writes to them. */
import { ConnectorError } from '../errors.ts'
import type { SubscriberFields } from '../interactive.ts'
import { noSuchAccount } from '../look-first.ts'
import type { AlulaClient, RestCall } from './client.ts'
import { differencesOf, macOf, type Held } from './map.ts'
import * as wire from './wire.ts'

export type Customers = ReturnType<typeof openCustomers>

const include = 'address,phone,devices'
const look = 'Look up account'
/** How many customers a page of the list has. */
const pageSize = 50
/** More feature plans than a dealer has. */
const planPage = 200

/** Numbers and UUIDs; nothing else is asked for as a customer's id. */
const isId = (text: string) => /^(\d{1,15}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text)

export function openCustomers({ rest, rpc }: AlulaClient, dealerId: string) {
  const read = (call: string, path: string, query: Record<string, string>): RestCall => ({
    call,
    effect: 'read',
    method: 'GET',
    path,
    query,
  })
  const heldFrom = (
    user: wire.User,
    included: readonly (wire.Address | wire.Phone | wire.Device)[],
  ): Held => {
    const own = included.filter((one) =>
      one.type === 'devices' ? one.attributes.customerId === user.id : one.attributes.userId === user.id,
    )
    return {
      user,
      address: own.find((one) => one.type === 'users-addresses') ?? null,
      phone: own.find((one) => one.type === 'users-phones') ?? null,
      devices: own.filter((one) => one.type === 'devices'),
    }
  }
  const find = async (filter: string, value: string): Promise<Held[]> => {
    const query = { [`filter[${filter}]`]: value, include, 'page[number]': '1', 'page[size]': '20' }
    const { data, included } = await rest(read(look, 'users', query), wire.userListReply)
    return data.map((user) => heldFrom(user, included))
  }
  const byId = async (id: string): Promise<Held | null> => {
    if (!isId(id)) return null
    try {
      const reply = await rest(read(look, `users/${id}`, { include }), wire.userReply)
      if (reply.data.id === id) return heldFrom(reply.data, reply.included)
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'not_found') return null
      throw error
    }
    const reason = 'The reply is about another customer'
    throw new ConnectorError('unexpected_reply', { call: look, outcome: 'not_applied', reason })
  }
  const write = (call: string, method: 'POST' | 'PATCH', path: string, data: RestCall['data']) =>
    rest({ call, effect: 'write', method, path, data }, wire.writtenReply)
  const save = (
    call: string,
    resource: string,
    type: string,
    there: { id: string } | null,
    userId: string,
    attributes: Record<string, unknown>,
  ) =>
    there
      ? write(call, 'PATCH', `${resource}/${there.id}`, { type, id: there.id, attributes })
      : write(call, 'POST', resource, { type, attributes: { userId, ...attributes } })

  return {
    byId,
    byEmail: (email: string) => find('email', email),
    byUsername: async (username: string): Promise<Held | null> => {
      const found = await find('username', username)
      return (
        found.find(({ user }) => user.attributes.username.toLowerCase() === username.toLowerCase()) ?? null
      )
    },
    deviceByMac: async (mac: string): Promise<wire.Device | null> => {
      const query = { 'filter[mac]': mac, 'page[number]': '1', 'page[size]': '20' }
      const { data } = await rest(read(look, 'devices', query), wire.deviceListReply)
      return data.find(({ attributes }) => macOf(attributes.mac) === mac) ?? null
    },
    page: async (number: number) => {
      const query = {
        include: 'devices',
        sort: 'id',
        'page[number]': String(number),
        'page[size]': String(pageSize),
      }
      const { data, included, meta } = await rest(read('List accounts', 'users', query), wire.userListReply)
      const { size, total } = meta.page
      return {
        held: data.map((user) => heldFrom(user, included)),
        next: data.length > 0 && number * size < total ? number + 1 : null,
      }
    },
    plans: async (): Promise<wire.FeaturePlan[]> => {
      const query = { 'page[number]': '1', 'page[size]': String(planPage) }
      return (await rest(read('Read plans', 'featureplans', query), wire.featurePlanListReply)).data
    },
    /** Who we are, and whether this dealer's devices are ours to see. */
    self: async (call: string): Promise<string> => {
      const { data } = await rest(read(call, 'self', {}), wire.selfReply)
      await rpc({ call, effect: 'read', procedure: 'dealers/devices/stats/get', params: { dealerId } })
      return data.attributes.username
    },
    register: (call: string, mac: string, crc: string) =>
      rpc({
        call,
        effect: 'write',
        procedure: 'devices/register',
        params: { mac, crc, dealerId, skipPartnerClaim: false },
      }),
    assign: (call: string, customerId: string, deviceId: string) =>
      rpc({ call, effect: 'write', procedure: 'devices/assign', params: { customerId, deviceId } }),
    unassign: (call: string, deviceId: string) =>
      rpc({ call, effect: 'write', procedure: 'devices/unassign', params: { deviceId } }),
    unregister: (call: string, deviceId: string) =>
      rpc({ call, effect: 'write', procedure: 'devices/unregister', params: { deviceId } }),
    setPlan: (call: string, deviceId: string, featurePlanId: string) =>
      write(call, 'PATCH', `devices/${deviceId}`, {
        type: 'devices',
        id: deviceId,
        attributes: { featurePlanId },
      }),
    createUser: async (call: string, username: string, fields: SubscriberFields): Promise<string> => {
      const { user } = differencesOf(null, fields)
      const attributes = { username, ...user, userType: 'customer', dealerId }
      return (await write(call, 'POST', 'users', { type: 'users', attributes })).data.id
    },
    /** The writes that bring fields to what is wanted; none of what is there already. */
    fieldWrites: (call: string, held: Held, wanted: SubscriberFields): (() => Promise<unknown>)[] => {
      const { user, address, phone } = differencesOf(held, wanted)
      const userId = held.user.id
      const some = (attributes: object) => Object.keys(attributes).length > 0
      return [
        ...(some(user) ? [() => save(call, 'users', 'users', held.user, userId, user)] : []),
        ...(some(address)
          ? [() => save(call, 'users/addresses', 'users-addresses', held.address, userId, address)]
          : []),
        ...(some(phone) ? [() => save(call, 'users/phones', 'users-phones', held.phone, userId, phone)] : []),
      ]
    },
    /** The customer by its id; refuses the call if there is none. */
    lookFor: async (call: string, id: string): Promise<Held> => {
      const held = await byId(id)
      if (!held) throw noSuchAccount(call)
      return held
    },
  }
}
