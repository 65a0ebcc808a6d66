/** The procedures: what each asks for, refuses, and does. */
import type { Account, Accounts, Device, SpareDevice } from './accounts.ts'
import { rpc } from './table.ts'

/** A procedure's refusal, in words; it goes out with status 200. */
export class ProcedureRefusal extends Error {}

type Params = Record<string, unknown>
type Place = { device: Device; account: Account | null }

/** The parameters of a body, bare or in `{ id, params }`. */
export function paramsOf(body: unknown): { id: unknown; params: Params } {
  const isObject = (value: unknown): value is Params =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject(body)) throw new ProcedureRefusal('The body must be an object')
  return isObject(body.params) ? { id: body.id, params: body.params } : { id: null, params: body }
}

function checkParams(name: string, params: Params): void {
  const { params: known, optional } = rpc.procedures[name]!
  const stray = Object.keys(params).find((one) => !known.includes(one))
  if (stray !== undefined) throw new ProcedureRefusal(`Unknown parameter ${stray}`)
  for (const one of known) {
    const given = params[one]
    if (given === undefined && optional.includes(one)) continue
    const right =
      one === 'skipPartnerClaim' ? typeof given === 'boolean' : typeof given === 'string' && given !== ''
    if (!right) throw new ProcedureRefusal(`Parameter ${one} is missing or malformed`)
  }
}

/** Runs a procedure for a dealer; returns its result. @throws ProcedureRefusal */
export function callProcedure(accounts: Accounts, dealerId: string, name: string, params: Params): unknown {
  checkParams(name, params)
  const text = (key: string) => String(params[key] ?? '')
  const ofDealer = (given: string) => {
    if (given !== dealerId) throw new ProcedureRefusal(`Dealer ${given} is not permitted to this user`)
  }
  const place = (id: string): Place => {
    for (const account of accounts.all()) {
      const device = account.devices.find((one) => one.id === id)
      if (device && account.dealerId === dealerId) return { device, account }
    }
    const device = accounts.spare().find((one) => one.id === id && one.dealerId === dealerId)
    if (!device) throw new ProcedureRefusal(`Device ${id} was not found`)
    return { device, account: null }
  }
  const without = (id: string) => accounts.spare().filter((one) => one.id !== id)
  const spareOf = ({ id, ...device }: Device): SpareDevice => ({ id, ...device, dealerId })

  switch (name) {
    case 'devices/register': {
      ofDealer(text('dealerId'))
      const mac = text('mac')
      if (!/^[0-9A-F]{12}$/.test(mac)) throw new ProcedureRefusal('The MAC address is malformed')
      if (text('crc').toUpperCase() !== mac.slice(-4))
        throw new ProcedureRefusal('The CRC does not belong to this MAC address')
      const taken = [...accounts.all()].some(({ devices }) => devices.some((one) => one.mac === mac))
      if (taken || accounts.spare().some((one) => one.mac === mac))
        throw new ProcedureRefusal('This device is registered already')
      const id = accounts.nextId()
      const device: SpareDevice = {
        id,
        dealerId,
        name: '',
        mac,
        programId: mac.startsWith('0A') ? 41 : 32,
        featurePlanId: null,
        featuresSelected: {},
        onlineStatus: 'online',
        registeredAt: new Date().toISOString(),
      }
      accounts.apply({ spare: [...accounts.spare(), device] }, 'register', '', { mac })
      return { deviceId: id }
    }
    case 'devices/assign': {
      const { device, account } = place(text('deviceId'))
      const customer = accounts.find(text('customerId'))
      if (customer?.dealerId !== dealerId) throw new ProcedureRefusal('There is no such customer')
      if (account)
        throw new ProcedureRefusal(`Device ${device.id} is assigned to customer ${account.accountNumber}`)
      const { dealerId: _, ...own } = { dealerId, ...device }
      const after = { ...customer, devices: [...customer.devices, own] }
      accounts.apply(
        { accounts: [after], spare: without(device.id) },
        'assign',
        customer.accountNumber,
        params,
      )
      return { deviceId: device.id }
    }
    case 'devices/unassign': {
      const { device, account } = place(text('deviceId'))
      if (!account) throw new ProcedureRefusal(`Device ${device.id} is assigned to nobody`)
      const after = { ...account, devices: account.devices.filter((one) => one !== device) }
      const spare = [...accounts.spare(), spareOf({ ...device, featurePlanId: null })]
      accounts.apply({ accounts: [after], spare }, 'unassign', account.accountNumber, params)
      return { deviceId: device.id }
    }
    case 'devices/unregister': {
      const { device, account } = place(text('deviceId'))
      if (account)
        throw new ProcedureRefusal(`Device ${device.id} is assigned to customer ${account.accountNumber}`)
      accounts.apply({ spare: without(device.id) }, 'unregister', '', params)
      return { deviceId: device.id }
    }
    case 'devices/programs/renew': {
      const { device, account } = place(text('deviceId'))
      accounts.apply({}, 'renew', account?.accountNumber ?? '', params)
      return { deviceId: device.id, programId: device.programId }
    }
    case 'devices/rateplan/get':
      return { deviceId: place(text('deviceId')).device.id, ratePlan: 'standard' }
    case 'dealers/devices/stats/get': {
      ofDealer(text('dealerId'))
      const devices = [...accounts.all()].flatMap((one) => (one.dealerId === dealerId ? one.devices : []))
      return {
        total: devices.length,
        online: devices.filter(({ onlineStatus }) => onlineStatus === 'online').length,
      }
    }
    default:
      throw new ProcedureRefusal('There is no such procedure')
  }
}
