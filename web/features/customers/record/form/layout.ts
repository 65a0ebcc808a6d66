/** Where each field stands in the form: cards, their columns and the rows in them, in the order of the spec. */
import {
  type Card,
  cardOf,
  type FieldName,
  fieldNames,
  hasField,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'

/** Fields that share a line. */
export type Row = readonly FieldName[]
export type CardLayout = { card: Card; title: string; columns: readonly (readonly Row[])[] }

const name: Row[] = [
  ['firstName', 'lastName'],
  ['birthdate', 'languageId'],
]
const address: Row[] = [
  ['addressLine1'],
  ['addressLine2'],
  ['city', 'state', 'zip'],
  ['county', 'crossStreet'],
]
const contact: Row[] = [
  ['primaryPhone', 'workPhone'],
  ['cellPhone', 'otherPhone'],
  ['email', 'bestTimeToContact'],
  ['ssn', 'spouse'],
  ['creditScore', 'creditTrackingNumber'],
  ['accountType', 'accountClassId'],
  ['businessName', 'businessContact'],
]
const source: Row = ['sourceId', 'sourceCampaignId']

const customerCards: readonly CardLayout[] = [
  {
    card: 'personal',
    title: 'Personal information',
    columns: [[['locationId'], ...name, ...address], contact],
  },
  {
    card: 'sale',
    title: 'Sale information',
    columns: [
      [
        ['saleDate', 'soldById'],
        ['traineeId', 'leadRepId'],
        ['callCenterRepId'],
        ['adtNumber', 'adtSerialMan'],
        ['accountNumber'],
        ['mmrId', 'mmrAlaCarte'],
        ['monitoringPlanId'],
        ['isCanceled'],
        ['cancelDate', 'cancelReasonId'],
      ],
      [
        source,
        ['discountAffiliateId', 'discountMemberNumber'],
        ['monitoringCompanyId', 'serviceProviderId'],
        ['adtSystemTypeId', 'contractTermId'],
        ['activationFeeId', 'warrantyTermId'],
        ['dealerNumberId', 'collectionsDate'],
        ['fundingStatus', 'fundedOn'],
        ['parentId'],
      ],
    ],
  },
  {
    card: 'installation',
    title: 'Installation & equipment',
    columns: [
      [['installDate', 'technicianId'], ['installed']],
      [['confirmationNumber', 'receiverNumber'], ['abortCode']],
    ],
  },
  {
    card: 'services',
    title: 'Services',
    columns: [
      [
        ['twoWayVoice', 'cellularBackup'],
        ['guardResponse', 'maintenance'],
      ],
      [
        ['invoicing', 'aarp'],
        ['tellular', 'pulse'],
      ],
    ],
  },
]

const leadCards: readonly CardLayout[] = [
  { card: 'personal', title: 'Personal information', columns: [[source, ...name, ...address], contact] },
  {
    card: 'lead',
    title: 'Lead information',
    columns: [
      [['callCenterRepId', 'callbackAt'], ['leadDispositionId', 'leadStatusId'], ['leadRepId']],
      [['callcenterComments'], ['leadComments']],
    ],
  },
]

export const cardsOf = (kind: RecordKind): readonly CardLayout[] =>
  kind === 'lead' ? leadCards : customerCards

/** The card behind which the company's own fields stand (REC-110). */
export const customCardAfter: Record<RecordKind, Card> = { customer: 'sale', lead: 'personal' }

/** Fields of the table that the layout has no place for; a test holds that there are none. */
export function misplacedFields(kind: RecordKind): FieldName[] {
  const placed = new Map(
    cardsOf(kind).flatMap(({ card, columns }) => columns.flat(2).map((f) => [f, card] as const)),
  )
  return fieldNames.filter((f) => hasField(f, kind) && placed.get(f) !== cardOf(f, kind))
}
