/** Authorities: searched by kind and ZIP, put on a customer one by one. */
import { parsePhone } from '#shared/phone.ts'
import type { AccountRef } from '../contract.ts'
import type { AccountAgency, Agencies, Agency } from '../station-parts.ts'
import type { StationCall } from './client.ts'
import { checked, type Line } from './line.ts'
import { FieldError } from './map.ts'
import { agenciesReply, customerAgenciesReply } from './wire-parts.ts'

const longestPermit = 30

export function openAgencies(line: Line): Agencies {
  const { kinds, permits } = line.manifest.parts!.agencies!
  const onCustomer = async (ref: AccountRef, part: string, call: Omit<StationCall, 'path'>) =>
    (await line.about(ref, part, call, customerAgenciesReply)).agencies.map(fromWire)
  const place = (kind: string, id: string) => `agencies/${kind}/${encodeURIComponent(id)}`

  return {
    list: (ref) => onCustomer(ref, 'agencies', { call: 'List authorities', effect: 'read', method: 'GET' }),
    search: async (kind, zip) => {
      const call = 'Search authorities'
      checked(call, () => {
        if (!kinds.includes(kind)) throw new FieldError('kind', 'The station sends none of this kind')
        if (!/^\d{5}$/.test(zip)) throw new FieldError('zip', 'Five digits')
      })
      const { agencies } = await line.send(
        { call, effect: 'read', method: 'GET', path: '/agencies', query: { kind, postalCode: zip } },
        agenciesReply,
      )
      return agencies.map(fromWire)
    },
    add: async (ref, { agency, permitNumber, idempotencyKey, revision }) => {
      const call = 'Add authority'
      checked(call, () => {
        if (permitNumber && !permits)
          throw new FieldError('permitNumber', 'The station keeps no permit numbers')
        if (permitNumber.length > longestPermit)
          throw new FieldError('permitNumber', `The station keeps at most ${longestPermit} characters`)
      })
      return onCustomer(ref, place(agency.kind, agency.id), {
        call,
        effect: 'write',
        method: 'PUT',
        body: { permitNumber },
        idempotencyKey,
        revision,
      })
    },
    ...(line.can('agency_remove') && {
      remove: (ref, { agencyId, kind, idempotencyKey, revision }): Promise<AccountAgency[]> =>
        onCustomer(ref, place(kind, agencyId), {
          call: 'Remove authority',
          effect: 'write',
          method: 'DELETE',
          idempotencyKey,
          revision,
        }),
    }),
  }
}

const fromWire = <T extends Agency>(agency: T): T => ({
  ...agency,
  phone: parsePhone(agency.phone) ?? agency.phone.trim(),
})
