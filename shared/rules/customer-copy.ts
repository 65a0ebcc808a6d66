/** What Duplicate Customer may copy (TAB-018). */
import { cardOf, field, type FieldName, fieldNames, hasField, isRequired } from './customer-fields.ts'

/**
 * What names this account and no other, or tells how this one fared: the name and the location, which the dialog asks;
 * the numbers of the account at the station; the credit check, the cancelation and the funding.
 */
const ownOnly: ReadonlySet<FieldName> = new Set<FieldName>([
  'firstName',
  'lastName',
  'locationId',
  'accountNumber',
  'adtNumber',
  'adtSerialMan',
  'confirmationNumber',
  'receiverNumber',
  'abortCode',
  'creditScore',
  'creditTrackingNumber',
  'isCanceled',
  'cancelDate',
  'cancelReasonId',
  'collectionsDate',
])

/** In the form's order. */
export const copyableFields = fieldNames.filter(
  (name) => hasField(name, 'customer') && !field(name).readOnly && !ownOnly.has(name),
)

/** A customer cannot be without it: it is copied unasked. */
export const alwaysCopied = (name: FieldName): boolean => isRequired(name, 'customer')

export const copyGroupOf = (name: FieldName) => cardOf(name, 'customer')
