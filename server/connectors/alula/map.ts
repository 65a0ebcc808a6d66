/** Between our subscriber and Alula's user with its address, phone and devices. */
import { createHash } from 'node:crypto'
import { parsePhone } from '#shared/phone.ts'
import {
  subscriberFields,
  type InteractiveManifest,
  type RemoteDevice,
  type RemoteSubscriber,
  type SubscriberField,
  type SubscriberFields,
} from '../interactive.ts'
import { FieldError, phoneFrom, zipFrom } from '../look-first.ts'
import type { Address, Device, FeaturePlan, Phone, User } from './wire.ts'

/** A customer at Alula, as it was read. */
export type Held = { user: User; address: Address | null; phone: Phone | null; devices: Device[] }
type Part = 'user' | 'address' | 'phone'

/** Where Alula keeps each of our fields: the resource and the attribute. */
const places: Record<SubscriberField, readonly [Part, string]> = {
  firstName: ['user', 'nameFirst'],
  lastName: ['user', 'nameLast'],
  businessName: ['user', 'companyName'],
  email: ['user', 'email'],
  addressLine1: ['address', 'street1'],
  addressLine2: ['address', 'street2'],
  city: ['address', 'city'],
  state: ['address', 'state'],
  zip: ['address', 'postalCode'],
  primaryPhone: ['phone', 'number'],
}

/** Our field behind `/data/attributes/nameFirst`; null if it is none of ours. */
export function ourField(pointer: string): string | null {
  const attribute = pointer.split('/').at(-1)
  const own: Record<string, string> = { username: 'login', featurePlanId: 'planCode', mac: 'deviceSerial' }
  return subscriberFields.find((field) => places[field][1] === attribute) ?? own[attribute ?? ''] ?? null
}

/** Models by `programId`, as the vendor's own client names them. */
const programs: Record<string, string> = {
  32: 'Connect+',
  33: 'Connect-XT',
  34: 'BAT-Connect',
  35: 'BAT-Fire',
  36: 'Connect-XiP',
  39: 'BAT-Mini',
  40: 'Connect-FLX',
  41: 'Connect+PRO',
  783: 'BAT-LTE',
}
const programOf = ({ attributes: { programId } }: Device) => programs[programId] ?? `Program ${programId}`

/** The panel or communicator that the plan hangs on; null if the customer has none. */
export const panelOf = ({ devices }: Held): Device | null =>
  devices.find(({ attributes }) => attributes.programId in programs) ?? devices[0] ?? null

/** As Alula writes a MAC address: twelve digits in capitals. */
export const macOf = (typed: string): string => typed.replace(/[:-]/g, '').toUpperCase()

const fieldsOf = ({ user, address, phone }: Held): SubscriberFields => {
  const { nameFirst, nameLast, companyName, email } = user.attributes
  const place = address?.attributes
  return {
    firstName: nameFirst.trim(),
    lastName: nameLast.trim(),
    businessName: companyName.trim(),
    addressLine1: place?.street1.trim() ?? '',
    addressLine2: place?.street2.trim() ?? '',
    city: place?.city.trim() ?? '',
    state: place?.state.trim().toUpperCase() ?? '',
    zip: place ? zipFrom(place.postalCode) : '',
    primaryPhone: phone ? phoneFrom(phone.attributes.number) : '',
    email: email.trim(),
  }
}

/** What of the wanted fields differs, by the resource that keeps it, in the wire's names and order. */
export function differencesOf(held: Held | null, wanted: SubscriberFields) {
  const there = held ? fieldsOf(held) : {}
  const changes: Record<Part, Record<string, string>> = { user: {}, address: {}, phone: {} }
  for (const field of ['email', ...subscriberFields] as const) {
    const value = wanted[field]
    const [part, attribute] = places[field]
    if (value !== undefined && value !== (there[field] ?? '')) changes[part][attribute] = value
  }
  return changes
}

/** Whether a user may be the one that an order of ours left: nothing that identifies a person contradicts it. */
export function fitsOrder(held: Held, wanted: SubscriberFields): boolean {
  const { user } = differencesOf(held, wanted)
  return Object.keys(user).length === 0
}

/** Refuses what Alula cannot hold whole. @throws FieldError */
export function checkFields(fields: SubscriberFields, manifest: InteractiveManifest): void {
  for (const field of subscriberFields) {
    const value = fields[field]
    if (value === undefined) continue
    const limit = manifest.fields[field]
    if (!limit || value.length > limit.maxLength)
      throw new FieldError(field, `Alula takes ${limit?.maxLength ?? 0} characters here`)
    if (/[\u0000-\u001f\u007f]/.test(value)) throw new FieldError(field, 'Alula takes plain text of one line')
    if (field === 'primaryPhone' && value !== '' && !/^\d{10}$/.test(parsePhone(value) ?? ''))
      throw new FieldError(field, 'Alula takes ten-digit telephone numbers without an extension')
  }
}

const words = (code: string) => {
  const spaced = code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** The customer in our words. One without a device has no service: it is terminated. */
export function subscriberFrom(
  held: Held,
  plans: readonly FeaturePlan[],
  prices: ReadonlyMap<string, number>,
): RemoteSubscriber {
  const panel = panelOf(held)
  const planId = panel?.attributes.featurePlanId ?? null
  const plan = plans.find(({ id }) => id === planId)
  const included = plan?.attributes.features ?? []
  const selected = panel?.attributes.featuresSelected ?? {}
  const others = Object.keys(selected).filter((code) => !included.includes(code))
  const subscriber = {
    externalId: held.user.id,
    login: held.user.attributes.username,
    state: panel ? ('active' as const) : ('terminated' as const),
    fields: fieldsOf(held),
    plan: planId === null ? null : { code: planId, label: plan?.attributes.name || `Feature plan ${planId}` },
    features: [
      ...included.map((code) => ({ code, label: words(code), on: true, included: true, quantity: null })),
      ...others.map((code) => ({
        code,
        label: words(code),
        on: selected[code]!,
        // Nothing is known that switches one alone: what is on belongs to the plan.
        included: true,
        quantity: null,
      })),
    ],
    deviceSerial: panel ? macOf(panel.attributes.mac) : '',
    panel: panel ? programOf(panel) : '',
    monthlyCents: planId === null ? null : (prices.get(planId) ?? null),
    centralStation: null,
    linkedReference: null,
    troubles: held.devices
      .filter(({ attributes }) => /offline/i.test(attributes.onlineStatus))
      .map((device) => `${device.attributes.name || programOf(device)} is offline`),
  }
  const revision = createHash('sha256')
    .update(JSON.stringify([subscriber, held.devices.map(({ id }) => id)]))
    .digest('base64url')
  return { ...subscriber, revision }
}

export const deviceFrom = (device: Device): RemoteDevice => ({
  id: device.id,
  name: device.attributes.name,
  type: programOf(device),
  zone: '',
  area: '',
  status: words(device.attributes.onlineStatus),
  serial: macOf(device.attributes.mac),
  installedAt: device.attributes.registeredAt.slice(0, 10),
})
