/** Who is sent when an alarm of a linked account is real (CON-051). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { fail } from '#shared/errors.ts'
import { agencyKinds } from '#shared/rules/contacts.ts'
import type { IoCtx } from '#server/http/context.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import {
  type Account,
  askStation,
  changeAtStation,
  refuseAt,
  requirePart,
  settle,
} from './connections.manage.ts'

type Request<K extends keyof typeof stationAccounts> = Parsed<(typeof stationAccounts)[K]>
type AgencyList = Output<typeof stationAccounts.agencies>

const agenciesOf = (account: Account) => requirePart(account, 'agencies', account.station.agencies)

/** @throws connections.… */
export async function readAgencies(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'agencies'>,
): Promise<AgencyList> {
  return askStation(ctx, desk, params.customerId, async (account) => ({
    items: await agenciesOf(account).list(account.ref),
  }))
}

export async function searchAgencies(
  ctx: IoCtx,
  desk: StationDesk,
  { params, query }: Request<'searchAgencies'>,
) {
  return askStation(ctx, desk, params.customerId, async (account) => {
    const agencies = agenciesOf(account)
    requireKind(account, query.kind)
    return { items: await agencies.search(query.kind, query.zip.slice(0, 5)) }
  })
}

function requireKind({ manifest, company }: Account, kind: Request<'searchAgencies'>['query']['kind']): void {
  if (!manifest.parts?.agencies?.kinds.includes(kind))
    refuseAt('kind', `${company.name} keeps no ${agencyKinds[kind].toLowerCase()} authorities`)
}

/** @throws connections.agency_set_already where the station keeps one of each kind */
export async function addAgency(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'addAgency'>,
): Promise<AgencyList> {
  const { agency, permitNumber } = body
  return changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const agencies = agenciesOf(account)
      requireKind(account, agency.kind)
      const { perKind, permits } = account.manifest.parts!.agencies!
      if (permitNumber && !permits)
        refuseAt('permitNumber', `${account.company.name} keeps no permit numbers`)
      const before = await agencies.list(account.ref)
      const other = before.find(({ kind, id }) => kind === agency.kind && id !== agency.id)
      if (other && perKind === 'one')
        fail('connections.agency_set_already', { company: account.company.name, agency: other.name })
      const items = await settle(
        account,
        () => agencies.add(account.ref, { agency, permitNumber, idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await agencies.list(account.ref)
          const held = now.find(({ id, kind }) => id === agency.id && kind === agency.kind)
          return held?.permitNumber === permitNumber ? now : undefined
        },
      )
      return { items }
    },
    ({ items }, { company }) => {
      const held = items.find(({ id, kind }) => id === agency.id && kind === agency.kind) ?? agency
      return {
        event: 'connections.agency_added',
        detail: { agency: held.name, kind: agencyKinds[agency.kind], company: company.name },
        changes: permitNumber ? [{ field: 'Permit number', old: null, new: permitNumber }] : [],
      }
    },
  )
}

/** @throws connections.unsupported where one that is set stays; connections.agency_gone */
export async function removeAgency(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'removeAgency'>,
): Promise<AgencyList> {
  const isIt = ({ id, kind }: { id: string; kind: string }) => id === body.agencyId && kind === body.kind
  const { items } = await changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const agencies = agenciesOf(account)
      const remove = requirePart(account, 'agency_remove', agencies.remove?.bind(agencies))
      const before = (await agencies.list(account.ref)).find(isIt) ?? fail('connections.agency_gone')
      const items = await settle(
        account,
        () => remove(account.ref, { ...body, idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await agencies.list(account.ref)
          return now.some(isIt) ? undefined : now
        },
      )
      return { items, before }
    },
    ({ before }, { company }) => ({
      event: 'connections.agency_removed',
      detail: { agency: before.name, kind: agencyKinds[body.kind], company: company.name },
    }),
  )
  return { items }
}
