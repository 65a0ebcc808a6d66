/** Creating an account at a station: what will be sent, what the station asks for beside it, and the creation itself. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { connections, Monitoring } from '#shared/contracts/connections.ts'
import { mask } from '#shared/contracts/customers.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { field, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import type { DetailField, Details } from '#server/connectors/station-parts.ts'
import type { IoCtx } from '#server/http/context.ts'
import { isShown, openField, type Visible } from '../customers/customers.service.ts'
import { listZoneEquipment } from '../equipment/equipment.service.ts'
import { whyNoAccountYet } from '../prechecks/prechecks.service.ts'
import { failAsProvider, type StationDesk } from '../providers/providers.service.ts'
import { wrongWithValue } from './connections.details.ts'
import { contactsFor, keptFields, labelOf } from './connections.account.ts'
import { finish, readSides, reserve, type Sides } from './connections.linking.ts'
import * as queries from './connections.queries.ts'
import { sendsZones } from './connections.zones.ts'

/** Both sides, where the account can be created. @throws connections.unsupported, connections.account_exists */
async function readFreeSides(ctx: IoCtx, desk: StationDesk, customerId: number): Promise<Sides> {
  const sides = await readSides(ctx, desk, customerId)
  const { target, theirs, open } = sides
  const company = target.company.name
  if (!open.station.account.create) fail('connections.unsupported', { company })
  if (theirs) fail('connections.account_exists', { accountNumber: target.accountNumber, company })
  return sides
}

const asked = ({ open }: Sides): DetailField[] =>
  (open.manifest.parts?.details ?? []).filter(({ atCreation }) => atCreation)

/** A detail that is a field of the record too (the receiver number) need not be typed again. */
const ownField = (key: string): FieldName | undefined => fieldNames.find((name) => name === key)

/** The page before the creation. Changes nothing. */
export async function readShellForm(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Parsed<typeof connections.shellForm>,
): Promise<Output<typeof connections.shellForm>> {
  const sides = await readFreeSides(ctx, desk, params.customerId)
  const { target, ours, open } = sides
  const { customer, company, accountNumber } = target
  const { manifest, station } = open
  const ownChoices = new Map<string, { code: string; label: string }[]>()
  try {
    for (const { key, choices } of asked(sides))
      if (choices === 'station') ownChoices.set(key, (await station.details?.choices?.(key)) ?? [])
  } catch (error) {
    return failAsProvider(error, company.name)
  } finally {
    await ctx.tx((_inner, db) => queries.insertCalls(db, customer.id, null, open.calls.splice(0)))
  }
  const { preCheckNeeded, zones, templates } = await ctx.tx(async (inner, db) => ({
    preCheckNeeded: await whyNoAccountYet(inner, db, customer),
    zones: sendsZones(manifest) ? await listZoneEquipment(db, customer.id) : [],
    templates: await queries.listTemplates(db, company.id),
  }))
  const { grants } = ctx.actor
  const hidden = (name: FieldName) => !isShown(ctx.actor, customer, name)
  const needed = manifest.neededAtCreation ?? []
  return {
    company: company.name,
    accountNumber,
    honesty: manifest.honesty,
    preCheckNeeded,
    sends: keptFields(manifest).map((name) => {
      const value = ours.fields[name]
      const shown = field(name).type === 'phone' ? formatPhone(value) : value
      return {
        label: labelOf(name),
        value: value === '' ? null : hidden(name) ? mask : shown,
        missing: value === '' && needed.includes(name),
      }
    }),
    contacts:
      manifest.capabilities.includes('contacts') && grants.has('emergency_contacts.view', customer.locationId)
        ? contactsFor(manifest, ours).map(({ order, firstName, lastName, phone, relation }) => ({
            order,
            name: `${firstName} ${lastName}`.trim(),
            phone: phone === '' ? null : formatPhone(phone),
            relation,
          }))
        : null,
    contactsLack: manifest.parts?.contactsLack ?? null,
    zones:
      sendsZones(manifest) && grants.has('equipment.view', customer.locationId)
        ? zones.filter(({ removed }) => !removed).map(({ zone, name }) => ({ zone, name }))
        : null,
    details: asked(sides).map(({ key, label, help, type, required, maxLength, choices }) => {
      const own = ownField(key)
      const masked = own !== undefined && hidden(own)
      return {
        key,
        label,
        help: masked ? 'Hidden from you; if you leave it empty, what the record holds is sent' : (help ?? ''),
        type,
        required: required && !(masked && customer.row[own] !== null),
        maxLength: maxLength ?? 200,
        value: own !== undefined && !masked ? ownValue(ctx, customer, own) : '',
        choices:
          choices === 'station'
            ? (ownChoices.get(key) ?? [])
            : choices === 'dealer'
              ? templates
              : [...(choices ?? [])],
      }
    }),
  }
}

const ownValue = (ctx: IoCtx, customer: Visible, name: FieldName): string =>
  String(openField(ctx.actor.company.id, name, customer.row[name]) ?? '')

/**
 * Creates the account at the station and links it.
 * @throws connections.account_exists; connections.precheck_needed; request.invalid with what the station asks for
 */
export async function shellAccount(
  ctx: IoCtx,
  desk: StationDesk,
  input: Parsed<typeof connections.shell>,
): Promise<Monitoring> {
  const sides = await readFreeSides(ctx, desk, input.params.customerId)
  const { target } = sides
  const reason = await ctx.tx((inner, db) => whyNoAccountYet(inner, db, target.customer))
  if (reason !== null) fail('connections.precheck_needed', { company: target.company.name, reason })
  const details = await checkDetails(ctx, sides, input.body.details)
  const connectionId = await ctx.tx((inner, db) =>
    reserve(inner, db, target, { mode: 'shell', externalId: null, details }),
  )
  return finish(ctx, desk, input, connectionId, target.company.name)
}

/** The details as the station gets them. @throws request.invalid at each field, before anything is sent */
async function checkDetails(ctx: IoCtx, sides: Sides, given: Details): Promise<Details> {
  const { target, ours, open } = sides
  const templates = await ctx.tx((_inner, db) => queries.listTemplates(db, target.company.id))
  const errors = (open.manifest.neededAtCreation ?? [])
    .filter((name) => ours.fields[name] === '')
    .map((name) => ({
      path: `fields.${name}`,
      message: `${target.company.name} opens no account without ${labelOf(name)}`,
    }))
  const details: Details = {}
  for (const wanted of asked(sides)) {
    const own = ownField(wanted.key)
    const value = given[wanted.key] || (own ? ownValue(ctx, target.customer, own) : '')
    const needed = wanted.required ? `${wanted.label} is needed` : null
    const wrong = value === '' ? needed : wrongWithValue(wanted, value, templates)
    if (wrong) errors.push({ path: `details.${wanted.key}`, message: wrong })
    if (value !== '') details[wanted.key] = value
  }
  if (errors.length) fail('request.invalid', {}, { errors })
  return details
}
