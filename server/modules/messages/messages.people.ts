/** Whom a record's messages may go to, and whose an address is that wrote to us. */
import { sql } from 'kysely'
import type { MessageChannel } from '#shared/rules/messages.ts'
import { formatPhone } from '#shared/phone.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { MergeValues } from '#shared/rules/message-text.ts'
import type { Db } from '#server/db/database.ts'

export type Person = { channel: MessageChannel; address: string; name: string; label: string }

/** A number as Twilio takes it; null for one with an extension, which no text message reaches. */
export const toE164 = (phone: string | null): string | null =>
  phone && /^\d{10}$/.test(phone) ? `+1${phone}` : null
/** `+18015550123` in our kept form; null for a number that is not North American. */
export const fromE164 = (number: string): string | null => /^\+1(\d{10})$/.exec(number)?.[1] ?? null
/** As people read it. */
export const shownAddress = (address: string): string => {
  const phone = fromE164(address)
  return phone ? formatPhone(phone) : address
}

type RecordFacts = {
  id: number
  kind: 'customer' | 'lead'
  locationId: number
  archived: boolean
  firstName: string
  lastName: string
  businessName: string | null
  address: string | null
  city: string | null
  state: string | null
  zip: string | null
  primaryPhone: string | null
  cellPhone: string | null
  workPhone: string | null
  otherPhone: string | null
  email: string | null
  locationName: string
  locationPhone: string | null
  companyName: string
  companySlug: string
  timeZone: string
}

/** What merge fields and recipients are made of: nothing of it is masked to anybody. */
export async function findFacts(db: Db, customerId: number): Promise<RecordFacts | undefined> {
  const { rows } = await sql<RecordFacts>`
    select c.id, c.kind, c.location_id as "locationId", c.archived_at is not null as archived,
      c.first_name as "firstName", c.last_name as "lastName", c.business_name as "businessName",
      c.address_line1 as address, c.city, c.state, c.zip, c.primary_phone as "primaryPhone", c.cell_phone as "cellPhone",
      c.work_phone as "workPhone", c.other_phone as "otherPhone", c.email, l.name as "locationName", l.phone as "locationPhone",
      p.name as "companyName", p.slug as "companySlug", p.time_zone as "timeZone"
    from customer c join location l on l.company_id = c.company_id and l.id = c.location_id
      join platform.company p on p.id = c.company_id
    where c.company_id = platform.company_id() and c.id = ${customerId}`.execute(db)
  return rows[0]
}

/** Text messages go to the cell phone first. Numbers and addresses that are there twice are listed once. */
export function recordPeople(facts: RecordFacts): Person[] {
  const name = `${facts.firstName} ${facts.lastName}`
  const phones = [
    [facts.cellPhone, 'Cell phone'],
    [facts.primaryPhone, 'Primary phone'],
    [facts.otherPhone, 'Other phone'],
    [facts.workPhone, 'Work phone'],
  ] as const
  const people: Person[] = phones.flatMap(([phone, label]) => {
    const address = toE164(phone)
    return address ? [{ channel: 'sms' as const, address, name, label }] : []
  })
  if (facts.email) people.push({ channel: 'email', address: facts.email.toLowerCase(), name, label: 'Email' })
  return once(people)
}

const once = (people: Person[]): Person[] =>
  people.filter(
    (one, at) => people.findIndex((p) => p.channel === one.channel && p.address === one.address) === at,
  )

/** With the emergency contacts, for who may see them. */
export async function listPeople(db: Db, facts: RecordFacts, withContacts: boolean): Promise<Person[]> {
  const own = recordPeople(facts)
  if (!withContacts) return own
  const { rows } = await sql<{
    name: string
    relation: string
    phones: (string | null)[]
    types: (string | null)[]
    email: string | null
  }>`
    select trim(first_name || ' ' || last_name) as name, relation, array[phone, phone2, phone3] as phones,
      array[phone_type, phone2_type, phone3_type] as types, email
    from contact where company_id = platform.company_id() and customer_id = ${facts.id} order by calling_order`.execute(
    db,
  )
  const contacts = rows.flatMap(({ name, relation, phones, types, email }): Person[] => {
    const label = relation ? `Contact, ${relation}` : 'Contact'
    const sms = phones.flatMap((phone, at): Person[] => {
      const address = toE164(phone)
      return address
        ? [{ channel: 'sms', address, name, label: types[at] ? `${label}, ${types[at]}` : label }]
        : []
    })
    return email ? [...sms, { channel: 'email', address: email.toLowerCase(), name, label }] : sms
  })
  return once([...own, ...contacts])
}

/** What each merge field is for the record; what is empty is left out. */
export function mergeValuesOf(facts: RecordFacts, senderName: string, now: Date): Record<string, string> {
  const values: MergeValues = {
    first_name: facts.firstName,
    last_name: facts.lastName,
    full_name: `${facts.firstName} ${facts.lastName}`,
    business_name: facts.businessName ?? '',
    customer_number: String(facts.id),
    address: facts.address ?? '',
    city: facts.city ?? '',
    state: facts.state ?? '',
    zip: facts.zip ?? '',
    phone: facts.primaryPhone ? formatPhone(facts.primaryPhone) : '',
    email: facts.email ?? '',
    company_name: facts.companyName,
    location_name: facts.locationName,
    location_phone: facts.locationPhone ? formatPhone(facts.locationPhone) : '',
    sender_name: senderName || facts.companyName,
    today: formatDate(todayIn(facts.timeZone, now)),
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Record<string, string>
}

export type Match = {
  id: number
  name: string
  kind: 'customer' | 'lead'
  city: string
  locationId: number
  /** Whose address it is on the record. */
  why: string
}

/** Records that are not archived and have this address, themselves or by a contact. At most twenty. */
export async function listMatches(db: Db, channel: MessageChannel, address: string): Promise<Match[]> {
  const phone = channel === 'sms' ? fromE164(address) : null
  if (channel === 'sms' && !phone) return []
  const mine =
    channel === 'sms'
      ? sql`c.lookup_keys && array[${phone}] and ${phone} in (left(c.primary_phone, 10), left(c.work_phone, 10),
          left(c.cell_phone, 10), left(c.other_phone, 10))`
      : sql`lower(c.email) = ${address}`
  const theirs =
    channel === 'sms'
      ? sql`(left(x.phone, 10) = ${phone} or left(x.phone2, 10) = ${phone} or left(x.phone3, 10) = ${phone})`
      : sql`lower(x.email) = ${address}`
  const { rows } = await sql<Match>`
    select c.id, c.first_name || ' ' || c.last_name as name, c.kind, coalesce(c.city, '') as city,
      c.location_id as "locationId", f.why
    from (
      select id, min(why) as why from (
        select c.id, 'the record itself' as why from customer c where c.company_id = platform.company_id() and ${mine}
        union all
        select x.customer_id, 'the contact ' || trim(x.first_name || ' ' || x.last_name) from contact x
          where x.company_id = platform.company_id() and ${theirs}) found
      group by id) f
    join customer c on c.company_id = platform.company_id() and c.id = f.id
    where c.archived_at is null order by c.kind, c.id limit 20`.execute(db)
  return rows
}
