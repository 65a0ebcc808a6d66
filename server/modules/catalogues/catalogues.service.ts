/** The company's catalogues: one engine for all, drawn from shared/rules/catalogues.ts (ADM-008). */
import { createHash } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { CatalogueConflict, catalogues, CatalogueValue } from '#shared/contracts/catalogues.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { type Data, firstValue, valueText } from '#shared/rules/catalogue-fields.ts'
import { proposedName, settle, storedData, wireData } from '#shared/rules/catalogue-data.ts'
import { type CatalogueAction, mostValues } from '#shared/rules/catalogue-definition.ts'
import { catalogueDefinitions, type CatalogueKey, openingPermissions } from '#shared/rules/catalogues.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import { type Ctx, requireAnywhere } from '#server/http/context.ts'
import { checkName, checkValue, readFields, targetOf, withFreeName } from './catalogues.checks.ts'
import * as queries from './catalogues.queries.ts'
import type { ValueRow } from './catalogues.queries.ts'
import { countUses, usesText } from './catalogues.usage.ts'

const labelOf = (key: CatalogueKey) => catalogueDefinitions[key].label

const toValue = (key: CatalogueKey, row: ValueRow): CatalogueValue => ({
  id: row.id,
  name: row.name,
  active: row.active,
  version: row.version,
  data: wireData(key, row.data) as CatalogueValue['data'],
})

/** The mark of an order: equal for equal orders. */
const orderOf = (rows: readonly { id: number }[]): string =>
  createHash('sha256')
    .update(rows.map(({ id }) => id).join())
    .digest('base64url')

const may = (actor: Actor, key: CatalogueKey, action: CatalogueAction) =>
  actor.grants.anywhere.has(catalogueDefinitions[key].permissions[action])
const requireTo = (actor: Actor, key: CatalogueKey, action: CatalogueAction) =>
  requireAnywhere(actor, [catalogueDefinitions[key].permissions[action]])

/** @throws access.denied without any permission for this catalogue */
export async function listCatalogue(
  { actor }: Ctx,
  db: Db,
  { params: { catalogue: key } }: Parsed<typeof catalogues.list>,
): Promise<Output<typeof catalogues.list>> {
  requireAnywhere(actor, openingPermissions(key))
  const rows = await queries.listValues(db, key)
  const uses = await countUses(db, key)
  const references: Record<string, queries.ReferenceRow[]> = {}
  for (const [name, f] of Object.entries(catalogueDefinitions[key].fields)) {
    const target = targetOf(f)
    if (target) references[name] = await queries.listTargets(db, target)
  }
  return {
    items: rows.map((row) => ({ ...toValue(key, row), usage: uses.get(row.id) ?? [] })),
    order: orderOf(rows),
    references,
    abilities: {
      create: may(actor, key, 'create'),
      modify: may(actor, key, 'modify'),
      delete: may(actor, key, 'delete'),
    },
  }
}

/** @throws access.denied, request.invalid with the fields, catalogues.full */
export async function createValue(
  ctx: Ctx,
  db: Db,
  { params: { catalogue: key }, body }: Parsed<typeof catalogues.create>,
): Promise<CatalogueValue> {
  requireTo(ctx.actor, key, 'create')
  await refuseFull(db, key, 1)
  return toValue(key, await add(ctx, db, key, body))
}

/** @throws access.denied, catalogues.full */
export async function addUsualValues(
  ctx: Ctx,
  db: Db,
  { params: { catalogue: key } }: Parsed<typeof catalogues.addUsual>,
): Promise<{ added: number }> {
  requireTo(ctx.actor, key, 'create')
  const { usual = [] } = catalogueDefinitions[key]
  const existing = new Set((await queries.lockValues(db, key)).map(({ name }) => name.toLowerCase()))
  const missing = usual
    .map(({ name, data = {} }) => ({
      name: name || proposedName(key, data, ctx.actor.company.currency),
      data,
    }))
    .filter(({ name }) => !existing.has(name.toLowerCase()))
  await refuseFull(db, key, missing.length)
  for (const { name, data } of missing) await add(ctx, db, key, { name, active: true, data })
  if (!missing.length) ctx.history.nothingChanged()
  return { added: missing.length }
}

async function refuseFull(db: Db, key: CatalogueKey, more: number): Promise<void> {
  const { most = mostValues, label } = catalogueDefinitions[key]
  if ((await queries.listValues(db, key)).length + more > most) fail('catalogues.full', { label, most })
}

type Given = { name: string; active: boolean; data: Readonly<Record<string, unknown>> }

async function add(ctx: Ctx, db: Db, key: CatalogueKey, given: Given): Promise<ValueRow> {
  const first = Object.entries(catalogueDefinitions[key].fields).map(([name, f]) => [name, firstValue(f)])
  const data = settle(key, { ...Object.fromEntries(first), ...readFields(key, given.data) } as Data)
  const name = given.name || proposedName(key, data, ctx.actor.company.currency)
  const errors = [
    ...(await checkName(db, key, name, data, null)),
    ...(await checkValue(ctx, db, key, data, null)),
  ]
  if (errors.length) fail('request.invalid', {}, { errors })
  const value = { name, active: given.active, data: storedData(key, data) }
  const row = await withFreeName(key, name, () => queries.insertValue(db, key, value))
  ctx.history.add({
    event: 'catalogues.created',
    entity: 'catalogue_value',
    entityId: row.id,
    detail: { name, catalogue: labelOf(key) },
    changes: await changesOf(ctx, db, key, null, row),
  })
  return row
}

/**
 * Changes what is given and lets all else be.
 * @throws access.denied, catalogues.value_not_found, catalogues.stale with the value as it is now, request.invalid
 */
export async function saveValue(
  ctx: Ctx,
  db: Db,
  { params: { catalogue: key, valueId }, body }: Parsed<typeof catalogues.save>,
): Promise<CatalogueValue> {
  requireTo(ctx.actor, key, 'modify')
  const row = await queries.lockValue(db, key, valueId)
  if (!row) return fail('catalogues.value_not_found')
  if (row.version !== body.version) return refuseStale(db, key, row)
  const before = wireData(key, row.data)
  const data = settle(key, { ...before, ...readFields(key, body.data ?? {}) })
  const name =
    body.name === undefined ? row.name : body.name || proposedName(key, data, ctx.actor.company.currency)
  const own = storedData(key, data)
  const value = { name, active: body.active ?? row.active, data: { ...membersOfOthers(key, row), ...own } }
  const next = { ...row, ...value }
  const changes = await changesOf(ctx, db, key, row, next)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return toValue(key, row)
  }
  // What is only switched off or on is not judged anew: an old flaw does not keep it in the pickers.
  const isEdit = changes.some(({ field }) => field !== activeLabel)
  const errors = isEdit
    ? [
        ...(await checkName(db, key, name, data, row.id)),
        ...(await checkValue(ctx, db, key, data, before)),
        ...(await checkFixed(db, key, row, own)),
      ]
    : []
  if (errors.length) fail('request.invalid', {}, { errors })
  const saved = await withFreeName(key, name, () => queries.updateValue(db, row.id, value))
  ctx.history.add({
    event: 'catalogues.saved',
    entity: 'catalogue_value',
    entityId: row.id,
    detail: { name, catalogue: labelOf(key), version: saved.version },
    changes,
  })
  return toValue(key, saved)
}

/** What is stored with the value and is no field of the catalogue: it is not ours to take away. */
const membersOfOthers = (key: CatalogueKey, { data }: ValueRow): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !(name in catalogueDefinitions[key].fields)))

async function refuseStale(db: Db, key: CatalogueKey, row: ValueRow): Promise<never> {
  const who = (await queries.findLastEditor(db, row.id)) ?? 'Somebody else'
  const conflict: CatalogueConflict = { value: toValue(key, row), changedBy: who }
  return fail('catalogues.stale', { who, name: row.name }, { extra: { conflict } })
}

/** What may no longer change once something has the value. */
async function checkFixed(
  db: Db,
  key: CatalogueKey,
  row: ValueRow,
  after: Record<string, unknown>,
): Promise<FieldError[]> {
  const { fields, refuseChange } = catalogueDefinitions[key]
  const fixed = Object.entries(fields).filter(
    ([name, f]) => f.fixedOnceUsed && (row.data[name] ?? null) !== (after[name] ?? null),
  )
  if (!fixed.length && !refuseChange) return []
  const uses = (await countUses(db, key, row.id)).get(row.id) ?? []
  if (!uses.length) return []
  const refused = refuseChange?.(storedData(key, wireData(key, row.data)), after) ?? []
  const said = new Set(refused.map(({ path }) => path))
  return [
    ...refused,
    ...fixed
      .filter(([name]) => !said.has(`data.${name}`))
      .map(([name, f]) => ({
        path: `data.${name}`,
        message: `${f.label} stays, as this is used by ${usesText(uses)}. Make a new one instead`,
      })),
  ]
}

/**
 * Puts all values into the given order.
 * @throws access.denied, catalogues.order_stale if the list is no longer as it was read
 */
export async function reorderValues(
  ctx: Ctx,
  db: Db,
  { params: { catalogue: key }, body }: Parsed<typeof catalogues.reorder>,
): Promise<{ order: string }> {
  requireTo(ctx.actor, key, 'modify')
  const rows = await queries.lockValues(db, key)
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const isWhole = body.ids.length === rows.length && new Set(body.ids).size === rows.length
  if (orderOf(rows) !== body.order || !isWhole || body.ids.some((id) => !names.has(id)))
    return fail('catalogues.order_stale')
  const order = orderOf(body.ids.map((id) => ({ id })))
  if (order === body.order) {
    ctx.history.nothingChanged()
    return { order }
  }
  await queries.updateOrder(db, body.ids)
  const inWords = (ids: readonly number[]) =>
    ids
      .map((id) => names.get(id))
      .join(', ')
      .slice(0, 4000)
  ctx.history.add({
    event: 'catalogues.reordered',
    entity: 'catalogue',
    entityId: null,
    detail: { catalogue: labelOf(key) },
    changes: [{ field: 'Order', old: inWords(rows.map(({ id }) => id)), new: inWords(body.ids) }],
  })
  return { order }
}

/** @throws access.denied, catalogues.value_not_found, catalogues.in_use with where */
export async function removeValue(
  ctx: Ctx,
  db: Db,
  { params: { catalogue: key, valueId } }: Parsed<typeof catalogues.remove>,
): Promise<Record<string, never>> {
  requireTo(ctx.actor, key, 'delete')
  const row = await queries.lockValue(db, key, valueId)
  if (!row) return fail('catalogues.value_not_found')
  const uses = (await countUses(db, key, row.id)).get(row.id) ?? []
  if (uses.length)
    return fail('catalogues.in_use', { name: row.name, where: usesText(uses) }, { extra: { usage: uses } })
  const changes = await changesOf(ctx, db, key, row, null)
  await queries.deleteValue(db, row.id)
  ctx.history.add({
    event: 'catalogues.deleted',
    entity: 'catalogue_value',
    entityId: row.id,
    detail: { name: row.name, catalogue: labelOf(key) },
    changes,
  })
  return {}
}

const activeLabel = 'Active'

/** What differs, in words, as History keeps it: a name that changes later must not change what happened. */
async function changesOf(
  { actor }: Ctx,
  db: Db,
  key: CatalogueKey,
  before: ValueRow | null,
  after: ValueRow | null,
): Promise<Change[]> {
  const { fields, nameLabel = 'Name' } = catalogueDefinitions[key]
  const names = new Map<string, Map<number, string>>()
  for (const [name, f] of Object.entries(fields)) {
    const target = targetOf(f)
    const isTouched = JSON.stringify(before?.data[name]) !== JSON.stringify(after?.data[name])
    if (target && isTouched)
      names.set(name, new Map((await queries.listTargets(db, target)).map((row) => [row.id, row.name])))
  }
  const textsOf = (row: ValueRow | null): Record<string, string | null> => {
    if (!row) return {}
    const data = wireData(key, row.data)
    return Object.fromEntries([
      [nameLabel, row.name],
      ...Object.entries(fields).map(([name, f]) => [
        f.label,
        valueText(f, data[name] ?? null, {
          currency: actor.company.currency,
          nameOf: (_f, id) => names.get(name)?.get(id),
        }),
      ]),
      [activeLabel, row.active ? 'Yes' : 'No'],
    ]) as Record<string, string | null>
  }
  const [old, now] = [textsOf(before), textsOf(after)]
  return Object.keys({ ...old, ...now })
    .map((field) => ({ field, old: old[field] ?? null, new: now[field] ?? null }))
    .filter((change) => change.old !== change.new)
}
