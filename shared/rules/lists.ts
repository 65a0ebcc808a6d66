/** What the lists allow. */
import type { FieldName } from './customer-fields.ts'

/** Records of one bulk edit. */
export const maxBulk = 5_000
/** Saved views of one user and list. */
export const maxViews = 50
/** Records that a user opened last. */
export const maxRecent = 20

/** How wide a column may be made, in pixels. */
export const columnWidths = { least: 56, most: 800 } as const

/** A whole social security number, as people type it: it finds its record, and is kept in no address and no view. */
export const wholeSsn = /^\d{3}[- ]?\d{2}[- ]?\d{4}$/

/** What a bulk edit may set: what groups of records have in common, and nothing confidential. */
export const bulkFields = {
  customer: [
    'locationId', 'soldById', 'leadRepId', 'technicianId', 'monitoringCompanyId', 'monitoringPlanId',
    'serviceProviderId', 'accountClassId', 'accountType', 'sourceId',
  ],
  lead: ['leadStatusId', 'leadDispositionId', 'leadRepId', 'sourceId', 'callbackAt', 'accountClassId'],
} as const satisfies Record<'customer' | 'lead', readonly FieldName[]> // prettier-ignore
