/** Between our words and formats and the Open Interactive API's. */
import { parsePhone } from '#shared/phone.ts'
import {
  subscriberFields,
  type InteractiveManifest,
  type NewSubscriber,
  type RemoteSubscriber,
  type SubscriberField,
  type SubscriberFields,
} from '../interactive.ts'
import { FieldError, zipFrom } from '../look-first.ts'
import type { SubscriberReply } from './wire.ts'

/** Where the wire keeps each of our fields; also read backwards, for the field that a provider complains of. */
const wirePaths: Record<SubscriberField, string> = {
  firstName: 'name.first',
  lastName: 'name.last',
  businessName: 'name.business',
  addressLine1: 'premises.street1',
  addressLine2: 'premises.street2',
  city: 'premises.city',
  state: 'premises.state',
  zip: 'premises.postalCode',
  primaryPhone: 'phone',
  email: 'email',
}
const ownPaths: Record<string, string> = { modem: 'deviceSerial', serial: 'deviceSerial', pin: 'details.pin' }
const sameName =
  /^(login|planCode|addOnCodes|quantities|panelCode|reasonCode|loginId|accountNumber|receiver|forwarding|reference)\b/

/** Our field behind a wire path (`premises.postalCode`); null if it is none of ours. */
export function ourField(path: string): string | null {
  const member = path.replace(/^centralStation\./, '')
  return (
    subscriberFields.find((field) => wirePaths[field] === path) ??
    ownPaths[member] ??
    sameName.exec(member)?.[1] ??
    null
  )
}

/** Refuses what cannot be held whole. @throws FieldError */
function checkValue(field: string, value: string, maxLength: number): void {
  if (value.length > maxLength) throw new FieldError(field, `At most ${maxLength} characters are kept`)
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new FieldError(field, 'Only plain text of one line is kept')
}

/** Our phone as the wire has it: ten digits and nothing else. @throws FieldError */
function phoneToWire(value: string): string {
  const digits = value === '' ? '' : parsePhone(value)
  if (digits === null || !/^(\d{10})?$/.test(digits))
    throw new FieldError('primaryPhone', 'Ten digits without an extension are kept')
  return digits
}

/** The given fields as a merge patch (RFC 7396): what is not given is not mentioned. @throws FieldError */
export function fieldsToWire(
  fields: SubscriberFields,
  manifest: InteractiveManifest,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const field of subscriberFields) {
    const value = fields[field]
    const limit = manifest.fields[field]
    if (value === undefined || !limit) continue
    checkValue(field, value, limit.maxLength)
    const wireValue = field === 'primaryPhone' ? phoneToWire(value) : value
    const [group, member] = wirePaths[field].split('.') as [string, string?]
    if (member) patch[group] = { ...(patch[group] as object), [member]: wireValue }
    else patch[group] = wireValue
  }
  return patch
}

const contactFields = [
  ['firstName', 'first name'],
  ['lastName', 'last name'],
  ['primaryPhone', 'telephone number'],
] as const

/** Refuses to leave an account without its Master Contact; `all` if nothing stands there yet. @throws FieldError */
export function checkMasterContact(name: string, fields: SubscriberFields, all: boolean): void {
  for (const [field, words] of contactFields)
    if (fields[field] === '' || (all && !fields[field]))
      throw new FieldError(
        field,
        `${name} keeps no account without a Master Contact: the ${words} is missing`,
      )
}

/** What creating sends. @throws FieldError */
export function orderToWire(order: NewSubscriber, manifest: InteractiveManifest): Record<string, unknown> {
  const { login, deviceSerial, planCode, addOnCodes, panelCode, centralStation, details, reference } = order
  if (!new RegExp(manifest.login.pattern).test(login)) throw new FieldError('login', manifest.login.help)
  checkModem(deviceSerial, manifest)
  if (planCode === '') throw new FieldError('planCode', 'Choose a plan')
  for (const { key, label, required } of manifest.details)
    if (required && !details[key]) throw new FieldError(`details.${key}`, `${label} is needed`)
  if (details.pin && !/^\d{4,10}$/.test(details.pin))
    throw new FieldError('details.pin', 'A PIN has 4 to 10 digits')
  return {
    login,
    planCode,
    addOnCodes,
    modem: deviceSerial.toUpperCase(),
    ...(panelCode && { panelCode }),
    ...fieldsToWire(order.fields, manifest),
    ...(details.pin && { pin: details.pin }),
    ...(centralStation && { centralStation }),
    reference,
  }
}

export function checkModem(serial: string, manifest: InteractiveManifest): void {
  if (!new RegExp(manifest.device.pattern).test(serial))
    throw new FieldError('deviceSerial', manifest.device.help)
}

const at = (subscriber: SubscriberReply, path: string) =>
  path
    .split('.')
    .reduce<unknown>((value, member) => (value as Record<string, unknown>)[member], subscriber) as string

/** The provider's subscriber in our words and formats, with only the fields that the manifest lists. */
export function subscriberFrom(subscriber: SubscriberReply, manifest: InteractiveManifest): RemoteSubscriber {
  const fields: SubscriberFields = {}
  for (const field of subscriberFields) {
    if (!manifest.fields[field]) continue
    const value = at(subscriber, wirePaths[field]).trim()
    if (field === 'primaryPhone') fields[field] = parsePhone(value) ?? value
    else if (field === 'zip') fields[field] = zipFrom(value)
    else if (field === 'state') fields[field] = value.toUpperCase()
    else fields[field] = value
  }
  const { id, login, state, plan, features, modem, panel, monthlyCents, centralStation } = subscriber
  return {
    externalId: id,
    login,
    state,
    fields,
    plan: plan && { code: plan.code, label: plan.label },
    features: features.map(({ code, label, on, included, quantity }) => ({
      code,
      label,
      on,
      included,
      quantity,
    })),
    deviceSerial: modem,
    panel: panel?.label ?? '',
    monthlyCents,
    centralStation: centralStation && {
      accountNumber: centralStation.accountNumber,
      receiver: centralStation.receiver,
      forwarding: centralStation.forwarding,
    },
    linkedReference: subscriber.link?.reference ?? null,
    revision: String(subscriber.version),
    troubles: subscriber.troubles,
  }
}
