/** The company's equipment packages, and what equipment is chosen from. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { equipment, EquipmentPackage, PackageValues } from '#shared/contracts/equipment.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { maxPackages } from '#shared/rules/equipment.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as packages from './equipment.packages.queries.ts'
import type { PackageRow } from './equipment.packages.queries.ts'
import { holdItems, listItems, listWireTypes } from './equipment.queries.ts'

type Request<K extends keyof typeof equipment> = Parsed<(typeof equipment)[K]>

const toPackage = ({ lines, ...row }: PackageRow): EquipmentPackage => ({
  ...row,
  lines: lines.map((line) => ({
    item: { id: line.itemId, name: line.item, active: line.itemActive },
    quantity: line.quantity,
    wireType: line.wireTypeId === null ? null : { id: line.wireTypeId, name: line.wireType ?? '' },
    chargeCents: line.chargeCents,
  })),
})

const contentsOf = (lines: readonly { item: string; quantity: number }[]): string =>
  lines.map(({ item, quantity }) => (quantity === 1 ? item : `${quantity} × ${item}`)).join(', ')

export async function listChoices(_ctx: Ctx, db: Db): Promise<Output<typeof equipment.choices>> {
  return {
    items: await listItems(db),
    wireTypes: await listWireTypes(db),
    packages: (await listOfferedPackages(db))
      .filter(({ active }) => active)
      .map(({ active: _, ...row }) => row),
  }
}

/** Packages with what of them is in use; those out of use, too. */
export async function listOfferedPackages(db: Db) {
  return (await packages.listPackages(db)).map(({ id, name, description, active, lines }) => {
    const inUse = lines.filter(({ itemActive }) => itemActive)
    const devices = inUse.reduce((sum, { quantity }) => sum + quantity, 0)
    return { id, name, description, active, contents: contentsOf(inUse), devices }
  })
}

export async function listPackages(ctx: Ctx, db: Db): Promise<Output<typeof equipment.packages>> {
  const may = (level: 'create' | 'modify') => ctx.actor.grants.anywhere.has(`equipment.${level}`)
  return {
    packages: (await packages.listPackages(db)).map(toPackage),
    abilities: { create: may('create'), modify: may('modify') },
  }
}

/** Judges the name and what the lines point to. What is out of use may stay in the package that has it. */
async function check(db: Db, values: PackageValues, before: PackageRow | null, prefix = ''): Promise<void> {
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) => errors.push({ path: `${prefix}${path}`, message })
  const other = await packages.findPackageByName(db, values.name)
  if (other && other.id !== before?.id)
    wrong('name', `There is ${other.active ? 'a' : 'a retired'} package “${other.name}” already`)
  const items = await holdItems(
    db,
    values.lines.map(({ itemId }) => itemId),
  )
  const wireTypes = new Map((await listWireTypes(db)).map((row) => [row.id, row]))
  const had = new Set(before?.lines.flatMap(({ itemId, wireTypeId }) => [itemId, wireTypeId]))
  for (const [index, { itemId, wireTypeId }] of values.lines.entries()) {
    const [item, wireType] = [items.get(itemId), wireTypes.get(wireTypeId ?? 0)]
    if (!item || (!item.active && !had.has(itemId)))
      wrong(`lines.${index}.itemId`, 'Choose an item from the list')
    if (wireTypeId !== null && (!wireType || (!wireType.active && !had.has(wireTypeId))))
      wrong(`lines.${index}.wireTypeId`, 'Choose a wire type from the list')
  }
  if (errors.length) fail('request.invalid', {}, { errors })
}

const told = (row: PackageRow, currency: string): Record<string, string | null> => ({
  Name: row.name,
  Description: row.description || null,
  Equipment: row.lines
    .map(({ item, quantity, wireType, chargeCents }) =>
      [
        `${quantity} × ${item}`,
        ...(wireType ? [wireType] : []),
        ...(chargeCents === null ? [] : [formatCents(chargeCents, currency)]),
      ].join(', '),
    )
    .join('\n'),
  Active: row.active ? 'Yes' : 'No',
})

function differences(before: PackageRow | null, after: PackageRow | null, currency: string): Change[] {
  const [old, now] = [before && told(before, currency), after && told(after, currency)]
  return Object.keys(now ?? old ?? {})
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
}

/** @throws equipment.too_many_packages; request.invalid with the fields */
export async function createPackage(
  ctx: Ctx,
  db: Db,
  { body }: Request<'createPackage'>,
): Promise<EquipmentPackage> {
  if ((await packages.lockNames(db)) >= maxPackages) fail('equipment.too_many_packages', { max: maxPackages })
  await check(db, body, null)
  const id = await packages.insertPackage(db, body)
  const made = (await packages.findPackage(db, id))!
  ctx.history.add({
    event: 'equipment.package_created',
    entity: 'equipment_package',
    entityId: id,
    detail: { name: made.name },
    changes: differences(null, made, ctx.actor.company.currency),
  })
  return toPackage(made)
}

/** @throws equipment.package_not_found; equipment.package_stale with what is stored now; request.invalid with the fields */
export async function savePackage(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'savePackage'>,
): Promise<EquipmentPackage> {
  await packages.lockNames(db)
  const before = (await packages.lockPackage(db, params.packageId)) ?? fail('equipment.package_not_found')
  if (before.version !== body.version)
    return fail('equipment.package_stale', {}, { extra: { current: toPackage(before) } })
  await check(db, body.package, before, 'package.')
  await packages.updatePackage(db, before.id, body.package)
  const after = (await packages.findPackage(db, before.id))!
  const changes = differences(before, after, ctx.actor.company.currency)
  if (changes.length)
    ctx.history.add({
      event: 'equipment.package_saved',
      entity: 'equipment_package',
      entityId: before.id,
      detail: { name: after.name },
      changes,
    })
  else ctx.history.nothingChanged()
  return toPackage(after)
}

/** @throws equipment.package_not_found; equipment.package_offered while it is in use */
export async function removePackage(
  ctx: Ctx,
  db: Db,
  { params }: Request<'removePackage'>,
): Promise<Output<typeof equipment.removePackage>> {
  const gone = (await packages.lockPackage(db, params.packageId)) ?? fail('equipment.package_not_found')
  if (gone.active) fail('equipment.package_offered')
  await packages.deletePackage(db, gone.id)
  ctx.history.add({
    event: 'equipment.package_deleted',
    entity: 'equipment_package',
    entityId: gone.id,
    detail: { name: gone.name },
    changes: differences(gone, null, ctx.actor.company.currency),
  })
  return {}
}

/** @throws equipment.package_not_found */
export async function listPackageHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'packageHistory'>,
): Promise<Output<typeof equipment.packageHistory>> {
  if (!(await packages.findPackage(db, params.packageId))) fail('equipment.package_not_found')
  return listEntityHistory(db, 'equipment_package', params.packageId, query)
}
