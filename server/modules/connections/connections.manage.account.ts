/** The account itself: what the page knows without asking, its service state and the station's own details (CON-050). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { DetailField, StationAccount, stationAccounts } from '#shared/contracts/station-accounts.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { field } from '#shared/rules/customer-fields.ts'
import type { AccountField, Manifest } from '#server/connectors/contract.ts'
import type { Choice, DetailField as StationField } from '#server/connectors/station-parts.ts'
import { connectorByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { saveCustomer, shownField } from '../customers/customers.service.ts'
import { listZoneEquipment } from '../equipment/equipment.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { wrongWithValue } from './connections.details.ts'
import { contactsFor, keptFields, toFieldName } from './connections.account.ts'
import {
  type Account,
  askStation,
  changeAtStation,
  readLinked,
  refuseAt,
  requirePart,
  settle,
} from './connections.manage.ts'
import * as queries from './connections.queries.ts'
import { queueChanges } from './connections.service.ts'
import { readOurAccount, readTarget } from './connections.target.ts'

type Request<K extends keyof typeof stationAccounts> = Parsed<(typeof stationAccounts)[K]>
type Answer<K extends keyof typeof stationAccounts> = Output<(typeof stationAccounts)[K]>

/** Everything that the page draws itself from before any call. @throws customers.…, connections.no_monitor, connections.not_integrated */
export async function readOverview(
  ctx: Ctx,
  db: Db,
  { params }: Request<'overview'>,
): Promise<StationAccount> {
  const { customer, company, active } = await readTarget(ctx, db, params.customerId)
  if (!company) return fail('connections.no_monitor')
  const manifest = connectorByKey(company.connector ?? '')?.manifest
  if (!manifest) return fail('connections.not_integrated', { company: company.name })
  const may = (permission: 'emergency_contacts.view' | 'equipment.view' | 'connections.modify') =>
    ctx.actor.grants.has(permission, customer.locationId)
  const shown = (name: AccountField) => {
    const value = shownField(ctx.actor, customer, toFieldName(name))
    const isPhone = field(toFieldName(name)).type === 'phone'
    return typeof value === 'string' && value !== '' ? (isPhone ? formatPhone(value) : value) : null
  }
  const contacts = contactsFor(manifest, await readOurAccount(db, ctx.actor.company.id, customer))
  const zones = may('equipment.view') ? await listZoneEquipment(db, customer.id) : null
  return {
    company: company.name,
    accountNumber: active?.account_number ?? (customer.row.accountNumber as string | null),
    linked: active?.state === 'linked',
    capabilities: [...manifest.capabilities],
    parts: partsOf(manifest),
    facts: keptFields(manifest).map((name) => ({
      label: field(toFieldName(name)).label,
      value: shown(name),
    })),
    zip: ((customer.row.zip as string | null) ?? '').slice(0, 5),
    contacts: may('emergency_contacts.view')
      ? contacts.map(({ order, firstName, lastName, phone, relation }) => ({
          order,
          name: `${firstName} ${lastName}`.trim(),
          phone: formatPhone(phone),
          relation,
        }))
      : null,
    zones: zones && zones.filter(({ removed }) => !removed).map(({ zone, name }) => ({ zone, name })),
    mayChange: may('connections.modify') && !customer.archived,
    readOnlyReason: customer.archived ? 'archived' : null,
  }
}

const partsOf = ({ parts = {} }: Manifest): StationAccount['parts'] => ({
  zoneHelp: parts.zones?.help ?? null,
  agencies: parts.agencies ? { ...parts.agencies, kinds: [...parts.agencies.kinds] } : null,
  tests: parts.tests ?? null,
  maxDays: parts.maxDays ?? null,
  details: (parts.details ?? []).map(toDetailField),
  contactsLack: parts.contactsLack ?? null,
})

const toDetailField = (f: StationField): DetailField => ({
  key: f.key,
  label: f.label,
  help: f.help ?? null,
  type: f.type,
  maxLength: f.maxLength ?? null,
  editable: f.editable,
  required: f.required,
})

/** @throws connections.account_not_found if the station has it no more */
export async function readState(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'state'>,
): Promise<Answer<'state'>> {
  return askStation(ctx, desk, params.customerId, async ({ station, ref, company, manifest }) => {
    const { accountNumber } = ref
    const found = await station.account.lookup(accountNumber)
    if (!found) return fail('connections.account_not_found', { accountNumber, company: company.name })
    return {
      inService: found.inService,
      orderState: found.orderState || null,
      identifiers: manifest.providerFields.flatMap(({ key, label }) => {
        const value = found.identifiers?.[key]
        return value ? [{ label, value }] : []
      }),
    }
  })
}

/** The station's own words for one of its fields. */
export async function readChoices(
  ctx: IoCtx,
  desk: StationDesk,
  { params, query }: Request<'choices'>,
): Promise<Answer<'choices'>> {
  return askStation(ctx, desk, params.customerId, async (account) => {
    const { station } = account
    const { zones, tests, service } = station
    const ask: Record<typeof query.of, () => Promise<Choice[]> | undefined> = {
      tests: () => tests?.categories?.(),
      service: () => service?.categories?.(),
      eventTypes: () => zones?.eventTypes?.(),
      deviceTypes: () => zones?.deviceTypes?.(),
      locations: () => zones?.locations?.(),
      detail: () => detailChoices(ctx, account, query.key ?? ''),
    }
    return { items: (await ask[query.of]()) ?? [] }
  })
}

async function detailChoices(
  ctx: IoCtx,
  { station, manifest, company }: Account,
  key: string,
): Promise<Choice[]> {
  const choices = manifest.parts?.details?.find((f) => f.key === key)?.choices
  if (choices === 'station') return (await station.details?.choices?.(key)) ?? []
  if (choices === 'dealer') return ctx.tx((_inner, db) => queries.listTemplates(db, company.id))
  return [...(choices ?? [])]
}

/** In or out of service. @throws connections.unsupported; request.invalid where the station asks why */
export async function setService(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'setService'>,
): Promise<Answer<'setService'>> {
  return changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const service = requirePart(account, 'service', account.station.service)
      if (service.categories && !body.inService && !body.category)
        refuseAt('category', 'Choose why the account goes out of service')
      return settle(
        account,
        () => service.set(account.ref, { ...body, idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await account.station.account.lookup(account.ref.accountNumber)
          return now?.inService === body.inService ? { inService: now.inService } : undefined
        },
      )
    },
    ({ inService }, { company, ref }) => ({
      event: 'connections.service_changed',
      ...(inService && { settles: ['missing', 'out_of_service'] as const }),
      detail: {
        accountNumber: ref.accountNumber,
        state: inService ? 'in service' : 'out of service',
        company: company.name,
      },
      changes: [
        ...(body.category ? [{ field: 'Category', old: null, new: body.category }] : []),
        ...(body.comment ? [{ field: 'Comment', old: null, new: body.comment }] : []),
      ],
    }),
  )
}

const detailsOf = (account: Account) => requirePart(account, 'details', account.station.details)

export async function readDetails(ctx: IoCtx, desk: StationDesk, { params }: Request<'details'>) {
  return askStation(ctx, desk, params.customerId, async (account) => ({
    values: await detailsOf(account).read(account.ref),
  }))
}

/** @throws request.invalid with the fields */
export async function changeDetails(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'changeDetails'>,
): Promise<Answer<'changeDetails'>> {
  const { values: wanted } = body
  const { values } = await changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const details = detailsOf(account)
      checkDetails(account.manifest, wanted)
      const before = await details.read(account.ref)
      const holds = (now: Record<string, string>) =>
        Object.entries(wanted).every(([key, value]) => (now[key] ?? '') === value)
      if (holds(before)) return { before, values: before }
      const values = await settle(
        account,
        () => details.write(account.ref, { values: wanted, idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await details.read(account.ref)
          return holds(now) ? now : undefined
        },
      )
      return { before, values }
    },
    ({ before, values: after }, { company, manifest }) => {
      const changed = (manifest.parts?.details ?? []).filter(
        ({ key }) => key in wanted && (before[key] ?? '') !== (after[key] ?? ''),
      )
      if (!changed.length) return null
      return {
        event: 'connections.details_changed',
        detail: { fields: changed.map(({ label }) => label).join(', '), company: company.name },
        changes: changed.map(({ key, label }) => ({
          field: label,
          old: before[key] || null,
          new: after[key] || null,
        })),
      }
    },
  )
  return { values }
}

function checkDetails(manifest: Manifest, values: Record<string, string>): void {
  const errors = Object.entries(values).flatMap(([key, value]) => {
    const wrong = wrongWith(
      manifest.parts?.details?.find((f) => f.key === key),
      value,
    )
    return wrong ? [{ path: `values.${key}`, message: wrong }] : []
  })
  if (errors.length) fail('request.invalid', {}, { errors })
}

function wrongWith(f: StationField | undefined, value: string): string | null {
  if (!f) return 'The station knows no such detail'
  if (!f.editable) return `${f.label} cannot be changed from here`
  if (value === '') return f.required ? `${f.label} is required` : null
  return wrongWithValue(f, value)
}

/**
 * A new abort code for the customer, by an ordinary save with its permissions; the station gets it by the outbox.
 * @throws access.denied_here without the permission of confidential abort codes
 */
export async function resetCode(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'resetCode'>,
): Promise<Answer<'resetCode'>> {
  const { customer, company, connection } = await readLinked(ctx, db, params.customerId, 'change')
  const manifest = connectorByKey(company.connector ?? '')?.manifest
  if (!manifest?.capabilities.includes('codes'))
    return fail('connections.unsupported', { company: company.name })
  const { maxLength } = manifest.fields.abortCode ?? { maxLength: 0 }
  if (body.abortCode.length > maxLength)
    refuseAt('abortCode', `${company.name} keeps at most ${maxLength} characters`)
  await saveCustomer(
    ctx,
    db,
    {
      params,
      body: { version: customer.row.version, fields: { abortCode: body.abortCode } },
    },
    queueChanges,
  )
  if (ctx.history.entries.length === 0) return {}
  ctx.history.add({
    event: 'connections.code_reset',
    entity: 'connection',
    entityId: connection.id,
    customerId: customer.id,
    detail: { company: company.name },
  })
  return {}
}
