/** Contacts and agencies as rows, as answers and as history tells them. */
import type { Agency, AgencyValues, Contact, ContactValues } from '#shared/contracts/contacts.ts'
import { formatCents } from '#shared/money.ts'
import { formatPhone } from '#shared/phone.ts'
import {
  agencyKinds,
  type AgencyKind,
  type AgencyLabel,
  agencyLabels,
  authorities,
  type Authority,
  contactLabels,
  type ContactLabel,
  isCalledOn,
  type PhoneType,
  phoneTypes,
} from '#shared/rules/contacts.ts'
import { formatDate } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import type { AgencyColumns, AgencyRow, ContactColumns, ContactRow } from './contacts.queries.ts'

const passcodePlace = (companyId: number) => place(companyId, 'contact.passcode')

export const nameOf = ({ first_name, last_name }: Pick<ContactRow, 'first_name' | 'last_name'>): string =>
  `${first_name} ${last_name}`.trim()

const phonesOf = (row: ContactColumns): Contact['phones'] =>
  (
    [
      [row.phone, row.phone_type],
      [row.phone2, row.phone2_type],
      [row.phone3, row.phone3_type],
    ] as [string | null, PhoneType | null][]
  ).flatMap(([number, type]) => (number ? [{ number, type: type ?? null }] : []))

/** @param today the company's date. */
export const toContact = (companyId: number, row: ContactRow, today: string): Contact => ({
  id: row.id,
  version: row.version,
  order: row.calling_order,
  firstName: row.first_name,
  lastName: row.last_name,
  phones: phonesOf(row),
  email: row.email,
  language: row.language_id === null ? null : { id: row.language_id, name: row.language ?? '' },
  relation: row.relation,
  passcode: row.passcode === null ? null : unseal(row.passcode, passcodePlace(companyId)),
  hasKey: row.has_key,
  enhancedVerification: row.enhanced_verification,
  authority: row.authority as Authority,
  startsOn: row.starts_on,
  expiresOn: row.expires_on,
  called: isCalledOn({ startsOn: row.starts_on, expiresOn: row.expires_on }, today),
})

export const toAgency = (row: AgencyRow, today: string): Agency => ({
  kind: row.kind as AgencyKind,
  version: row.version,
  name: row.name,
  phone: row.phone,
  permitNumber: row.permit_number,
  permitExpiresOn: row.permit_expires_on,
  permitExpired: row.permit_expires_on !== null && row.permit_expires_on < today,
  responseFeeCents: row.response_fee_cents,
})

/**
 * What the table keeps of the given values. A passcode that stays as it is keeps its seal, so that equal values
 * remain equal.
 */
export function toContactColumns(
  companyId: number,
  values: ContactValues,
  before?: ContactRow,
): ContactColumns {
  const [first, second, third] = values.phones
  const kept = before?.passcode && unseal(before.passcode, passcodePlace(companyId)) === values.passcode
  return {
    first_name: values.firstName,
    last_name: values.lastName,
    phone: first?.number ?? null,
    phone_type: first?.type ?? null,
    phone2: second?.number ?? null,
    phone2_type: second?.type ?? null,
    phone3: third?.number ?? null,
    phone3_type: third?.type ?? null,
    email: values.email,
    language_id: values.languageId,
    relation: values.relation,
    passcode: kept
      ? before.passcode
      : values.passcode === null
        ? null
        : seal(values.passcode, passcodePlace(companyId)),
    has_key: values.hasKey,
    enhanced_verification: values.enhancedVerification,
    authority: values.authority,
    starts_on: values.startsOn,
    expires_on: values.expiresOn,
  }
}

export const toAgencyColumns = (values: AgencyValues): AgencyColumns => ({
  name: values.name,
  phone: values.phone,
  permit_number: values.permitNumber,
  permit_expires_on: values.permitExpiresOn,
  response_fee_cents: values.responseFeeCents,
})

type Told<L extends string> = Partial<Record<L, string | null>>

/** A contact as history tells it; its passcode stays sealed. */
export function contactTold(
  row: ContactColumns & { language?: string | null; calling_order?: number },
): Told<ContactLabel> {
  const phones = phonesOf(row).map(({ number, type }) =>
    type ? `${formatPhone(number)}, ${phoneTypes[type]}` : formatPhone(number),
  )
  return {
    firstName: row.first_name,
    lastName: row.last_name || null,
    phone: phones[0] ?? null,
    phone2: phones[1] ?? null,
    phone3: phones[2] ?? null,
    email: row.email,
    language: row.language ?? null,
    relation: row.relation || null,
    passcode: row.passcode,
    hasKey: row.has_key ? 'Yes' : 'No',
    enhancedVerification: row.enhanced_verification ? 'Yes' : 'No',
    authority: authorities[row.authority as Authority],
    startsOn: row.starts_on ? formatDate(row.starts_on) : null,
    expiresOn: row.expires_on ? formatDate(row.expires_on) : null,
    callingOrder: row.calling_order === undefined ? null : String(row.calling_order),
  }
}

export const agencyTold = (row: AgencyColumns, currency: string): Told<AgencyLabel> => ({
  name: row.name,
  phone: row.phone ? formatPhone(row.phone) : null,
  permitNumber: row.permit_number,
  permitExpiresOn: row.permit_expires_on ? formatDate(row.permit_expires_on) : null,
  responseFee: row.response_fee_cents === null ? null : formatCents(row.response_fee_cents, currency),
})

/** What differs between two tellings, in the labels' order; null stands for "there was none" or "is none now". */
function differences<L extends string>(
  labels: Record<L, string>,
  old: Told<L> | null,
  now: Told<L> | null,
): Change[] {
  return (Object.keys(labels) as L[])
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
}
export const contactChanges = (old: Told<ContactLabel> | null, now: Told<ContactLabel> | null): Change[] =>
  differences(contactLabels, old, now)
export const agencyChanges = (old: Told<AgencyLabel> | null, now: Told<AgencyLabel> | null): Change[] =>
  differences(agencyLabels, old, now)

/** `1. Colin Whitfield`, a line each. */
export const orderTold = (rows: readonly ContactRow[]): string =>
  rows.map((row, i) => `${i + 1}. ${nameOf(row)}`).join('\n')

/** What is wrong with the list: nobody to call, permits that have run out. */
export function attentionOf(
  contacts: readonly Contact[],
  agencies: readonly Agency[],
  record: { monitoredBy: string | null },
): string[] {
  const found: string[] = []
  if (record.monitoredBy !== null && !contacts.some(({ called }) => called))
    found.push(
      contacts.length === 0
        ? `${record.monitoredBy} has nobody to call: there is no emergency contact yet.`
        : `${record.monitoredBy} has nobody to call: no emergency contact’s dates include today.`,
    )
  for (const { kind, permitExpired, permitExpiresOn } of agencies)
    if (permitExpired)
      found.push(`The ${agencyKinds[kind].toLowerCase()} permit expired on ${formatDate(permitExpiresOn!)}.`)
  return found
}
