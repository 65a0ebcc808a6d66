/** What an ADT PreCheck asks of a record, and when a verdict counts no longer; page and server ask the same. */
import type { FieldName, FieldValue, RecordKind } from './customer-fields.ts'

/** How a record's PreCheck stands; `none` was never run. */
export const preCheckStates = ['none', 'running', 'review', 'approved', 'error'] as const
export type PreCheckState = (typeof preCheckStates)[number]

export const preCheckLabels: Record<PreCheckState, string> = {
  none: 'Not run',
  running: 'Running',
  review: 'ADT reviews it',
  approved: 'Approved',
  error: 'Error',
}

/** An older verdict is not counted on; the number is ours, as ADT publishes none. */
export const preCheckValidDays = 30

/** Whether the form of a new record offers the check: not at all, with an empty box, or with a ticked one (NEW-020). */
export const preCheckAtCreation = ['off', 'unchecked', 'checked'] as const

/** Fields whose change makes a check run again by itself, where the company has it so. */
export const preCheckTriggers: readonly FieldName[] = [
  'primaryPhone',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zip',
  'county',
]

type Facts = {
  kind: RecordKind
  accountType: FieldValue | undefined
  /** Whether the monitoring company has numbers for this dealer's offices. */
  dealerNumbers: boolean
}

/** What a record must have beyond what every record has (NEW-020). A lead's company and number are not on its form. */
export const preCheckNeeds = ({ kind, accountType, dealerNumbers }: Facts): FieldName[] => [
  ...(kind === 'customer' ? (['monitoringCompanyId'] as const) : []),
  ...(kind === 'customer' && dealerNumbers ? (['dealerNumberId'] as const) : []),
  'birthdate',
  'ssn',
  'email',
  ...(accountType === 'commercial' ? (['businessName', 'businessContact'] as const) : []),
  'addressLine1',
  'zip',
  'county',
]

type DealerNumber = { active: boolean; data?: Readonly<Record<string, unknown>> | null }

/** Whether a dealer number is of this monitoring company and for this office; one without an office is for all. */
export const isDealerNumberOf = (
  { active, data }: DealerNumber,
  monitoringCompanyId: FieldValue | undefined,
  locationId: FieldValue | undefined,
): boolean =>
  active &&
  data?.['monitoringCompanyId'] === monitoringCompanyId &&
  (data?.['locationId'] == null || locationId == null || data['locationId'] === locationId)
