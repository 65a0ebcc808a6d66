/** A customer's alarm permits and inspections, and what its address demands. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { CustomerRegulations, regulations } from '#shared/contracts/regulations.ts'
import { fail } from '#shared/errors.ts'
import { addMonths, formatDate } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  getReadable,
  getWritable,
  matchingOf,
  regulationsOfRecord,
  type Visible,
} from '../customers/customers.service.ts'
import { requireOn } from './regulations.jurisdictions.ts'
import * as queries from './regulations.queries.ts'

/** Of a customer, of each kind. */
const mostOfEach = 100

const requireCustomer = (record: Visible): Visible =>
  record.kind === 'customer' ? record : fail('regulations.leads_have_none')

async function answer(ctx: Ctx, db: Db, record: Visible): Promise<CustomerRegulations> {
  const applying = matchingOf(record.row).map(({ id }) => id)
  const permits = await queries.listPermits(db, record.id)
  const inspections = await queries.listInspections(db, record.id)
  const named = await queries.listNamed(db, [
    ...applying,
    ...[...permits, ...inspections].map(({ jurisdictionId }) => jurisdictionId),
  ])
  const place = (id: number) => (applying.includes(id) ? applying.indexOf(id) : applying.length)
  return {
    items: regulationsOfRecord(record.row) ?? [],
    jurisdictions: named
      .toSorted((a, b) => place(a.id) - place(b.id))
      .map(({ id, name, permitMonths, notes }) => ({
        id,
        name,
        applies: applying.includes(id),
        permitMonths,
        notes,
      })),
    permits,
    inspections,
    abilities: {
      modify: !record.archived && ctx.actor.grants.has('customers.modify', record.locationId),
    },
  }
}

/** @throws regulations.off, regulations.leads_have_none; customers.not_found, access.denied_here */
export async function readRegulations(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof regulations.ofCustomer>,
): Promise<CustomerRegulations> {
  requireOn(ctx.actor)
  const record = await getReadable(ctx, db, params.customerId, 'customers.view')
  return answer(ctx, db, requireCustomer(record))
}

async function lock(ctx: Ctx, db: Db, customerId: number): Promise<Visible> {
  requireOn(ctx.actor)
  return requireCustomer(await getWritable(ctx, db, customerId, 'customers.modify'))
}

const reread = async (ctx: Ctx, db: Db, customerId: number) =>
  answer(ctx, db, await getReadable(ctx, db, customerId, 'customers.view'))

type Named = { name: string; permitMonths: number | null }

/** A jurisdiction that holds for the address, or that stands on the row already. @throws request.invalid */
async function getJurisdiction(
  db: Db,
  record: Visible,
  id: number,
  path: string,
  before?: number,
): Promise<Named> {
  const [found] = await queries.listNamed(db, [id])
  if (found && (id === before || matchingOf(record.row).some((each) => each.id === id))) return found
  return fail(
    'request.invalid',
    {},
    { errors: [{ path, message: 'This jurisdiction does not hold for the customer’s address' }] },
  )
}

type PermitBody = Parsed<typeof regulations.addPermit>['body']

/** Without a day of its own it expires as long after the issue as the jurisdiction's permits hold. */
const permitOf = (body: PermitBody, { permitMonths }: Named) => ({
  jurisdictionId: body.jurisdictionId,
  number: body.number,
  issuedOn: body.issuedOn,
  expiresOn:
    body.expiresOn !== undefined
      ? body.expiresOn
      : body.issuedOn && permitMonths
        ? addMonths(body.issuedOn, permitMonths)
        : null,
})

const told = (permit: ReturnType<typeof permitOf>, name: string): Record<string, string | null> => ({
  Jurisdiction: name,
  Number: permit.number,
  Issued: permit.issuedOn && formatDate(permit.issuedOn),
  Expires: permit.expiresOn && formatDate(permit.expiresOn),
})

const differences = (
  old: Record<string, string | null> | null,
  now: Record<string, string | null> | null,
): Change[] =>
  Object.keys(now ?? old ?? {})
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)

const requireRoom = (count: number, what: string) => {
  if (count >= mostOfEach) fail('regulations.too_many_here', { max: mostOfEach, what })
}

/** @throws as readRegulations; customers.archived; request.invalid */
export async function addPermit(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof regulations.addPermit>,
): Promise<CustomerRegulations> {
  const record = await lock(ctx, db, params.customerId)
  requireRoom((await queries.listPermits(db, record.id)).length, 'permits')
  const from = await getJurisdiction(db, record, body.jurisdictionId, 'jurisdictionId')
  const permit = permitOf(body, from)
  const id = await queries.insertPermit(db, record.id, ctx.actor.userId, permit)
  ctx.history.add({
    event: 'regulations.permit_added',
    entity: 'alarm_permit',
    entityId: id,
    customerId: record.id,
    detail: { number: permit.number, jurisdiction: from.name },
    changes: differences(null, told(permit, from.name)),
  })
  return reread(ctx, db, record.id)
}

const getPermit = async (db: Db, record: Visible, id: number) =>
  (await queries.listPermits(db, record.id)).find((permit) => permit.id === id) ??
  fail('regulations.permit_not_found')

const nameOf = async (db: Db, id: number) => (await queries.listNamed(db, [id]))[0]!.name

/** @throws as addPermit; regulations.permit_not_found; regulations.stale with what is stored now */
export async function savePermit(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof regulations.savePermit>,
): Promise<CustomerRegulations> {
  const record = await lock(ctx, db, params.customerId)
  const before = await getPermit(db, record, params.permitId)
  if (before.version !== body.version) return fail('regulations.stale', {}, { extra: { current: before } })
  const from = await getJurisdiction(
    db,
    record,
    body.permit.jurisdictionId,
    'permit.jurisdictionId',
    before.jurisdictionId,
  )
  const permit = permitOf(body.permit, from)
  const changes = differences(told(before, await nameOf(db, before.jurisdictionId)), told(permit, from.name))
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(ctx, db, record)
  }
  await queries.updatePermit(db, before.id, permit)
  ctx.history.add({
    event: 'regulations.permit_saved',
    entity: 'alarm_permit',
    entityId: before.id,
    customerId: record.id,
    detail: { number: permit.number, jurisdiction: from.name },
    changes,
  })
  return reread(ctx, db, record.id)
}

/** @throws as addPermit; regulations.permit_not_found */
export async function removePermit(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof regulations.removePermit>,
): Promise<CustomerRegulations> {
  const record = await lock(ctx, db, params.customerId)
  const permit = await getPermit(db, record, params.permitId)
  const jurisdiction = await nameOf(db, permit.jurisdictionId)
  await queries.deletePermit(db, permit.id)
  ctx.history.add({
    event: 'regulations.permit_removed',
    entity: 'alarm_permit',
    entityId: permit.id,
    customerId: record.id,
    detail: { number: permit.number, jurisdiction },
    changes: differences(told(permit, jurisdiction), null),
  })
  return reread(ctx, db, record.id)
}

const inspectionTold = (
  { doneOn, passed, note }: { doneOn: string; passed: boolean; note: string },
  name: string,
) => ({
  Jurisdiction: name,
  Done: formatDate(doneOn),
  Result: passed ? 'Passed' : 'Failed',
  Note: note || null,
})

/** @throws as addPermit; request.invalid for a day that is still to come */
export async function addInspection(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof regulations.addInspection>,
): Promise<CustomerRegulations> {
  const record = await lock(ctx, db, params.customerId)
  requireRoom((await queries.listInspections(db, record.id)).length, 'inspections')
  const from = await getJurisdiction(db, record, body.jurisdictionId, 'jurisdictionId')
  if (body.doneOn > record.row.today)
    fail('request.invalid', {}, { errors: [{ path: 'doneOn', message: 'This day is still to come' }] })
  const id = await queries.insertInspection(db, record.id, ctx.actor.userId, body)
  ctx.history.add({
    event: 'regulations.inspection_added',
    entity: 'inspection',
    entityId: id,
    customerId: record.id,
    detail: { jurisdiction: from.name },
    changes: differences(null, inspectionTold(body, from.name)),
  })
  return reread(ctx, db, record.id)
}

/** @throws as addPermit; regulations.inspection_not_found */
export async function removeInspection(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof regulations.removeInspection>,
): Promise<CustomerRegulations> {
  const record = await lock(ctx, db, params.customerId)
  const inspection =
    (await queries.listInspections(db, record.id)).find(({ id }) => id === params.inspectionId) ??
    fail('regulations.inspection_not_found')
  const jurisdiction = await nameOf(db, inspection.jurisdictionId)
  await queries.deleteInspection(db, inspection.id)
  ctx.history.add({
    event: 'regulations.inspection_removed',
    entity: 'inspection',
    entityId: inspection.id,
    customerId: record.id,
    detail: { jurisdiction },
    changes: differences(inspectionTold(inspection, jurisdiction), null),
  })
  return reread(ctx, db, record.id)
}

/** One row more than asked for tells whether there are others. */
export function toExpiring(
  rows: readonly queries.ExpiringRow[],
  limit: number,
): Output<typeof regulations.expiring> {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(({ firstName, lastName, ...row }) => ({ ...row, customer: `${firstName} ${lastName}` })),
    next: last ? `${last.expiresOn} ${last.id}` : null,
  }
}

export function toPosition(after: string | undefined): { expiresOn: string; id: number } | null {
  if (after === undefined) return null
  const [expiresOn, id] = after.split(' ') as [string, string]
  return { expiresOn, id: Number(id) }
}
