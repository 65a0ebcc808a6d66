/** The company's jurisdictions, as administration keeps them. */
import type { Output, Parsed } from '#shared/contract.ts'
import {
  type JurisdictionRow,
  type JurisdictionValues,
  mostJurisdictions,
  type regulations,
} from '#shared/contracts/regulations.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { jurisdictionKinds } from '#shared/rules/regulations.ts'
import { formatDate } from '#shared/time.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as queries from './regulations.queries.ts'

/** Switched off, they leave no trace (TAB-021). @throws regulations.off */
export function requireOn(actor: Actor): void {
  if (!actor.company.settings.regulations) fail('regulations.off')
}

export async function listJurisdictions(ctx: Ctx, db: Db): Promise<Output<typeof regulations.jurisdictions>> {
  requireOn(ctx.actor)
  return { items: await queries.listJurisdictions(db) }
}

const told = (v: JurisdictionValues, currency: string): Record<string, string | null> => {
  const money = (cents: number | null) => (cents === null ? null : formatCents(cents, currency))
  const months = (n: number | null) => (n === null ? null : n === 0 ? 'None' : `${n} months`)
  return {
    Name: v.name,
    Kind: jurisdictionKinds[v.kind],
    State: v.state,
    Place: v.place,
    'ZIP codes': v.zips.length ? v.zips.join(', ') : null,
    'Alarm permit': v.permitRequired === null ? null : v.permitRequired ? 'Required' : 'Not required',
    'Permit fee': money(v.permitFeeCents),
    'Permit holds': months(v.permitMonths),
    'Inspection every': months(v.inspectionMonths),
    'Registration fee': money(v.registrationFeeCents),
    'License number': v.licenseNumber,
    'License expires': v.licenseExpiresOn && formatDate(v.licenseExpiresOn),
    Notes: v.notes || null,
    Active: v.active ? 'Yes' : 'No',
  }
}

function differences(
  before: JurisdictionValues | null,
  after: JurisdictionValues,
  currency: string,
): Change[] {
  const old = before && told(before, currency)
  return Object.entries(told(after, currency))
    .map(([field, now]) => ({ field, old: old?.[field] ?? null, new: now }))
    .filter((change) => change.old !== change.new)
}

async function requireUnusedName(db: Db, name: string, path: string, except?: number): Promise<void> {
  const other = await queries.findJurisdictionByName(db, name)
  if (other && other.id !== except)
    fail(
      'request.invalid',
      {},
      {
        errors: [
          {
            path,
            message: `There is ${other.active ? 'a' : 'a retired'} jurisdiction “${other.name}” already`,
          },
        ],
      },
    )
}

/** @throws regulations.off, regulations.too_many; request.invalid if the name is taken */
export async function createJurisdiction(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof regulations.createJurisdiction>,
): Promise<JurisdictionRow> {
  requireOn(ctx.actor)
  if ((await queries.lockNames(db)) >= mostJurisdictions)
    fail('regulations.too_many', { max: mostJurisdictions })
  await requireUnusedName(db, body.name, 'name')
  const id = await queries.insertJurisdiction(db, body)
  ctx.history.add({
    event: 'regulations.jurisdiction_created',
    entity: 'jurisdiction',
    entityId: id,
    detail: { name: body.name },
    changes: differences(null, body, ctx.actor.company.currency),
  })
  return (await queries.lockJurisdiction(db, id))!
}

/** @throws regulations.off, regulations.jurisdiction_not_found; regulations.stale with what is stored now; request.invalid */
export async function saveJurisdiction(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof regulations.saveJurisdiction>,
): Promise<JurisdictionRow> {
  requireOn(ctx.actor)
  await queries.lockNames(db)
  const before =
    (await queries.lockJurisdiction(db, params.jurisdictionId)) ?? fail('regulations.jurisdiction_not_found')
  if (before.version !== body.version) return fail('regulations.stale', {}, { extra: { current: before } })
  await requireUnusedName(db, body.jurisdiction.name, 'jurisdiction.name', before.id)
  const changes = differences(before, body.jurisdiction, ctx.actor.company.currency)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return before
  }
  await queries.updateJurisdiction(db, before.id, body.jurisdiction)
  ctx.history.add({
    event: 'regulations.jurisdiction_saved',
    entity: 'jurisdiction',
    entityId: before.id,
    detail: { name: body.jurisdiction.name },
    changes,
  })
  return (await queries.lockJurisdiction(db, before.id))!
}

/** @throws regulations.off, regulations.jurisdiction_not_found */
export async function listJurisdictionHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof regulations.jurisdictionHistory>,
): Promise<Output<typeof regulations.jurisdictionHistory>> {
  requireOn(ctx.actor)
  if (!(await queries.listNamed(db, [params.jurisdictionId])).length)
    fail('regulations.jurisdiction_not_found')
  return listEntityHistory(db, 'jurisdiction', params.jurisdictionId, query)
}
