/** Authorities: all of the station's by GetDispatchAgencies, an account's by GetAccountAgency, written as AgencyPermit. */
import { parsePhone } from '#shared/phone.ts'
import type { AccountRef } from '../contract.ts'
import { checked, checkText, FieldError, inSteps, phoneFrom, refusal } from '../look-first.ts'
import type { AccountAgency, Agencies, AgencyKind } from '../station-parts.ts'
import type { ReqType, Row, Values } from './document.ts'
import type { Session } from './session.ts'

/** The types that MIDI's clients show, which this wire shares its columns with; a list of them was not seen. */
const types: Record<string, AgencyKind> = { PD: 'police', FD: 'fire', MD: 'medical' }
const words: readonly [RegExp, AgencyKind][] = [
  [/police|sheriff|marshal/i, 'police'],
  [/fire/i, 'fire'],
  [/medic|ambulance|ems\b|hospital/i, 'medical'],
]

/** By its type, else by its name; whoever else may be sent is told as a guard. */
const kindOf = ({ agencytype_id = '', agency_name = '' }: Row): AgencyKind =>
  types[agencytype_id] ?? words.find(([word]) => word.test(agency_name))?.[1] ?? 'guard'

export function agenciesOf(session: Session): Agencies {
  const rowsOf = (call: string, { accountNumber }: AccountRef) =>
    session.get(call, 'GetAccountAgency', accountNumber)
  const write = async (call: string, ref: AccountRef, reqType: ReqType, values: Values) => {
    let after: AccountAgency[] = []
    await inSteps([
      () => session.write(call, reqType, ref.accountNumber, 'AgencyPermit', values),
      async () => void (after = (await rowsOf(call, ref)).map(accountAgency)),
    ])
    return after
  }

  return {
    list: async (ref) => {
      const call = 'List authorities'
      await session.siteFor(call, ref)
      return (await rowsOf(call, ref)).map(accountAgency)
    },

    /** The station names all of its authorities and where each one is; which others serve a ZIP it does not tell. */
    search: async (kind, zip) =>
      (await session.list('Find authorities', 'GetDispatchAgencies'))
        .filter((row) => row.zip_code?.slice(0, 5) === zip.slice(0, 5) && kindOf(row) === kind)
        .map(agencyFrom),

    add: async (ref, { agency, permitNumber, revision }) => {
      const call = 'Add authority'
      checked(call, () => {
        checkText('permitNumber', permitNumber, 30)
        if (!/^\d{1,12}$/.test(agency.id)) throw new FieldError('agency.id', 'Choose one of the list')
      })
      await session.siteFor(call, ref, revision)
      const held = await rowsOf(call, ref)
      const there = held.map(accountAgency)
      const same = there.findIndex(({ id }) => id === agency.id)
      if (there[same]?.permitNumber === permitNumber) return there
      if (same >= 0) return write(call, ref, 'C', { agency_no: agency.id, permit_no: permitNumber })
      const other = there.find(({ kind }) => kind === agency.kind)
      if (other) throw refusal(call, `${other.name} is on the account; remove it first`, 'agency.kind')
      const own = (await session.list(call, 'GetDispatchAgencies')).find(
        ({ agency_no }) => agency_no === agency.id,
      )
      if (!own) throw refusal(call, 'The station does not know this authority', 'agency.id')
      // As the station itself wrote it; where that is no number, it has the agency's own.
      const phone1 = parsePhone(agency.phone)?.split('x')[0]
      return write(call, ref, 'A', {
        agency_no: agency.id,
        agencytype_id: own.agencytype_id ?? '',
        agency_name: own.agency_name ?? '',
        ...(phone1 && { phone1 }),
        ...(permitNumber && { permit_no: permitNumber }),
      })
    },

    remove: async (ref, { agencyId, kind, revision }) => {
      const call = 'Remove authority'
      await session.siteFor(call, ref, revision)
      const there = (await rowsOf(call, ref)).map(accountAgency)
      const going = there.find((one) => one.id === agencyId && one.kind === kind)
      return going ? write(call, ref, 'D', { agency_no: agencyId }) : there
    },
  }
}

const agencyFrom = (row: Row) => ({
  id: row.agency_no ?? '',
  kind: kindOf(row),
  name: row.agency_name ?? '',
  phone: phoneFrom(row.phone1),
  city: row.city_name ?? '',
  state: (row.state_id ?? '').toUpperCase(),
})

const accountAgency = (row: Row): AccountAgency => ({ ...agencyFrom(row), permitNumber: row.permit_no ?? '' })
