/**
 * The record as it was at any moment: how it is now, with every later act taken back, newest first. That holds for
 * records that came from an earlier system too, whose first values no entry tells.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { history } from '#shared/contracts/history.ts'
import { mask } from '#shared/contracts/customers.ts'
import { fail } from '#shared/errors.ts'
import { customIdOf, customKey } from '#shared/rules/custom-fields.ts'
import { customValueText } from '#shared/rules/custom-values.ts'
import {
  field as fieldOf,
  type FieldName,
  fieldNames,
  hasField,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  findVisible,
  listCustomFields,
  maskedInHistory,
  openSealed,
  shownCustomValue,
  type Visible,
} from '../customers/customers.service.ts'
import { findEntryAt, listActsSince } from './history.queries.ts'
import { namesIn, toEntry } from './history.values.ts'

type Stored = Change['old']

/** @throws customers.not_found, access.denied_here */
export async function readAsOf(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof history.asOf>,
): Promise<Output<typeof history.asOf>> {
  const record = await findVisible(ctx, db, params.customerId)
  if (!record) return fail('customers.not_found')
  const at = query.at ? new Date(query.at) : undefined
  const entry = await findEntryAt(db, record.id, { entryId: query.entryId, at })
  const later = await listActsSince(db, record.id, entry?.id ?? 0)
  const wasConverted = later.some(({ event }) => event === 'customers.converted')
  const kind: RecordKind = wasConverted ? 'lead' : record.kind

  const changes = [...ownChanges(record, kind, later), ...(await customChanges(ctx, db, record, later))]
  const names = await namesIn(db, [{ changes: changes.map(({ change }) => change) }])
  const shown = toEntry(ctx, record, { ...blank, changes: changes.map(({ change }) => change) }, names)
  const differing = new Set(changes.filter(({ differs }) => differs(ctx)).map(({ change }) => change.field))
  return {
    kind,
    entry: entry ? toEntry(ctx, record, entry, await namesIn(db, [])) : null,
    fields: shown.changes.map(({ field, label, old, new: now }) => ({
      field,
      label,
      then: old,
      now,
      differs: differing.has(field),
    })),
  }
}

/** An entry that says nothing but its changes. */
const blank = {
  id: 1,
  at: new Date(0),
  user_name: '',
  source: 'system' as const,
  address: '',
  event: '',
  entity: 'customer',
  detail: {},
}

type Pair = { change: Change; differs: (ctx: Ctx) => boolean }

function ownChanges(record: Visible, kind: RecordKind, later: { changes: Change[] }[]): Pair[] {
  const then = new Map<string, Stored>()
  for (const { changes } of later) for (const { field, old } of changes) then.set(field, old)
  return fieldNames
    .filter((name) => hasField(name, kind) || hasField(name, record.kind))
    .map((name) => {
      const now = stored(record.row[name])
      const before = then.has(name) ? then.get(name)! : now
      return {
        change: { field: name, old: before ?? null, new: now },
        differs: (ctx) => differs(ctx, record, name, before ?? null, now),
      }
    })
}

const stored = (value: unknown): Stored =>
  (value instanceof Date ? value.toISOString() : (value as Stored)) ?? null

/** Sealing the same value twice gives two texts: what is sealed is compared opened. A box that is not ticked is empty. */
function differs(ctx: Ctx, record: Visible, name: FieldName, then: Stored, now: Stored): boolean {
  if (maskedInHistory(ctx.actor, record, name) === 'hidden') return false
  const plain = (value: Stored) =>
    value === null || value === false
      ? null
      : fieldOf(name).sealed
        ? openSealed(ctx.actor.company.id, name, String(value))
        : value
  return plain(then) !== plain(now)
}

/** The company's own fields. History keeps their values as people read them. */
async function customChanges(
  ctx: Ctx,
  db: Db,
  record: Visible,
  later: { changes: Change[] }[],
): Promise<Pair[]> {
  const since = new Map<number, { old: Change; newest: Change }>()
  for (const { changes } of later) {
    for (const change of changes) {
      const id = customIdOf(change.field)
      if (id !== null) since.set(id, { old: change, newest: since.get(id)?.newest ?? change })
    }
  }
  const fields = await listCustomFields(db)
  return fields.flatMap((field): Pair[] => {
    const acts = since.get(field.id)
    if (acts) {
      const { old, newest } = acts
      const change = { ...old, new: newest.new }
      return [{ change, differs: () => old.old !== newest.new }]
    }
    const held = record.row.custom
    const value = shownCustomValue(ctx.actor, record, held, field.id)
    if (value === null) return []
    if (field.confidential && value !== mask) ctx.actor.sight?.note(record.id, customKey(field.id))
    const text = customValueText(field, value, ctx.actor.company.currency)
    return [{ change: { field: customKey(field.id), old: text, new: text }, differs: () => false }]
  })
}
