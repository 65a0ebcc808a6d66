/** What a value must fulfil before it is written: its fields, what they point to, and its name. */
import { sql } from 'kysely'
import { fail, type FieldError } from '#shared/errors.ts'
import { type CatalogueField, type Data, fieldSchema } from '#shared/rules/catalogue-fields.ts'
import { checkData, settle, storedData } from '#shared/rules/catalogue-data.ts'
import { catalogueDefinitions, type CatalogueKey } from '#shared/rules/catalogues.ts'
import { breakdownFlaws } from '#shared/rules/mmr-breakdown.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listTargets, lockTargets, type ReferenceTarget } from './catalogues.queries.ts'

const at = (name: string, message: string): FieldError => ({ path: `data.${name}`, message })

/** Reads given fields by their own rules. A field that the catalogue does not have is refused, not dropped. */
export function readFields(key: CatalogueKey, given: Readonly<Record<string, unknown>>): Data {
  const { fields, one } = catalogueDefinitions[key]
  const errors: FieldError[] = []
  const data = Object.entries(given).flatMap(([name, value]) => {
    const f = fields[name]
    if (value === undefined) return []
    if (!f) {
      errors.push(at(name, `A ${one} has no such field`))
      return []
    }
    const result = fieldSchema(f).safeParse(value)
    if (result.success) return [[name, result.data] as const]
    for (const issue of result.error.issues) errors.push(at([name, ...issue.path].join('.'), issue.message))
    return []
  })
  if (errors.length) fail('request.invalid', {}, { errors })
  return Object.fromEntries(data)
}

/** What a field points to; null for one that holds a value itself. */
export function targetOf(f: CatalogueField): ReferenceTarget | null {
  switch (f.type) {
    case 'reference':
      return { catalogue: f.to }
    case 'amounts':
      return { catalogue: f.of }
    case 'monitoringCompany':
      return { table: 'monitoring_company' }
    case 'location':
      return { table: 'location' }
    default:
      return null
  }
}

const idsIn = (value: Data[string] | undefined): number[] =>
  typeof value === 'number' ? [value] : Array.isArray(value) ? value.map((v) => (v as { id: number }).id) : []

/** Judges a whole value as it would be. `before`: what it held, so that what it has already may stay. */
export async function checkValue(
  ctx: Ctx,
  db: Db,
  key: CatalogueKey,
  data: Data,
  before: Data | null,
): Promise<FieldError[]> {
  const { fields } = catalogueDefinitions[key]
  const settled = settle(key, data)
  const errors: FieldError[] = []
  for (const [name, f] of Object.entries(fields)) {
    const empty = settled[name] === null
    if (f.required && empty)
      errors.push(at(name, f.type === 'money' ? 'Enter an amount' : `${f.label} is required`))
    const target = targetOf(f)
    if (target && !empty) errors.push(...(await checkTargets(db, name, f, target, settled, before)))
  }
  if (!errors.length) errors.push(...checkData(key, storedData(key, settled)))
  if (!errors.length && key === 'mmr') errors.push(...(await checkBreakdown(ctx, db, settled, before)))
  return errors
}

async function checkTargets(
  db: Db,
  name: string,
  f: CatalogueField,
  target: ReferenceTarget,
  data: Data,
  before: Data | null,
): Promise<FieldError[]> {
  const had = new Set(idsIn(before?.[name]))
  const added = idsIn(data[name]).filter((id) => !had.has(id))
  if (!added.length) return []
  const found = new Map((await lockTargets(db, target, added)).map((row) => [row.id, row]))
  if (added.some((id) => !found.has(id))) return [at(name, `${f.label}: there is no such value`)]
  const retired = added.map((id) => found.get(id)!).filter((row) => !row.active)
  return retired.map((row) => at(name, `“${row.name}” is no longer in use`))
}

/** A company that breaks its rates out gives every new or changed rate all of its line items (REC-104, REC-105). */
async function checkBreakdown(ctx: Ctx, db: Db, data: Data, before: Data | null): Promise<FieldError[]> {
  if (!ctx.actor.company.settings.mmrBreakout) return []
  const same = (name: string) => JSON.stringify(before?.[name]) === JSON.stringify(data[name])
  if (before && same('items') && same('totalCents')) return []
  const items = await listTargets(db, { catalogue: 'mmr_item' })
  const [flaw] = breakdownFlaws(storedData('mmr', data), items)
  return flaw ? [at('items', `The breakdown does not fit your line items: ${flaw}`)] : []
}

/** Whether another value has the name already, in any case; said at the name. */
export async function checkName(
  db: Db,
  key: CatalogueKey,
  name: string,
  data: Data,
  ownId: number | null,
): Promise<FieldError[]> {
  const { one, nameMax = 255, nameLabel = 'Name', uniqueWithin } = catalogueDefinitions[key]
  const error = (message: string) => [{ path: 'name', message }]
  if (!name) return error(`${nameLabel} is required`)
  if (name.length > nameMax) return error(`At most ${nameMax} characters`)
  const within = uniqueWithin ? String(data[uniqueWithin] ?? '') : ''
  const { rows } = await sql<{ name: string; active: boolean }>`
    select name, active from catalogue_value
    where company_id = platform.company_id() and catalogue = ${key} and lower(name) = lower(${name})
      and coalesce(data ->> 'sourceId', data ->> 'monitoringCompanyId', data ->> 'takes', data ->> 'fromOn', '') = ${within}
      and id is distinct from ${ownId}::bigint`.execute(db)
  const [taken] = rows
  return taken ? error(nameTaken(taken.name, one, taken.active)) : []
}

const nameTaken = (name: string, one: string, active: boolean): string =>
  active
    ? `There is a ${one} “${name}” already`
    : `There is an inactive ${one} “${name}” already: activate it instead`

/** Runs a write whose name somebody else may take at the same moment. */
export async function withFreeName<T>(key: CatalogueKey, name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code !== '23505' || constraint !== 'catalogue_value_name') throw error
    const { one } = catalogueDefinitions[key]
    return fail('request.invalid', {}, { errors: [{ path: 'name', message: nameTaken(name, one, true) }] })
  }
}
