/** Tags of the company, and of a record: added and taken away at once, without a form to save. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Tag, tags, TagValues } from '#shared/contracts/tags.ts'
import { fail } from '#shared/errors.ts'
import { maxTags, maxTagsOfRecord, type TagColour, tagColours } from '#shared/rules/tags.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { findVisible, getWritable } from '../customers/customers.service.ts'
import * as queries from './tags.queries.ts'

const mayAdminister = (actor: Actor): boolean => actor.grants.anywhere.has('tag_settings.yes')

export const toTag = (row: queries.TagRow): Tag => ({
  id: row.id,
  name: row.name,
  colour: row.colour as TagColour,
  category: row.category,
  warning: row.warning,
  active: row.active,
  version: row.version,
})

/** The company's tags as this user may see them: retired ones only who administers them. */
export const toTagList = (actor: Actor, rows: queries.TagRow[]): Output<typeof tags.list> => ({
  tags: rows.filter((row) => row.active || mayAdminister(actor)).map(toTag),
  abilities: {
    create: actor.grants.anywhere.has('tags.modify') || mayAdminister(actor),
    administer: mayAdminister(actor),
  },
})

const labels = {
  name: 'Name',
  colour: 'Colour',
  category: 'Category',
  warning: 'Warning',
  active: 'Active',
} as const

const told = (values: TagValues): Record<keyof typeof labels, string | null> => ({
  name: values.name,
  colour: tagColours[values.colour],
  category: values.category || null,
  warning: values.warning,
  active: values.active ? 'Yes' : 'No',
})

const differences = (old: TagValues | null, now: TagValues): Change[] =>
  (Object.keys(labels) as (keyof typeof labels)[])
    .map((field) => ({ field, old: old ? told(old)[field] : null, new: told(now)[field] }))
    .filter((change) => change.old !== change.new)

async function requireUnusedName(db: Db, name: string, path: string, except?: number): Promise<void> {
  const other = await queries.findByName(db, name)
  if (other && other.id !== except)
    fail(
      'request.invalid',
      {},
      {
        errors: [
          {
            path,
            message: other.active
              ? `There is a tag “${other.name}” already`
              : `There is a retired tag “${other.name}”; make it active again in administration`,
          },
        ],
      },
    )
}

/** @throws tags.too_many; request.invalid if the name is taken, or more than name and colour is not theirs to give */
export async function createTag(ctx: Ctx, db: Db, { body }: Parsed<typeof tags.create>): Promise<Tag> {
  if (!mayAdminister(ctx.actor) && (body.warning !== null || body.category !== '' || !body.active))
    fail('tags.only_name')
  const all = await queries.lockTags(db)
  if (all.length >= maxTags) fail('tags.too_many', { max: maxTags })
  await requireUnusedName(db, body.name, 'name')
  const row = await queries.insertTag(db, { ...body, sort: Math.max(0, ...all.map(({ sort }) => sort)) + 1 })
  ctx.history.add({
    event: 'tags.created',
    entity: 'tag',
    entityId: row.id,
    detail: { name: row.name },
    changes: differences(null, body),
  })
  return toTag(row)
}

/** @throws tags.not_found, tags.stale; request.invalid if the name is taken */
export async function updateTag(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof tags.update>,
): Promise<Tag> {
  await queries.lockTags(db)
  const row = (await queries.lockTag(db, params.tagId)) ?? fail('tags.not_found')
  if (row.version !== body.version) fail('tags.stale')
  await requireUnusedName(db, body.tag.name, 'tag.name', row.id)
  const changes = differences(toTag(row), body.tag)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return toTag(row)
  }
  const saved = await queries.updateTag(db, row.id, body.tag)
  ctx.history.add({
    event: 'tags.saved',
    entity: 'tag',
    entityId: row.id,
    detail: { name: row.name },
    changes,
  })
  return toTag(saved)
}

/** @throws tags.list_stale unless every tag is named once: somebody made one meanwhile */
export async function sortTags(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof tags.sort>,
): Promise<Output<typeof tags.sort>> {
  const before = await queries.lockTags(db)
  const known = new Set(before.map(({ id }) => id))
  const named = new Set(body.ids.filter((id) => known.has(id)))
  if (named.size !== before.length || body.ids.length !== before.length) fail('tags.list_stale')
  await queries.writeOrder(db, body.ids)
  const after = await queries.listTags(db)
  const names = (rows: queries.TagRow[]) => rows.map(({ name }) => name).join(', ')
  if (names(after) === names(before)) ctx.history.nothingChanged()
  else
    ctx.history.add({
      event: 'tags.sorted',
      entity: 'tag',
      entityId: null,
      changes: [{ field: 'order', old: names(before), new: names(after) }],
    })
  return { tags: after.map(toTag) }
}

/** @throws customers.not_found, access.denied_here */
export async function readTags(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof tags.ofRecord>,
): Promise<Output<typeof tags.ofRecord>> {
  if (!(await findVisible(ctx, db, params.customerId))) return fail('customers.not_found')
  return { tags: await queries.listOfRecord(db, params.customerId) }
}

/**
 * Adds and takes away. A retired tag cannot be added, and stays where it is until it is taken away.
 * @throws customers.…; tags.too_many_here; request.invalid for a tag that there is not
 */
export async function applyTags(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof tags.apply>,
): Promise<Output<typeof tags.apply>> {
  const record = await getWritable(ctx, db, params.customerId, 'tags.modify')
  const before = await queries.listOfRecord(db, record.id)
  const carried = new Set(before.map(({ id }) => id))
  const add = [...new Set(body.add)].filter((id) => !carried.has(id) && !body.remove.includes(id))
  const remove = body.remove.filter((id) => carried.has(id))
  const offered = new Set((await queries.listTags(db)).filter(({ active }) => active).map(({ id }) => id))
  const errors = body.add.flatMap((id, i) =>
    offered.has(id) || carried.has(id)
      ? []
      : [{ path: `add.${i}`, message: 'This tag does not exist or is retired' }],
  )
  if (errors.length) fail('request.invalid', {}, { errors })
  if (before.length + add.length - remove.length > maxTagsOfRecord)
    fail('tags.too_many_here', { max: maxTagsOfRecord })
  if (!add.length && !remove.length) {
    ctx.history.nothingChanged()
    return { tags: before }
  }
  if (remove.length) await queries.removeTags(db, record.id, remove)
  if (add.length) await queries.addTags(db, record.id, add, ctx.actor.userId)
  const after = await queries.listOfRecord(db, record.id)
  const names = (list: typeof before) => list.map(({ name }) => name).join(', ') || null
  ctx.history.add({
    event: 'tags.applied',
    entity: 'tags',
    entityId: null,
    customerId: record.id,
    changes: [{ field: 'tags', old: names(before), new: names(after) }],
  })
  return { tags: after }
}
