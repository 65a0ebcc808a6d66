/** What a PreCheck asks, made of the record; and the digest that says later whether the record still is what it was. */
import { parsePhone } from '#shared/phone.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import { isDealerNumberOf, preCheckNeeds } from '#shared/rules/prechecks.ts'
import type { PreCheckQuestion } from '#server/connectors/station-parts.ts'
import type { Db } from '#server/db/database.ts'
import { keyedDigests } from '#server/platform/encryption.ts'
import { openField, type Visible } from '../customers/customers.service.ts'
import type { DealerNumberRow } from './prechecks.queries.ts'
import { listDealerNumbers } from './prechecks.queries.ts'

type Record = Pick<Visible, 'id' | 'kind' | 'row'>

/** Who is asked, and under which number of the dealer. */
export type Chosen = { monitoringCompanyId: number; dealerNumberId: number | null }

/** The dealer's numbers at a monitoring company, for an office. */
export const numbersFor = (
  numbers: readonly DealerNumberRow[],
  monitoringCompanyId: number,
  locationId: number | null,
): DealerNumberRow[] => numbers.filter((number) => isDealerNumberOf(number, monitoringCompanyId, locationId))

/** The record's values, opened: for what leaves to the station, never for an answer or a log. */
export async function readQuestion(
  db: Db,
  companyId: number,
  { row }: Pick<Record, 'row'>,
  { dealerNumberId }: Chosen,
): Promise<PreCheckQuestion> {
  const value = (name: FieldName) => String(openField(companyId, name, row[name]) ?? '')
  const numbers = dealerNumberId === null ? [] : await listDealerNumbers(db)
  const commercial = value('accountType') === 'commercial'
  return {
    firstName: value('firstName'),
    lastName: value('lastName'),
    businessName: commercial ? value('businessName') : '',
    businessContact: commercial ? value('businessContact') : '',
    addressLine1: [value('addressLine1'), value('addressLine2')].filter(Boolean).join(' '),
    city: value('city'),
    state: value('state'),
    zip: value('zip'),
    county: value('county'),
    phone: parsePhone(value('primaryPhone')) ?? value('primaryPhone'),
    email: value('email'),
    ssn: value('ssn').replace(/\D/g, ''),
    birthdate: value('birthdate'),
    dealerNumber: numbers.find(({ id }) => id === dealerNumberId)?.number ?? '',
  }
}

/** What of a question is compared; under a key of this installation, as an SSN could be guessed from a plain digest. */
const digestsOf = (companyId: number, monitoringCompanyId: number, question: PreCheckQuestion): string[] =>
  keyedDigests('precheck', JSON.stringify([companyId, monitoringCompanyId, question])).map((digest) =>
    digest.toString('base64url'),
  )

/** The one to keep. */
export const digestOf = (companyId: number, station: number, question: PreCheckQuestion): string =>
  digestsOf(companyId, station, question)[0]!

export const isSameQuestion = (
  kept: string,
  companyId: number,
  station: number,
  question: PreCheckQuestion,
): boolean => digestsOf(companyId, station, question).includes(kept)

/** What the record lacks to be checked. `value` reads a field, opened or as it was typed. */
export const missingFields = (
  kind: Record['kind'],
  value: (name: FieldName) => unknown,
  dealerNumbers: boolean,
): FieldName[] =>
  preCheckNeeds({ kind, accountType: value('accountType') as string | null, dealerNumbers }).filter(
    (name) => (value(name) ?? '') === '',
  )

export const labelled = (names: readonly FieldName[]) =>
  names.map((name) => ({ field: name, label: field(name).label }))
