/** What a record's answer says of regulations: read with the record, in its one row (REC-060, TAB-021). */
import {
  type Inspection,
  type Jurisdiction,
  jurisdictionsOf,
  type Permit,
  type Regulation,
  regulationsOf,
} from '#shared/rules/regulations.ts'
import type { RecordRow } from './customers.queries.ts'

export type RegulationRows = { jurisdictions: Jurisdiction[]; permits: Permit[]; inspections: Inspection[] }

const list = (of: string, from: string) => `(select coalesce(json_agg(${of}), '[]') from ${from})`

/**
 * Only where the company keeps track of them. Which hold for the address is decided by shared/rules/regulations.ts; of
 * the many of a state this hands over those of which that may be so. `o` is the company's row of the statement around it.
 */
export const regulationsColumn = `
    case when c.kind = 'customer' and o.regulations then json_build_object(
      'jurisdictions', ${list(
        `json_build_object('id', j.id, 'name', j.name, 'kind', j.kind, 'state', j.state, 'place', j.place,
          'zips', case when j.kind = 'zips' then array[left(c.zip, 5)] else '{}'::text[] end,
          'permitRequired', j.permit_required, 'permitFeeCents', j.permit_fee_cents, 'permitMonths', j.permit_months,
          'inspectionMonths', j.inspection_months, 'registrationFeeCents', j.registration_fee_cents,
          'licenseNumber', j.license_number, 'licenseExpiresOn', j.license_expires_on, 'notes', j.notes)`,
        `jurisdiction j where j.company_id = c.company_id and j.active and j.state = c.state and case j.kind
          when 'state' then true
          when 'zips' then left(c.zip, 5) = any (j.zips)
          else left(platform.fold(j.place), 2) =
            left(platform.fold(case j.kind when 'city' then c.city else coalesce(c.county, '') end), 2) end`,
      )},
      'permits', ${list(
        `json_build_object('id', x.id, 'jurisdictionId', x.jurisdiction_id, 'number', x.number,
          'issuedOn', x.issued_on, 'expiresOn', x.expires_on)`,
        'alarm_permit x where x.company_id = c.company_id and x.customer_id = c.id',
      )},
      'inspections', ${list(
        `json_build_object('id', x.id, 'jurisdictionId', x.jurisdiction_id, 'doneOn', x.done_on, 'passed', x.passed)`,
        'inspection x where x.company_id = c.company_id and x.customer_id = c.id',
      )}) end as regulations`

/** Those that hold for the record's address, the most specific first. */
export const matchingOf = (row: RecordRow): Jurisdiction[] =>
  jurisdictionsOf(row.regulations?.jurisdictions ?? [], {
    city: row.city as string | null,
    county: row.county as string | null,
    state: row.state as string | null,
    zip: row.zip as string | null,
  })

/** null where the company keeps no track of them, and for a lead. */
export const regulationsOfRecord = (row: RecordRow): Regulation[] | null =>
  row.regulations &&
  regulationsOf(matchingOf(row), row.regulations.permits, row.regulations.inspections, row.today)
