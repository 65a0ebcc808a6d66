/** Between Alarm.com's CustomerInfo and our subscriber, both ways. */
import { createHash } from 'node:crypto'
import { parsePhone } from '#shared/phone.ts'
import { normaliseZip } from '#shared/postal.ts'
import {
  subscriberFields,
  type Feature,
  type InteractiveManifest,
  type RemoteSubscriber,
  type SubscriberFields,
  type SubscriberState,
} from '../interactive.ts'
import { FieldError } from '../look-first.ts'
import type { XmlElement } from '../xml.ts'
import { centsOf, flagOf, itemsOf, memberOf, textOf, wholeIn } from './message.ts'
import { inWords, labelIn } from './names.ts'
import { countryOf, type WireAddress } from './orders.ts'
import type { Package } from './packages.ts'

/** What was read of a customer, in the wire's words where a write needs them back. */
export type Customer = {
  id: number
  login: string
  dealerCustomerId: string
  state: SubscriberState
  fields: SubscriberFields
  installAddress: WireAddress
  accountAddress: WireAddress
  modemSerial: string
  panelType: string
  packageId: number | null
  packageName: string
  addOns: string[]
  /** Whether it has add-ons that the service did not show us. */
  addOnsHidden: boolean
  monthlyCents: number | null
  centralStation: {
    receiver: string
    accountNumber: string
    forwarding: string
    phoneLinePresent: boolean
    eventGroups: string[]
  } | null
  responding: string
  endsAt: string
  expectedInstall: string
}

/** @throws XmlError */
export function customerFrom(info: XmlElement): Customer {
  const modem = memberOf(info, 'ModemInfo')
  const station = memberOf(info, 'CentralStationInfo')
  const plan = memberOf(info, 'ServicePlanInfo')
  const commitment = memberOf(info, 'CommitmentDetail')
  const installAddress = addressFrom(memberOf(info, 'InstallAddress'))
  const endsAt = textOf(info, 'PendingTerminationDateUtc')
  const phone = textOf(info, 'PrimaryPhoneNumber')
  return {
    id: wholeIn(textOf(info, 'CustomerId')),
    login: textOf(info, 'LoginName'),
    dealerCustomerId: textOf(info, 'DealerCustomerId'),
    state: flagOf(info, 'IsTerminated')
      ? 'terminated'
      : endsAt
        ? 'ending'
        : textOf(info, 'CustomerType') === 'Commitment'
          ? 'commitment'
          : 'active',
    fields: {
      firstName: textOf(info, 'FirstName'),
      lastName: textOf(info, 'LastName'),
      businessName: textOf(info, 'CompanyName'),
      addressLine1: installAddress.street1,
      addressLine2: installAddress.street2,
      city: installAddress.city,
      state: installAddress.state.toUpperCase(),
      zip: normaliseZip(installAddress.zip),
      primaryPhone: parsePhone(phone) ?? phone,
      email: textOf(info, 'PrimaryEmail'),
    },
    installAddress,
    accountAddress: addressFrom(memberOf(info, 'CustomerAddress')),
    modemSerial: modem ? textOf(modem, 'ModemSerial') : '',
    panelType:
      (commitment && textOf(commitment, 'ExpectedPanelType')) || (modem ? textOf(modem, 'PanelType') : ''),
    packageId: plan ? wholeIn(textOf(plan, 'PackageId')) : null,
    packageName: plan ? textOf(plan, 'PackageDescription') : '',
    addOns: plan ? itemsOf(plan, 'Addons').map(({ text }) => text.trim()) : [],
    addOnsHidden: plan ? flagOf(plan, 'AddonsFilteredDueToCallerVersion') : false,
    monthlyCents: plan ? centsOf(plan, 'TotalServicePrice') : null,
    centralStation: station
      ? {
          receiver: textOf(station, 'ReceiverPhoneNumber'),
          accountNumber: textOf(station, 'AccountNumber'),
          forwarding: textOf(station, 'ForwardingOption'),
          phoneLinePresent: flagOf(station, 'PhoneLinePresent'),
          eventGroups: itemsOf(station, 'EventGroupsToForward').map(({ text }) => text.trim()),
        }
      : null,
    responding: textOf(info, 'PanelNotRespondingStatus'),
    endsAt,
    expectedInstall: commitment ? textOf(commitment, 'ExpectedInstallDate') : '',
  }
}

const addressFrom = (address: XmlElement | undefined): WireAddress => {
  const text = (name: string) => (address ? textOf(address, name) : '')
  return {
    street1: text('Street1'),
    street2: text('Street2'),
    subCity: text('SubCity'),
    city: text('City'),
    subState: text('SubState'),
    state: text('State'),
    zip: text('Zip'),
    country: text('CountryId') || 'USA',
  }
}

/** The install address with our fields set into it. */
export function addressWith(address: WireAddress, fields: SubscriberFields): WireAddress {
  const zip = fields.zip ?? address.zip
  return {
    ...address,
    street1: fields.addressLine1 ?? address.street1,
    street2: fields.addressLine2 ?? address.street2,
    city: fields.city ?? address.city,
    state: fields.state ?? address.state,
    zip,
    country: fields.zip ? countryOf(zip) : address.country,
  }
}

/** References that this platform writes; what else stands in the dealer's ID is the dealer's own number. */
export const isReference = (text: string) => text.startsWith('keyholder:')

/** The subscriber in our words. */
export function subscriberFrom(
  customer: Customer,
  { locked, quantities, packages }: { locked: boolean; quantities: Map<string, number>; packages: Package[] },
  manifest: InteractiveManifest,
): RemoteSubscriber {
  const { centralStation, packageId } = customer
  const plan = packages.find(({ id }) => id === packageId)
  const subscriber = {
    externalId: String(customer.id),
    login: customer.login,
    state: customer.state === 'active' && locked ? ('suspended' as const) : customer.state,
    fields: customer.fields,
    plan: packageId
      ? { code: String(packageId), label: customer.packageName || plan?.name || `Package ${packageId}` }
      : null,
    features: featuresOf(customer, plan, quantities),
    deviceSerial: customer.modemSerial,
    panel: customer.panelType ? labelIn(manifest.panels, customer.panelType) : '',
    monthlyCents: customer.monthlyCents,
    centralStation: centralStation && {
      accountNumber: centralStation.accountNumber,
      receiver: receiverFrom(centralStation.receiver),
      forwarding: centralStation.forwarding,
    },
    linkedReference: isReference(customer.dealerCustomerId) ? customer.dealerCustomerId : null,
    troubles: troublesOf(customer),
  }
  const revision = createHash('sha256')
    .update(JSON.stringify([subscriber, customer]))
    .digest('base64url')
  return { ...subscriber, revision }
}

/** A receiver's telephone in our format, or as it stands. */
export const receiverFrom = (text: string) => parsePhone(text) ?? text

function featuresOf(
  customer: Customer,
  plan: Package | undefined,
  quantities: Map<string, number>,
): Feature[] {
  const feature = (code: string, included: boolean): Feature => ({
    code,
    label: inWords(code),
    on: included || customer.addOns.includes(code),
    included,
    quantity: quantities.get(code) ?? null,
  })
  const included = plan?.included ?? []
  const offered = (plan?.addOns ?? []).map(({ code }) => code)
  // What is on but not offered any more is shown all the same.
  const codes = new Set([...offered, ...customer.addOns].filter((code) => !included.includes(code)))
  return [...included.map((code) => feature(code, true)), ...[...codes].map((code) => feature(code, false))]
}

function troublesOf({ responding, endsAt, expectedInstall, state, addOnsHidden }: Customer): string[] {
  return [
    ...(responding === 'NotResponding' ? ['The panel does not respond'] : []),
    ...(responding === 'NeverPinged' && state === 'active' ? ['The panel has not been heard of yet'] : []),
    ...(state === 'commitment' && expectedInstall
      ? [`Not activated; installation is expected on ${expectedInstall.slice(0, 10)}`]
      : []),
    ...(state === 'ending' ? [`Ends on ${endsAt.slice(0, 10)}`] : []),
    ...(addOnsHidden ? ['Alarm.com holds add-ons that it does not show to this connector'] : []),
  ]
}

/** @throws FieldError at the first value that the provider cannot hold whole */
export function checkFields(fields: SubscriberFields, manifest: InteractiveManifest): void {
  for (const field of subscriberFields) {
    const value = fields[field]
    if (value === undefined) continue
    const limit = manifest.fields[field]
    if (!limit) throw new FieldError(field, 'Alarm.com does not keep this')
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value))
      throw new FieldError(field, 'This has characters that XML cannot carry')
    if (field === 'primaryPhone' && value.includes('x'))
      throw new FieldError(field, 'Alarm.com keeps no extension')
    if (value.length > limit.maxLength)
      throw new FieldError(field, `Alarm.com takes ${limit.maxLength} characters here`)
  }
}
