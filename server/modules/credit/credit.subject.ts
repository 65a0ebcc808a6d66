/** Who an inquiry is about, made of the record: opened for what leaves to the bureau, never for an answer or a log. */
import type { PreviousAddress } from '#shared/contracts/credit.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import type { CreditManifest, CreditSubject } from '#server/connectors/credit.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import { openField, type Visible } from '../customers/customers.service.ts'

type Row = Visible['row']
/** What one chose for this inquiry alone; it is kept sealed until the bureau has answered. */
export type Order = { previous: PreviousAddress | null; extras: Record<string, string | boolean> }

const orderPlace = (companyId: number) => place(companyId, 'credit_check.sealed_order')
export const sealOrder = (companyId: number, order: Order): string =>
  seal(JSON.stringify(order), orderPlace(companyId))
export const openOrder = (companyId: number, sealed: string): Order =>
  JSON.parse(unseal(sealed, orderPlace(companyId))) as Order

const reportPlace = (companyId: number) => place(companyId, 'credit_check.sealed_report')
export const sealReport = (companyId: number, text: string): string => seal(text, reportPlace(companyId))
export const openReport = (companyId: number, sealed: string): string =>
  unseal(sealed, reportPlace(companyId))

const always = [
  'firstName',
  'lastName',
  'addressLine1',
  'city',
  'state',
  'zip',
] as const satisfies FieldName[]

/** What the record lacks for an inquiry of this bureau. */
export const missingFields = (row: Row, { needs }: Pick<CreditManifest, 'needs'>) =>
  [...always, ...needs]
    .filter((name) => row[name] === null || row[name] === '')
    .map((name) => ({ field: name, label: field(name).label }))

export function subjectOf(companyId: number, row: Row, previous: PreviousAddress | null): CreditSubject {
  const value = (name: FieldName) => String(openField(companyId, name, row[name]) ?? '')
  return {
    firstName: value('firstName'),
    lastName: value('lastName'),
    addressLine1: [value('addressLine1'), value('addressLine2')].filter(Boolean).join(' '),
    city: value('city'),
    state: value('state'),
    zip: value('zip'),
    ssn: value('ssn').replace(/\D/g, ''),
    birthdate: value('birthdate'),
    previous,
  }
}
