/** What the record puts into a document. Only what the user who sends it may see of the record is put in. */
import { formatPhone } from '#shared/phone.ts'
import type { EdocField, EdocMergeField } from '#shared/rules/edocs.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { findUserName } from './edocs.queries.ts'
import { getCatalogueName, shownField, type Visible } from '../customers/customers.service.ts'

/** Every merge field's value; empty ones are left out. */
export async function readMerged(ctx: Ctx, db: Db, record: Visible): Promise<Record<string, string>> {
  const { actor, now } = ctx
  const shown = (name: FieldName) => shownField(actor, record, name)
  const text = (name: FieldName): string => {
    const value = shown(name)
    return typeof value === 'string' ? value : ''
  }
  const phone = (name: FieldName) => (text(name) ? formatPhone(text(name)) : '')
  const day = (name: FieldName) => (text(name) ? formatDate(text(name)) : '')
  const value = async (name: FieldName) => {
    const id = shown(name)
    return typeof id === 'number' ? getCatalogueName(db, id) : ''
  }
  const person = async (name: FieldName) => {
    const id = shown(name)
    return typeof id === 'number' ? findUserName(db, id) : ''
  }
  const street = [text('addressLine1'), text('addressLine2')].filter(Boolean).join(', ')
  const place = [text('city'), [text('state'), text('zip')].filter(Boolean).join(' ')].filter(Boolean)
  const merged: Record<EdocMergeField, string> = {
    full_name: `${text('firstName')} ${text('lastName')}`.trim(),
    first_name: text('firstName'),
    last_name: text('lastName'),
    business_name: text('businessName'),
    spouse: text('spouse'),
    address: street,
    city: text('city'),
    state: text('state'),
    zip: text('zip'),
    full_address: [street, ...place].filter(Boolean).join(', '),
    primary_phone: phone('primaryPhone'),
    cell_phone: phone('cellPhone'),
    email: text('email'),
    customer_number: String(record.id),
    account_number: text('accountNumber'),
    monthly_rate: await value('mmrId'),
    contract_term: await value('contractTermId'),
    sale_date: day('saleDate'),
    install_date: day('installDate'),
    sales_rep: await person('soldById'),
    technician: await person('technicianId'),
    company_name: actor.company.name,
    location_name: String(record.row.locationName ?? ''),
    today: formatDate(todayIn(actor.company.timeZone, now)),
  }
  return Object.fromEntries(Object.entries(merged).filter(([, filled]) => filled))
}

/** Of the values those that the document has a place for. */
export function mergedFor(fields: readonly EdocField[], values: Record<string, string>) {
  const used = new Set(fields.flatMap(({ source }) => source ?? []))
  return Object.fromEntries(Object.entries(values).filter(([name]) => used.has(name as EdocMergeField)))
}
