/** The company's offices. Each is judged at itself; a new one needs the permission everywhere. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Location, LocationFields, locations } from '#shared/contracts/locations.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { formatPhone } from '#shared/phone.ts'
import { checkZip } from '#shared/postal.ts'
import { timeZones } from '#shared/rules/time-zones.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as queries from './locations.queries.ts'

export async function listLocations(
  _ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof locations.list>,
): Promise<Output<typeof locations.list>> {
  const rows = await queries.listLocations(db, query)
  return { items: rows.map(({ time_zone: timeZone, ...row }) => ({ ...row, timeZone })) }
}

/** @throws locations.not_found; access.denied_here without the permission at the office itself */
async function getLocation(
  ctx: Ctx,
  db: Db,
  locationId: number,
  permission: 'office_locations.view' | 'office_locations.modify',
): Promise<queries.LocationRow> {
  const row = (await queries.findLocation(db, locationId)) ?? fail('locations.not_found')
  requireAt(ctx.actor, permission, row.id)
  return row
}

async function answer(ctx: Ctx, db: Db, row: queries.LocationRow): Promise<Location> {
  const numbers = await queries.listDealerNumbers(db)
  return {
    id: row.id,
    version: row.version,
    fields: {
      name: row.name,
      active: row.active,
      addressLine1: row.address_line1,
      addressLine2: row.address_line2,
      city: row.city,
      state: row.state,
      zip: row.zip,
      phone: row.phone,
      timeZone: row.time_zone,
      dealerNumberId: row.dealer_number_id,
      managerIds: row.managers.map(({ id }) => id),
      zips: row.zips,
    },
    dealerNumbers: numbers
      .filter(({ id, active }) => active || id === row.dealer_number_id)
      .map(({ id, name }) => ({ id, name })),
    abilities: { modify: ctx.actor.grants.has('office_locations.modify', row.id) },
  }
}

export const openLocation = async (
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof locations.open>,
): Promise<Location> =>
  answer(ctx, db, await getLocation(ctx, db, params.locationId, 'office_locations.view'))

const valuesOf = (fields: LocationFields): queries.LocationValues => ({
  name: fields.name,
  active: fields.active,
  address_line1: fields.addressLine1,
  address_line2: fields.addressLine2,
  city: fields.city,
  state: fields.state,
  zip: fields.zip,
  phone: fields.phone,
  time_zone: fields.timeZone,
  dealer_number_id: fields.dealerNumberId,
})

/** Judges what points to other rows, with the company's locations locked. @throws request.invalid */
async function check(
  db: Db,
  fields: LocationFields,
  all: readonly { id: number; name: string }[],
  before: queries.LocationRow | null,
): Promise<void> {
  const errors: FieldError[] = []
  if (all.some(({ id, name }) => name === fields.name && id !== before?.id))
    errors.push({ path: 'name', message: 'Another location has this name already' })
  const zip = checkZip(fields.zip, fields.state)
  if (zip) errors.push({ path: 'zip', message: zip })
  if (fields.dealerNumberId !== null && fields.dealerNumberId !== before?.dealer_number_id) {
    const number = (await queries.listDealerNumbers(db)).find(({ id }) => id === fields.dealerNumberId)
    if (!number?.active) errors.push({ path: 'dealerNumberId', message: 'There is no such dealer number' })
  }
  const managed = new Set(before?.managers.map(({ id }) => id))
  const users = new Map((await queries.listUsersAmong(db, fields.managerIds)).map((user) => [user.id, user]))
  for (const userId of fields.managerIds) {
    const user = users.get(userId)
    if (!user) errors.push({ path: 'managerIds', message: 'There is no such user' })
    else if (!user.active && !managed.has(userId))
      errors.push({ path: 'managerIds', message: 'One of them is no longer active' })
  }
  const taken = await queries.listTakenZips(db, fields.zips, before?.id ?? null)
  if (taken.length)
    errors.push({
      path: 'zips',
      message: taken.map(({ zip, location }) => `${zip} belongs to ${location}`).join(', '),
    })
  if (errors.length) fail('request.invalid', {}, { errors })
}

async function saveParts(db: Db, locationId: number, fields: LocationFields): Promise<void> {
  await queries.replaceManagers(db, locationId, [...new Set(fields.managerIds)])
  await queries.replaceZips(db, locationId, [...new Set(fields.zips)])
}

/** @throws access.denied without the permission everywhere, as a new office is at no other; request.invalid */
export async function createLocation(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof locations.create>,
): Promise<Location> {
  if (!ctx.actor.grants.covers(['office_locations.create'], null))
    fail('access.denied', { permission: `${permissionLabel('office_locations.create')}, everywhere` })
  await check(db, body, await queries.lockLocations(db), null)
  const locationId = await queries.insertLocation(db, valuesOf(body))
  await saveParts(db, locationId, body)
  const row = (await queries.findLocation(db, locationId))!
  ctx.history.add({
    event: 'locations.created',
    entity: 'location',
    entityId: locationId,
    detail: { name: row.name },
    changes: changesBetween(null, row),
  })
  return answer(ctx, db, row)
}

/** @throws locations.not_found, access.denied_here, locations.stale, locations.last_active, request.invalid */
export async function saveLocation(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof locations.save>,
): Promise<Location> {
  const all = await queries.lockLocations(db)
  const before = await getLocation(ctx, db, params.locationId, 'office_locations.modify')
  const { version, ...fields } = body
  if (before.version !== version)
    fail('locations.stale', {}, { extra: { current: await answer(ctx, db, before) } })
  if (!fields.active && before.active && !all.some(({ id, active }) => active && id !== before.id))
    fail('locations.last_active')
  await check(db, fields, all, before)
  await queries.updateLocation(db, before.id, valuesOf(fields))
  await saveParts(db, before.id, fields)
  const row = (await queries.findLocation(db, before.id))!
  const changes = changesBetween(before, row)
  if (changes.length)
    ctx.history.add({
      event: 'locations.saved',
      entity: 'location',
      entityId: row.id,
      detail: { name: row.name },
      changes,
    })
  else ctx.history.nothingChanged()
  return answer(ctx, db, row)
}

export async function listLocationHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof locations.history>,
): Promise<Output<typeof locations.history>> {
  const { id } = await getLocation(ctx, db, params.locationId, 'office_locations.view')
  return listEntityHistory(db, 'location', id, query)
}

export async function locationByZip(
  _ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof locations.byZip>,
): Promise<Output<typeof locations.byZip>> {
  return { location: (await queries.findByZip(db, params.zip.slice(0, 5))) ?? null }
}

const words = (row: queries.LocationRow): Record<string, string | null> => ({
  Name: row.name,
  Active: row.active ? 'Yes' : 'No',
  'Address line 1': row.address_line1,
  'Address line 2': row.address_line2,
  City: row.city,
  State: row.state,
  ZIP: row.zip,
  Phone: row.phone && formatPhone(row.phone),
  'Time zone': timeZones.find(({ value }) => value === row.time_zone)?.label ?? row.time_zone,
  'Dealer number': row.dealer_number,
  Managers: row.managers.map(({ name }) => name).join(', ') || null,
})

/** A change of ZIP codes says which came and which went, up to 40 of each: there may be thousands. */
function zipChange(before: readonly string[], after: readonly string[]) {
  const [had, has] = [new Set(before), new Set(after)]
  const listed = (zips: string[]) =>
    zips.length > 40 ? `${zips.slice(0, 40).join(', ')} and ${zips.length - 40} more` : zips.join(', ')
  const gone = before.filter((zip) => !has.has(zip))
  const come = after.filter((zip) => !had.has(zip))
  if (!gone.length && !come.length) return []
  return [
    { field: 'ZIP codes', old: gone.length ? listed(gone) : null, new: come.length ? listed(come) : null },
  ]
}

function changesBetween(before: queries.LocationRow | null, after: queries.LocationRow) {
  const old: Record<string, string | null> = before ? words(before) : {}
  return [
    ...Object.entries(words(after)).flatMap(([field, value]) =>
      (old[field] ?? null) === value ? [] : [{ field, old: old[field] ?? null, new: value }],
    ),
    ...zipChange(before?.zips ?? [], after.zips),
  ]
}
