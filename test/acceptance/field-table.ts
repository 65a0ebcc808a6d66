/**
 * What the specification says of each field of a record, written from its pages and from nothing of the product: where
 * the field stands, what hides it, who may change it. The acceptance tests hold the API and the page to this table.
 */
import type { Permission } from '#shared/permissions.ts'

export type Kind = 'customer' | 'lead'
export type CardName = 'personal' | 'sale' | 'installation' | 'lead'

export type Told = {
  card: CardName
  /** REC-006: `***` without it. */
  secret?: Permission
  /** Shown, and set by no save (REC-100, REC-101, REC-130). */
  readOnly?: true
  /** REC-102: fixed while the customer is linked to a central station. */
  fixedByLink?: true
  /** REC-130: shown and set only by a lead admin. */
  needs?: Permission
  /** REC-160: only where the company bills through parents. */
  family?: true
}

const on = (card: CardName, more: Omit<Told, 'card'> = {}): Told => ({ card, ...more })
const all = (names: string, told: Told): Record<string, Told> =>
  Object.fromEntries(names.split(' ').map((name) => [name, told]))

/** REC-071 to REC-080: on both kinds of record. */
const personal: Record<string, Told> = {
  ...all(
    'firstName lastName languageId addressLine1 addressLine2 city state zip county crossStreet',
    on('personal'),
  ),
  ...all('primaryPhone workPhone cellPhone otherPhone email bestTimeToContact spouse', on('personal')),
  ...all(
    'creditScore creditTrackingNumber accountType accountClassId businessName businessContact',
    on('personal'),
  ),
  birthdate: on('personal', { secret: 'confidential_birthdate.yes' }),
  ssn: on('personal', { secret: 'confidential_ssn.yes' }),
}

export const told: Record<Kind, Record<string, Told>> = {
  customer: {
    // REC-070
    locationId: on('personal'),
    ...personal,
    // REC-100
    ...all('saleDate soldById traineeId leadRepId adtNumber adtSerialMan mmrId mmrAlaCarte', on('sale')),
    ...all('monitoringPlanId isCanceled cancelDate cancelReasonId', on('sale')),
    callCenterRepId: on('sale', { readOnly: true }),
    // REC-101
    ...all(
      'sourceId sourceCampaignId discountAffiliateId discountMemberNumber serviceProviderId',
      on('sale'),
    ),
    ...all('adtSystemTypeId contractTermId activationFeeId warrantyTermId dealerNumberId', on('sale')),
    collectionsDate: on('sale'),
    ...all('fundingStatus fundedOn', on('sale', { readOnly: true })),
    // REC-102
    ...all('monitoringCompanyId accountNumber', on('sale', { fixedByLink: true })),
    // REC-106, REC-160
    parentId: on('sale', { family: true }),
    // REC-120, REC-026
    ...all('installDate technicianId installed', on('installation')),
    confirmationNumber: on('installation', { secret: 'confidential_confirmation_number.yes' }),
    receiverNumber: on('installation', { secret: 'confidential_receiver_number.yes' }),
    abortCode: on('installation', { secret: 'confidential_abort_code.yes' }),
    // REC-121
    ...all(
      'twoWayVoice cellularBackup guardResponse maintenance invoicing aarp tellular pulse',
      on('installation'),
    ),
  },
  lead: {
    // REC-070
    ...all('sourceId sourceCampaignId', on('personal')),
    ...personal,
    // REC-130
    callCenterRepId: on('lead', { readOnly: true }),
    ...all('callbackAt leadDispositionId callcenterComments leadStatusId leadComments', on('lead')),
    leadRepId: on('lead', { needs: 'lead_admin.yes' }),
  },
}

/** What somebody holds at the record's location, and how the record and the company stand. */
export type Standing = {
  holds: readonly Permission[]
  archived?: boolean
  linked?: boolean
  /** The company does not bill through parents. */
  noFamilies?: boolean
  /** REC-100: the company fixes a customer's Lead Rep. */
  leadRepFixed?: boolean
}

export const mayView = (kind: Kind, { holds }: Standing): boolean =>
  holds.includes(kind === 'customer' ? 'customers.view' : 'leads.view')

/** What an answer shows of a field that holds something. */
export function shows(kind: Kind, name: string, standing: Standing): 'absent' | 'masked' | 'value' {
  const field = told[kind][name]
  const { holds } = standing
  if (!field || !mayView(kind, standing)) return 'absent'
  if (field.card === 'sale' && !holds.includes('sale_information.view')) return 'absent'
  if (field.card === 'installation' && !holds.includes('installation_information.view')) return 'absent'
  if (field.needs && !holds.includes(field.needs)) return 'absent'
  if (field.family && standing.noFamilies) return 'absent'
  return field.secret && !holds.includes(field.secret) ? 'masked' : 'value'
}

const modifyOf: Record<Exclude<CardName, 'lead'>, Permission> = {
  personal: 'contact_information.modify',
  sale: 'sale_information.modify',
  installation: 'installation_information.modify',
}

/** Whether a save may change a field that holds something. */
export function writes(kind: Kind, name: string, standing: Standing): boolean {
  const field = told[kind][name]
  const { holds } = standing
  if (!field || shows(kind, name, standing) !== 'value') return false
  if (!holds.includes(kind === 'customer' ? 'customers.modify' : 'leads.modify')) return false
  if (field.card !== 'lead' && !holds.includes(modifyOf[field.card])) return false
  if (field.readOnly || standing.archived) return false
  if (field.fixedByLink && standing.linked) return false
  return !(name === 'leadRepId' && kind === 'customer' && standing.leadRepFixed)
}
