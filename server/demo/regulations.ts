/** What the authorities around a demo company's offices demand, and the permits that its customers hold. */
import type pg from 'pg'

type Demand = {
  name: string
  kind: 'city' | 'county' | 'state'
  place?: string
  permit?: boolean
  permitFeeCents?: number
  permitMonths?: number
  inspectionMonths?: number
  registrationFeeCents?: number
  license?: string
  licenseDays?: number
  notes?: string
}

const utah: readonly Demand[] = [
  { name: 'State of Utah', kind: 'state', license: 'UT-BCL-4471203', licenseDays: 210 },
  { name: 'Utah County', kind: 'county', place: 'Utah', registrationFeeCents: 1000 },
  {
    name: 'Salt Lake City',
    kind: 'city',
    place: 'Salt Lake City',
    permit: true,
    permitFeeCents: 2500,
    permitMonths: 12,
    notes:
      'Applied for by the alarm user at police headquarters, front desk. Two false alarms a year are free.',
  },
  {
    name: 'Sandy City',
    kind: 'city',
    place: 'Sandy',
    permit: true,
    permitFeeCents: 1500,
    permitMonths: 24,
    inspectionMonths: 24,
  },
  { name: 'Provo City', kind: 'city', place: 'Provo', permit: false },
]

/** Most who need a permit hold one; it has expired, does so soon, or holds for months, as the record's number has it. */
export async function loadRegulations(client: pg.Client, companyId: number, now: Date): Promise<void> {
  for (const demand of utah)
    await client.query(
      `insert into jurisdiction (company_id, name, kind, state, place, permit_required, permit_fee_cents, permit_months,
         inspection_months, registration_fee_cents, license_number, license_expires_on, notes)
       values ($1, $2, $3, 'UT', $4, $5, $6, $7, $8, $9, $10, $11::timestamptz::date + $12::int, $13)`,
      [
        companyId,
        demand.name,
        demand.kind,
        demand.place ?? null,
        demand.permit ?? null,
        demand.permitFeeCents ?? null,
        demand.permitMonths ?? null,
        demand.inspectionMonths ?? null,
        demand.registrationFeeCents ?? null,
        demand.license ?? null,
        now,
        demand.license ? (demand.licenseDays ?? 0) : null,
        demand.notes ?? '',
      ],
    )
  const needing = `from customer c join jurisdiction j on j.company_id = c.company_id and j.kind = 'city'
    and j.permit_required and j.state = c.state and j.place = c.city
    where c.company_id = $1 and c.kind = 'customer'`
  await client.query(
    `insert into alarm_permit (company_id, customer_id, jurisdiction_id, number, issued_on, expires_on)
     select c.company_id, c.id, j.id, upper(left(j.place, 2)) || '-' || 20000 + c.id,
       $2::timestamptz::date + (c.id * 37 % 425 - 40)::int - j.permit_months * 30,
       $2::timestamptz::date + (c.id * 37 % 425 - 40)::int
     ${needing} and c.id % 5 <> 0`,
    [companyId, now],
  )
  await client.query(
    `insert into inspection (company_id, customer_id, jurisdiction_id, done_on, passed)
     select c.company_id, c.id, j.id, $2::timestamptz::date - (c.id * 53 % 800)::int, true
     ${needing} and j.inspection_months > 0 and c.id % 4 <> 0`,
    [companyId, now],
  )
}
