/** The cards of a step of a guided flow: those of the Information step, and those of chosen fields. */
import { type Card, cardOf, type FieldName, type RecordKind } from '#shared/rules/customer-fields.ts'
import { type CardLayout, cardsOf, type Row } from './layout.ts'

const name: Row[] = [['locationId'], ['firstName', 'lastName']]
const address: Row[] = [['addressLine1'], ['addressLine2'], ['city', 'state', 'zip'], ['county']]
const contact: Row[] = [
  ['primaryPhone', 'cellPhone'],
  ['email'],
  ['accountType', 'accountClassId'],
  ['businessName', 'businessContact'],
  ['languageId'],
]
const asked = new Set<FieldName>([...name, ...address, ...contact].flat())

/** What ADT's PreCheck asks beside the usual fields (NEW-020). */
export const preCheckFields: readonly FieldName[] = [
  'birthdate',
  'ssn',
  'monitoringCompanyId',
  'dealerNumberId',
]

const inPairs = (names: readonly FieldName[]): Row[] =>
  names.flatMap((one, at) => (at % 2 === 0 ? [names.slice(at, at + 2)] : []))

/** @param further fields that are asked beside the usual ones. */
export function informationCards(further: readonly FieldName[]): CardLayout[] {
  const rest = [...new Set(further)].filter((one) => !asked.has(one))
  const personal = rest.filter((one) => cardOf(one, 'customer') === 'personal')
  return [
    {
      card: 'personal',
      title: 'Information',
      columns: [
        [...name, ...address],
        [...contact, ...inPairs(personal)],
      ],
    },
    ...fieldCards(
      'customer',
      rest.filter((one) => !personal.includes(one)),
    ),
  ]
}

/** Chosen fields in the cards that they always stand in, in the order in which they were chosen. */
export function fieldCards(kind: RecordKind, names: readonly FieldName[]): CardLayout[] {
  const byCard = Map.groupBy(names, (one): Card => cardOf(one, kind))
  return cardsOf(kind).flatMap(({ card, title }) => {
    const rows = inPairs(byCard.get(card) ?? [])
    const half = Math.ceil(rows.length / 2)
    return rows.length ? [{ card, title, columns: [rows.slice(0, half), rows.slice(half)] }] : []
  })
}
