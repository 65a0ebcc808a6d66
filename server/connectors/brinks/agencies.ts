/** Authorities at Brinks Home: found by ZIP (`GetData` Agencies), held by an account as SiteAgencyPermits. */
import { parsePhone } from '#shared/phone.ts'
import type { AccountRef } from '../contract.ts'
import { checked, checkText, FieldError, inSteps, phoneFrom, refusal } from '../look-first.ts'
import type { AccountAgency, Agencies, AgencyKind } from '../station-parts.ts'
import { type Row, rowXml } from './message.ts'
import type { Session } from './session.ts'

/** The types that public clients show; those of a station's own are known by the words of its table. */
const shown: Record<string, AgencyKind> = { PD: 'police', FD: 'fire', MD: 'medical' }
const words: readonly [RegExp, AgencyKind][] = [
  [/police|sheriff|law/i, 'police'],
  [/fire/i, 'fire'],
  [/medic|ambulance|ems\b/i, 'medical'],
]

type Kinds = ReadonlyMap<string, AgencyKind>

const kindOf = (kinds: Kinds, { agencytype_id = '' }: Row): AgencyKind =>
  // Whoever else may be sent is told as a guard: nobody on an account is left out of the list.
  kinds.get(agencytype_id.trim()) ?? 'guard'

export function agenciesOf(session: Session): Agencies {
  const kindsFor = async (call: string): Promise<Kinds> => {
    const types = await session.table(call, 'Agencytypes')
    const told = types.map(({ agencytype_id = '', descr = '' }): [string, AgencyKind] => {
      const code = agencytype_id.trim()
      return [code, shown[code] ?? words.find(([word]) => word.test(descr))?.[1] ?? 'guard']
    })
    return new Map([...Object.entries(shown), ...told])
  }
  const held = async (call: string, { accountNumber }: AccountRef) => {
    const kinds = await kindsFor(call)
    const rows = await session.getData(call, 'SiteAgencyPermits', accountNumber)
    return rows.map((row) => ({ row, agency: accountAgency(row, kinds) }))
  }
  const write = async (call: string, ref: AccountRef, reqType: 'A' | 'C' | 'D', row: Row) => {
    let after: AccountAgency[] = []
    await inSteps([
      () => session.update(call, reqType, ref.accountNumber, { SiteAgencyPermits: [row] }),
      async () => void (after = (await held(call, ref)).map(({ agency }) => agency)),
    ])
    return after
  }

  return {
    list: async (ref) => {
      const call = 'List authorities'
      await session.siteFor(call, ref)
      return (await held(call, ref)).map(({ agency }) => agency)
    },

    search: async (kind, zip) => {
      const call = 'Find authorities'
      const kinds = await kindsFor(call)
      const rows = await session.getData(
        call,
        'Agencies',
        null,
        rowXml('GetAgencies', 'GetAgency', { zip_code: zip.slice(0, 5) }),
      )
      return rows.filter((row) => kindOf(kinds, row) === kind).map((row) => agencyFrom(row, kinds))
    },

    add: async (ref, { agency, permitNumber, revision }) => {
      const call = 'Add authority'
      checked(call, () => {
        checkText('permitNumber', permitNumber, 30)
        if (!/^\d{1,12}$/.test(agency.id)) throw new FieldError('agency.id', 'Choose one of the list')
      })
      await session.siteFor(call, ref, revision)
      const there = await held(call, ref)
      const same = there.find((one) => one.agency.id === agency.id && one.agency.kind === agency.kind)
      if (same?.agency.permitNumber === permitNumber) return there.map((one) => one.agency)
      if (same) {
        const { agency_no = '', agencytype_id = '' } = same.row
        return write(call, ref, 'C', { agencytype_id, agency_no, permit_no: permitNumber })
      }
      const other = there.find((one) => one.agency.kind === agency.kind)
      if (other) throw refusal(call, `${other.agency.name} is on the account; remove it first`, 'agency.kind')
      // As the station itself wrote it; where that is no number, it has the agency's own.
      const phone1 = parsePhone(agency.phone)?.split('x')[0]
      const type = [...(await kindsFor(call))].find(([, kind]) => kind === agency.kind)?.[0]
      if (!type) throw refusal(call, 'The station knows no authorities of this kind', 'agency.kind')
      return write(call, ref, 'A', {
        agencytype_id: type,
        agency_no: agency.id,
        ...(phone1 && { phone1 }),
        ...(permitNumber && { permit_no: permitNumber }),
      })
    },

    remove: async (ref, { agencyId, kind, revision }) => {
      const call = 'Remove authority'
      await session.siteFor(call, ref, revision)
      const there = await held(call, ref)
      const going = there.find(({ agency }) => agency.id === agencyId && agency.kind === kind)
      if (!going) return there.map(({ agency }) => agency)
      const { agency_no = '', agencytype_id = '' } = going.row
      return write(call, ref, 'D', { agencytype_id, agency_no })
    },
  }
}

const agencyFrom = (row: Row, kinds: Kinds) => ({
  id: (row.agency_no ?? '').trim(),
  kind: kindOf(kinds, row),
  name: (row.agency_name ?? '').trim(),
  phone: phoneFrom(row.phone1),
  city: (row.city_name ?? '').trim(),
  state: (row.state_id ?? '').trim().toUpperCase(),
})

const accountAgency = (row: Row, kinds: Kinds): AccountAgency => ({
  ...agencyFrom(row, kinds),
  permitNumber: (row.permit_no ?? '').trim(),
})
