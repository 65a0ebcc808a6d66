/** A customer as an interactive-services provider knows it, and how both sides differ. */
import { createHash } from 'node:crypto'
import { formatPhone } from '#shared/phone.ts'
import type { AccountField } from '#server/connectors/contract.ts'
import {
  type InteractiveManifest,
  type RemoteSubscriber,
  type SubscriberField,
  subscriberFields,
  type SubscriberFields,
} from '#server/connectors/interactive.ts'
import { differingFields, labelOf, type OurAccount } from '../connections/connections.service.ts'

/** The fields that this provider keeps. */
export const keptBy = (manifest: InteractiveManifest): SubscriberField[] =>
  subscriberFields.filter((name) => manifest.fields[name])

/** Ours, of these fields. */
export const fieldsOf = (ours: OurAccount, names: readonly SubscriberField[]): SubscriberFields =>
  Object.fromEntries(names.map((name) => [name, ours.fields[name]]))

/** Which of ours the provider holds differently. */
export const differing = (
  manifest: InteractiveManifest,
  ours: OurAccount,
  theirs: RemoteSubscriber,
): AccountField[] => differingFields(manifest, ours, { fields: theirs.fields })

/** Whether the provider's note names this record; an account that was created here carries its own number behind it. */
export const isOurs = (noted: string, reference: string): boolean =>
  noted === reference || noted.startsWith(`${reference}/`)

/** Stands for both sides as they were shown. */
export const seenDigest = (ours: OurAccount, theirs: RemoteSubscriber): string =>
  createHash('sha256')
    .update(JSON.stringify([ours.fields, theirs.externalId, theirs.fields, theirs.linkedReference]))
    .digest('base64url')

/** What goes to the provider, as people read it. */
export const shownFields = (manifest: InteractiveManifest, ours: OurAccount) =>
  keptBy(manifest).map((name) => ({
    label: labelOf(name),
    value: (name === 'primaryPhone' ? formatPhone(ours.fields[name]) : ours.fields[name]) || null,
  }))

const ownWords: Record<string, string> = {
  login: 'Login',
  deviceSerial: 'Device',
  planCode: 'Plan',
  addOnCodes: 'Add-ons',
  quantities: 'How many',
  panelCode: 'Panel',
  reasonCode: 'Reason',
  loginId: 'Login',
  forwarding: 'Forwarding',
  accountNumber: 'Account number',
  release: 'the end of the link',
}

/** What a provider complains of, or what is on its way there, as people call it. */
export const wordFor = (name: string): string =>
  (subscriberFields as readonly string[]).includes(name) ? labelOf(name) : (ownWords[name] ?? name)
