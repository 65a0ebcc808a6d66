/** The REST resources: views of the accounts, their filters and pages, and what is written to them. */
import type { WireAnswer, WireCall } from '../kit.ts'
import type { Account, Accounts, Device } from './accounts.ts'
import { json, Refusal } from './answer.ts'
import { catalogue, featurePlans } from './catalogue.ts'
import { rest, type Resource } from './table.ts'

type Item = { type: string; id: string; attributes: Record<string, unknown> }
export type Asker = { accounts: Accounts; dealerId: string; username: string }

const userItem = ({
  accountNumber,
  username,
  email,
  nameFirst,
  nameLast,
  companyName,
  dealerId,
}: Account): Item => ({
  type: 'users',
  id: accountNumber,
  attributes: { username, email, nameFirst, nameLast, companyName, userType: 'customer', dealerId },
})
const addressItems = ({ accountNumber, address }: Account): Item[] =>
  address
    ? [
        {
          type: 'users-addresses',
          id: `A${accountNumber}`,
          attributes: { userId: accountNumber, ...address },
        },
      ]
    : []
const phoneItems = ({ accountNumber, phone }: Account): Item[] =>
  phone === null
    ? []
    : [
        {
          type: 'users-phones',
          id: `P${accountNumber}`,
          attributes: { userId: accountNumber, number: phone },
        },
      ]
const deviceItem = (device: Device, dealerId: string, customerId: string | null): Item => {
  const { id, name, mac, programId, featurePlanId, featuresSelected, onlineStatus, registeredAt } = device
  return {
    type: 'devices',
    id,
    attributes: {
      name,
      mac,
      programId,
      dealerId,
      customerId,
      featurePlanId,
      featuresSelected,
      onlineStatus,
      registeredAt,
    },
  }
}
const deviceItems = ({ devices, dealerId, accountNumber }: Account): Item[] =>
  devices.map((device) => deviceItem(device, dealerId, accountNumber))

const own = ({ accounts, dealerId }: Asker) => [...accounts.all()].filter((one) => one.dealerId === dealerId)

function itemsOf(asker: Asker, path: string): Item[] {
  const mine = own(asker)
  if (path === 'users') return mine.map(userItem)
  if (path === 'users/addresses') return mine.flatMap(addressItems)
  if (path === 'users/phones') return mine.flatMap(phoneItems)
  if (path === 'devices')
    return [
      ...mine.flatMap(deviceItems),
      ...asker.accounts
        .spare()
        .filter(({ dealerId }) => dealerId === asker.dealerId)
        .map((device) => deviceItem(device, asker.dealerId, null)),
    ]
  return catalogue[path] ?? []
}

const inclusions: Record<string, (account: Account) => Item[]> = {
  address: addressItems,
  phone: phoneItems,
  devices: deviceItems,
}

/** What comes along with the given users; undefined if nothing was asked for. */
function included(asker: Asker, { include: known }: Resource, items: Item[], call: WireCall) {
  const asked = call.query.get('include')
  if (asked === null) return {}
  const names = asked.split(',')
  const stray = names.find((name) => !known.includes(name))
  if (stray !== undefined) throw new Refusal(400, `There is no relationship ${stray}`)
  return {
    included: items.flatMap(({ id }) => {
      const account = asker.accounts.find(id)
      return account ? names.flatMap((name) => inclusions[name]!(account)) : []
    }),
  }
}

function checkQuery({ filters }: Resource, { query }: WireCall): void {
  const known = [...rest.query, ...filters.map((name) => `filter[${name}]`)]
  const stray = [...query.keys()].find((name) => !known.includes(name))
  if (stray !== undefined) throw new Refusal(400, `Unknown parameter ${stray}`)
}

/** Answers a read. */
export function readResource(
  asker: Asker,
  resource: Resource,
  id: string | null,
  call: WireCall,
): WireAnswer {
  checkQuery(resource, call)
  if (resource.path === 'self') {
    const attributes = { username: asker.username, dealerId: asker.dealerId }
    return json(200, { data: { type: 'users', id: `dealer-${asker.dealerId}`, attributes } })
  }
  const items = itemsOf(asker, resource.path)
  if (id !== null) {
    const item = items.find((one) => one.id === id)
    if (!item) throw new Refusal(404, `There is no ${resource.type} ${id}`)
    return json(200, { data: item, ...included(asker, resource, [item], call) })
  }
  const found = items.filter(({ attributes }) =>
    resource.filters.every((name) => {
      const wanted = call.query.get(`filter[${name}]`)
      return wanted === null || String(attributes[name] ?? '').toLowerCase() === wanted.toLowerCase()
    }),
  )
  const whole = (name: string, fallback: number, max: number) => {
    const number = Number(call.query.get(name) ?? fallback)
    if (!Number.isInteger(number) || number < 1 || number > max)
      throw new Refusal(400, `${name} is malformed`)
    return number
  }
  const number = whole('page[number]', 1, 1_000_000)
  const size = whole('page[size]', 20, 200)
  const sort = call.query.get('sort')
  if (sort !== null && sort !== 'id') throw new Refusal(400, `Nothing is sorted by ${sort}`)
  const sorted = sort === null ? found : found.toSorted((a, b) => Number(a.id) - Number(b.id))
  const data = sorted.slice((number - 1) * size, number * size)
  return json(200, {
    data,
    ...included(asker, resource, data, call),
    meta: { page: { number, size, total: found.length } },
  })
}

/** The attributes of a write's envelope; refuses what the table does not know. */
function attributesOf(resource: Resource, id: string | null, call: WireCall): Record<string, unknown> {
  const refuse = (detail: string): never => {
    throw new Refusal(400, detail)
  }
  let body: { data?: { type?: unknown; id?: unknown; attributes?: unknown } } = {}
  try {
    body = JSON.parse(call.body) as typeof body
  } catch {
    refuse('The body is not JSON')
  }
  const { type, id: named, attributes } = body.data ?? {}
  if (type !== resource.type) refuse(`The type must be ${resource.type}`)
  if (id !== null && named !== id) refuse('The id is another than that of the path')
  if (typeof attributes !== 'object' || attributes === null) refuse('There are no attributes')
  const given = attributes as Record<string, unknown>
  for (const [name, value] of Object.entries(given)) {
    if (!resource.attributes.includes(name)) throw new Refusal(422, `Unknown attribute ${name}`, name)
    if (typeof value !== 'string' || value.length > 200)
      throw new Refusal(422, `${name} must be a text of at most 200 characters`, name)
  }
  return given
}

const only = (given: Record<string, unknown>, ...names: string[]): Record<string, string> => {
  const stray = Object.keys(given).find((name) => !names.includes(name))
  if (stray !== undefined) throw new Refusal(422, `${stray} cannot be set`, stray)
  return given as Record<string, string>
}
const addressNames = ['street1', 'street2', 'city', 'state', 'postalCode']
const personNames = ['email', 'nameFirst', 'nameLast', 'companyName']
const noAddress = { street1: '', street2: '', city: '', state: '', postalCode: '' }

/** Answers a write: a new resource, or attributes of one that is there. */
export function writeResource(
  asker: Asker,
  resource: Resource,
  id: string | null,
  call: WireCall,
): WireAnswer {
  const { accounts, dealerId } = asker
  const given = attributesOf(resource, id, call)
  const owner = (): Account => {
    const userId = id === null ? String(given.userId ?? '') : id.slice(1)
    const account = own(asker).find(({ accountNumber }) => accountNumber === userId)
    if (!account) throw new Refusal(id === null ? 422 : 404, 'There is no such user', 'userId')
    return account
  }
  const done = (kind: string, account: Account, items: Item[]): WireAnswer => {
    accounts.apply({ accounts: [account] }, kind, account.accountNumber, given)
    return json(id === null ? 201 : 200, { data: items[0] })
  }
  switch (resource.path) {
    case 'users': {
      if (id !== null) {
        const account = own(asker).find(({ accountNumber }) => accountNumber === id)
        if (!account) throw new Refusal(404, `There is no user ${id}`)
        const after = { ...account, ...only(given, ...personNames) }
        return done('update', after, [userItem(after)])
      }
      const {
        username = '',
        userType,
        dealerId: dealer,
        ...person
      } = only(given, 'username', 'userType', 'dealerId', ...personNames)
      if (dealer !== dealerId) throw new Refusal(422, 'This dealer is not yours', 'dealerId')
      if (userType !== 'customer') throw new Refusal(422, 'Only customers are created here', 'userType')
      if (!/^[A-Za-z0-9_.@-]{4,50}$/.test(username))
        throw new Refusal(422, 'This is no user name', 'username')
      for (const other of accounts.all())
        if (other.username.toLowerCase() === username.toLowerCase())
          throw new Refusal(422, 'This user name is taken', 'username')
      const none = { email: '', nameFirst: '', nameLast: '', companyName: '' }
      const account: Account = {
        accountNumber: accounts.nextId(),
        dealerId,
        username,
        ...none,
        ...person,
        address: null,
        phone: null,
        devices: [],
      }
      return done('create', account, [userItem(account)])
    }
    case 'users/addresses': {
      const account = owner()
      const { userId: _, ...values } = only(given, 'userId', ...addressNames)
      const after = { ...account, address: { ...noAddress, ...account.address, ...values } }
      return done('address', after, addressItems(after))
    }
    case 'users/phones': {
      const account = owner()
      const { number = '' } = only(given, 'userId', 'number')
      const after = { ...account, phone: number }
      return done('phone', after, phoneItems(after))
    }
    default: {
      const account = own(asker).find(({ devices }) => devices.some((device) => device.id === id))
      if (!account) throw new Refusal(404, `There is no device ${id} of a customer`)
      const { featurePlanId, name } = only(given, 'featurePlanId', 'name')
      if (featurePlanId !== undefined && !featurePlans.some((plan) => plan.id === featurePlanId))
        throw new Refusal(422, 'There is no such feature plan', 'featurePlanId')
      const devices = account.devices.map((device) =>
        device.id === id
          ? { ...device, featurePlanId: featurePlanId ?? device.featurePlanId, name: name ?? device.name }
          : device,
      )
      const after = { ...account, devices }
      return done(
        'device',
        after,
        deviceItems(after).filter((item) => item.id === id),
      )
    }
  }
}
