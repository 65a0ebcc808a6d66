/**
 * Many new records at once, for imports: judged one by one by the rules of creating (customers.saving.ts), with what
 * those rules read of the company read once for all of them, and inserted by one statement.
 */
import { type RawBuilder, sql } from 'kysely'
import { fail, type FieldError, KeyholderError } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import type { SaveCustom } from '#shared/contracts/customers.ts'
import type { CustomField } from '#shared/rules/custom-fields.ts'
import {
  columnOf,
  field,
  type FieldName,
  fieldNames,
  type FieldValues,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import type { Change, Fact } from '#server/db/history-draft.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { lockOf, type RecordState } from './customers.access.ts'
import { checkRecord, judgeOffers, judgeReference, referenceTypes } from './customers.checks.ts'
import { judgeCustomBy, listCustomFields, type StoredCustom } from './customers.custom.ts'
import { checkParent } from './customers.parents.ts'
import {
  bringOver,
  type ColumnValues,
  hasRole,
  listRateItems,
  type Reference,
  type ReferenceType,
} from './customers.queries.ts'
import { kept, refuseFixed, refuseForbidden, refuseUnknown, toColumns } from './customers.saving.ts'

/** What judging reads of a company. */
export type Surroundings = {
  references: Record<ReferenceType, ReadonlyMap<number, Reference & { name: string }>>
  custom: readonly CustomField[]
  rateItems: Awaited<ReturnType<typeof listRateItems>>
  /** A new lead's Call Center Rep: whoever creates it, if of the call center (REC-130). */
  takenDown: boolean
  locationIds: readonly number[]
}

const nameOf: Record<ReferenceType, string> = {
  catalogue: 'name, catalogue, data',
  user: `first_name || ' ' || last_name as name, roles`,
  location: 'name',
  monitoringCompany: 'name',
  serviceProvider: 'name',
}
const tableOf: Record<ReferenceType, string> = {
  catalogue: 'catalogue_value',
  user: 'user_account',
  location: 'location',
  monitoringCompany: 'monitoring_company',
  serviceProvider: 'service_provider',
}

/** Reads what many rows are judged by. Catalogues of thousands of values are read whole: an import names any of them. */
export async function readSurroundings(ctx: Ctx, db: Db, kind: RecordKind): Promise<Surroundings> {
  const references = {} as Record<ReferenceType, ReadonlyMap<number, Reference & { name: string }>>
  for (const type of Object.keys(referenceTypes) as ReferenceType[]) {
    const { rows } = await sql<Reference & { name: string }>`
      select id, active, ${sql.raw(nameOf[type])} from ${sql.table(tableOf[type])}
      where company_id = platform.company_id() order by id`.execute(db)
    references[type] = new Map(rows.map((row) => [row.id, row]))
  }
  return {
    references,
    custom: await listCustomFields(db),
    rateItems: ctx.actor.company.settings.mmrBreakout ? await listRateItems(db) : [],
    takenDown: kind === 'lead' && (await hasRole(db, ctx.actor.userId, 'call_center_rep')),
    locationIds: [...references.location.values()].filter(({ active }) => active).map(({ id }) => id),
  }
}

export type NewRecord = { fields: FieldValues; custom: SaveCustom }
type Judged = { columns: ColumnValues; custom: StoredCustom; changes: Change[] }

/**
 * Judges one new record as creating it by the form would.
 * @throws KeyholderError: access.denied_here, access.denied, request.invalid with the fields
 */
export async function judgeNew(
  ctx: Ctx,
  db: Db,
  kind: RecordKind,
  { fields, custom: given }: NewRecord,
  around: Surroundings,
): Promise<Judged> {
  const { actor, now } = ctx
  const names = Object.keys(fields) as FieldName[]
  const locationId = locationFor(ctx, kind, fields, around)
  requireAt(actor, kind === 'customer' ? 'customers.create' : 'leads.create', locationId)
  const record: RecordState = { kind, locationId, archived: false, linked: false, hasSsn: false }
  const values: FieldValues = { ...fields, locationId }
  refuseUnknown(actor, record, names)
  const filled = names.filter((name) => (values[name] ?? null) !== null && values[name] !== false)
  refuseFixed(filled.filter((name) => lockOf(actor, record, name)))
  refuseForbidden(ctx, record, filled, { creating: true })
  const custom = judgeCustomBy(ctx, around.custom, { record, stored: {}, given, creating: true })
  const value = (name: FieldName) =>
    filled.includes(name) && typeof values[name] === 'number'
      ? around.references.catalogue.get(values[name])
      : undefined
  const errors: FieldError[] = [
    ...checkRecord(kind, values),
    ...checkIds(filled, values, around),
    ...judgeOffers(actor, now, {
      rate: value('mmrId'),
      items: around.rateItems,
      status: kind === 'lead' && filled.includes('leadRepId') ? value('leadStatusId') : undefined,
    }),
    ...(filled.includes('parentId') ? await checkParent(actor, db, null, filled, values) : []),
    ...custom.errors,
  ]
  if (errors.length) fail('request.invalid', {}, { errors })
  if (around.takenDown) values.callCenterRepId = actor.userId
  const stored = [
    ...new Set<FieldName>([
      'locationId',
      ...filled,
      ...(around.takenDown ? ['callCenterRepId' as const] : []),
    ]),
  ]
  return {
    columns: toColumns(actor.company.id, stored, values),
    custom: custom.next,
    changes: [
      ...stored.map((name): Change => ({
        field: name,
        old: null,
        new: kept(actor.company.id, name, values[name] ?? null),
      })),
      ...custom.changes,
    ],
  }
}

function locationFor({ actor }: Ctx, kind: RecordKind, fields: FieldValues, around: Surroundings): number {
  if (kind === 'customer') {
    if (typeof fields.locationId === 'number') return fields.locationId
    // Where it would belong nobody knows: what else is missing is said all the same.
    return fail('request.invalid', {}, { errors: checkRecord(kind, fields) })
  }
  return (
    around.locationIds.find((id) => actor.grants.has('leads.create', id)) ??
    fail('access.denied', { permission: permissionLabel('leads.create') })
  )
}

function checkIds(names: readonly FieldName[], values: FieldValues, around: Surroundings): FieldError[] {
  return names.flatMap((name) => {
    const { type } = field(name)
    if (!(type in referenceTypes) || typeof values[name] !== 'number') return []
    const kind = type as ReferenceType
    const message = judgeReference(
      name,
      around.references[kind].get(values[name]),
      referenceTypes[kind],
      values,
    )
    return message ? [{ path: `fields.${name}`, message }] : []
  })
}

/**
 * Inserts records that were judged, by one statement, and drafts their history.
 * @returns their numbers, in the order given
 */
export async function insertJudged(
  ctx: Ctx,
  db: Db,
  kind: RecordKind,
  records: readonly Judged[],
  about: (index: number) => NonNullable<Fact['detail']>,
): Promise<number[]> {
  if (!records.length) return []
  const { userId } = ctx.actor
  await bringOver(db)
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('public.customer', 'id')) as id
    from generate_series(1, ${records.length}::int)`.execute(db)
  const ids = rows.map(({ id }) => Number(id))
  const names = [...new Set(records.flatMap(({ columns }) => Object.keys(columns)))]
  const sets = names.map((name) => sql.ref(name))
  // A checkbox that some rows leave out is not ticked.
  const values = names.map((name) =>
    flagColumns.has(name) ? sql`coalesce(${sql.ref(`x.${name}`)}, false)` : sql.ref(`x.${name}`),
  )
  const whole = records.map(({ columns, custom }, i) => ({ ...columns, id: ids[i], custom }))
  await sql`
    insert into customer (id, kind, created_by, updated_by, custom, ${sql.join(sets)})
    select x.id, ${kind}, ${userId}::bigint, ${userId}::bigint, x.custom, ${sql.join(values)}
    from jsonb_to_recordset(${JSON.stringify(whole)}::jsonb) x (id bigint, custom jsonb, ${await typesOf(db, names)})`.execute(
    db,
  )
  for (const [i, { changes }] of records.entries())
    ctx.history.add({
      event: 'customers.created',
      entity: 'customer',
      entityId: ids[i]!,
      customerId: ids[i]!,
      detail: { kind, version: 1, ...about(i) },
      changes,
    })
  return ids
}

let columnTypes: ReadonlyMap<string, string> | undefined

/** The columns as a row type of their own: PostgreSQL need not read the hundred others of every row. */
async function typesOf(db: Db, names: readonly string[]): Promise<RawBuilder<unknown>> {
  if (!columnTypes) {
    const { rows } = await sql<{ name: string; type: string }>`
      select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = 'public.customer'::regclass and attnum > 0 and not attisdropped`.execute(db)
    columnTypes = new Map(rows.map(({ name, type }) => [name, type]))
  }
  return sql.join(names.map((name) => sql`${sql.ref(name)} ${sql.raw(columnTypes!.get(name)!)}`))
}

/** Columns of checkboxes, which are never null. */
const flagColumns: ReadonlySet<string> = new Set(
  fieldNames.filter((name) => field(name).type === 'checkbox').map(columnOf),
)

/** What was refused, as the fields and their sentences; null for what is no refusal but a defect. */
export function refusalOf(error: unknown): FieldError[] | null {
  if (!(error instanceof KeyholderError)) return null
  return error.errors.length ? [...error.errors] : [{ path: '', message: error.message }]
}
