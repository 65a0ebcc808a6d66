/** The page of a record's credit checks, and who may open it. */
import type { CreditPage } from '#shared/contracts/credit.ts'
import { fail } from '#shared/errors.ts'
import type { Permission } from '#shared/permissions.ts'
import { repeatDays } from '#shared/rules/credit.ts'
import { dayMs } from '#shared/time.ts'
import { creditByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { settingFields } from '../providers/providers.service.ts'
import { toCheck } from './credit.answers.ts'
import { listActiveBureaus, listChecks, type ShownRow } from './credit.queries.ts'
import { missingFields } from './credit.subject.ts'

/** Ends the request of a company without the add-on. @throws credit.off */
export function requireAddOn(ctx: Ctx): void {
  if (!ctx.actor.company.settings.creditChecks) fail('credit.off')
}

/** The record, for reading its checks. @throws credit.off, customers.not_found, access.denied_here */
export async function openRecord(
  ctx: Ctx,
  db: Db,
  customerId: number,
  permission: Permission = 'credit_reports.view',
) {
  requireAddOn(ctx)
  return getReadable(ctx, db, customerId, permission)
}

/** The record, locked for a change to its checks. @throws the same; customers.archived */
export async function lockRecord(ctx: Ctx, db: Db, customerId: number) {
  requireAddOn(ctx)
  const record = await getWritable(ctx, db, customerId, 'credit_reports.create')
  // The answer to every change shows all of them.
  requireAt(ctx.actor, 'credit_reports.view', record.locationId)
  return record
}

export const rowOf = (rows: readonly ShownRow[], id: number): ShownRow =>
  rows.find((row) => row.id === id) ?? fail('credit.not_found')

/** The inquiry that this bureau answered lately about the record. */
export const lateInquiry = (rows: readonly ShownRow[], bureauId: number, now: Date): ShownRow | undefined =>
  rows.find(
    ({ kind, state, credit_bureau_id: of, requested_at: at }) =>
      kind === 'inquiry' &&
      state === 'answered' &&
      of === bureauId &&
      now.getTime() - at.getTime() < repeatDays * dayMs,
  )

export async function readPage(ctx: Ctx, db: Db, record: Visible): Promise<CreditPage> {
  const rows = await listChecks(db, record.id)
  const create = !record.archived && ctx.actor.grants.has('credit_reports.create', record.locationId)
  const bureaus = create ? await listActiveBureaus(db) : []
  return {
    items: rows.map(toCheck),
    bureaus: bureaus.flatMap(({ id, name, connector }) => {
      const manifest = connector === null ? null : creditByKey(connector)?.manifest
      if (manifest === undefined) return []
      return {
        id,
        name,
        type: manifest?.name ?? 'Manual entry',
        manual: manifest === null,
        extras: manifest ? settingFields(manifest.extras) : [],
        missing: manifest ? missingFields(record.row, manifest) : [],
        recent: lateInquiry(rows, id, ctx.now) !== undefined,
      }
    }),
    abilities: { create, viewReports: true },
    readOnlyReason: record.archived ? 'archived' : null,
    reportDays: ctx.actor.company.settings.creditReportDays,
  }
}
