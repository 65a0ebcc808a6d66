/** A batch of rows that are customers or leads: new ones are inserted together, known ones saved as the form saves them. */
import { sql } from 'kysely'
import type { ImportChoices } from '#shared/contracts/imports.ts'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { parsePhone } from '#shared/phone.ts'
import { normaliseZip } from '#shared/postal.ts'
import { field, type FieldName, type FieldValues, type RecordKind } from '#shared/rules/customer-fields.ts'
import { importKinds, nameKey, readCustomerNumber } from '#shared/rules/imports.ts'
import type { FieldError } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  type AfterSave,
  findVisible,
  insertJudged,
  judgeNew,
  readSurroundings,
  refusalOf,
  saveCustomer,
} from '../customers/customers.service.ts'
import { createValue } from '../catalogues/catalogues.service.ts'
import * as queries from './imports.queries.ts'
import {
  type CellError,
  Names,
  recordValues,
  type RowValues,
  type Texts,
  type Unknown,
} from './imports.values.ts'

export type Row = { number: number; texts: Texts }
export type Done = {
  number: number
  outcome: 'created' | 'updated' | 'skipped' | 'refused'
  customerId: number | null
  errors: CellError[]
  unknown?: Unknown[]
}
export type Batch = {
  kind: RecordKind
  importId: number
  choices: ImportChoices
  rows: readonly Row[]
  /** Judge, and insert nothing: the transaction is not going to be committed. */
  dry: boolean
  /** What rows before this one would have made, of a check: there is nothing in the database to find them by. */
  pending: Set<string>
  afterSave: AfterSave
}

/** @returns what became of each row, in their order */
export async function importRecords(ctx: Ctx, db: Db, batch: Batch): Promise<Done[]> {
  await makeMissing(ctx, db, batch)
  const around = await readSurroundings(ctx, db, batch.kind)
  const { choices } = batch
  const reading = {
    choices,
    zone: ctx.actor.company.timeZone,
    names: new Names(around),
    customFields: new Map(around.custom.map((custom) => [String(custom.id), custom])),
  }
  const done: Done[] = []
  let rest = batch.rows
  while (rest.length) {
    // Rows of the same key come one after the other, so that the second finds what the first has made.
    const seen = new Set<string>()
    const upTo = rest.findIndex(({ texts }) => {
      const keys = keysOf(choices, texts)
      const again = keys.some((key) => seen.has(key))
      for (const key of keys) seen.add(key)
      return again
    })
    const now = upTo < 0 ? rest : rest.slice(0, upTo)
    rest = upTo < 0 ? [] : rest.slice(upTo)
    const found = await findMatches(db, batch, now)
    const taken = await queries.listExternalIds(
      db,
      now.flatMap(({ texts }) => texts.get('externalId') || []),
    )
    const fresh: { row: Row; values: RowValues }[] = []
    for (const row of now) {
      const match = found(row)
      if (match && 'error' in match) done.push(refuse(row, [match.error]))
      else if (match && choices.onMatch === 'skip') done.push(settle(row, 'skipped', match.id))
      else if (match) {
        const values = recordValues(row.texts, reading, choices.blanks === 'clear')
        done.push(await update(ctx, db, batch, row, values, match.id, taken))
      } else if (batch.dry && keysOf(choices, row.texts).some((key) => batch.pending.has(key)))
        done.push(settle(row, choices.onMatch === 'skip' ? 'skipped' : 'updated', null))
      else if (choices.onNoMatch === 'refuse' && choices.matchBy !== 'none')
        done.push(refuse(row, [{ target: choices.matchBy, message: 'There is no such record' }]))
      else fresh.push({ row, values: recordValues(row.texts, reading, false) })
    }
    done.push(...(await create(ctx, db, batch, fresh, around, taken)))
  }
  return done.sort((a, b) => a.number - b.number)
}

const settle = (row: Row, outcome: Done['outcome'], customerId: number | null): Done => ({
  number: row.number,
  outcome,
  customerId,
  errors: [],
})
const refuse = (row: Row, errors: CellError[], unknown: Unknown[] = []): Done => ({
  number: row.number,
  outcome: 'refused',
  customerId: null,
  errors,
  unknown,
})

/** Paths of the form's errors as targets: `fields.zip` → `zip`; `custom.7` stays. */
export const toCellErrors = (errors: readonly FieldError[]): CellError[] =>
  errors.map(({ path, message }) => ({ target: path.replace(/^fields\./, ''), message }))

/** What of a row is one record's alone. */
function keysOf({ matchBy }: ImportChoices, texts: Texts): string[] {
  const external = texts.get('externalId')
  const key = matchBy === 'none' ? undefined : keyOf(matchBy, texts)
  return [...(external ? [`externalId ${external}`] : []), ...(key ? [`${matchBy} ${key}`] : [])]
}

function keyOf(by: Exclude<ImportChoices['matchBy'], 'none'>, texts: Texts): string | null {
  const text = texts.get(by)
  if (!text) return null
  if (by === 'customerNumber') return readCustomerNumber(text)?.toString() ?? null
  return by === 'accountNumber' ? text.toUpperCase() : text
}

type Match = { id: number } | { error: CellError } | undefined

async function findMatches(db: Db, batch: Batch, rows: readonly Row[]): Promise<(row: Row) => Match> {
  const { matchBy } = batch.choices
  if (matchBy === 'none') return () => undefined
  const keys = rows.flatMap(({ texts }) => keyOf(matchBy, texts) ?? [])
  const found = Map.groupBy(await queries.listMatches(db, matchBy, [...new Set(keys)]), ({ key }) => key)
  const refused = (message: string) => ({ error: { target: matchBy, message } })
  return ({ texts }) => {
    const key = keyOf(matchBy, texts)
    if (!key) return texts.get(matchBy) ? refused('Not a customer number') : undefined
    const matches = (found.get(key) ?? []).filter(
      ({ kind }) => kind === batch.kind || matchBy !== 'accountNumber',
    )
    if (!matches.length) return matchBy === 'customerNumber' ? refused('There is no such record') : undefined
    if (matches.length > 1) return refused('Several records have it')
    const [match] = matches as [queries.Matched]
    if (match.kind !== batch.kind)
      return refused(`It is a ${match.kind}’s, and this file has ${importKinds[batch.kind].toLowerCase()}`)
    return { id: match.id }
  }
}

/** Saves a known record by the very save that the form uses, so that its locks, masks and outbox are the same. */
async function update(
  ctx: Ctx,
  db: Db,
  { afterSave }: Batch,
  row: Row,
  values: RowValues,
  customerId: number,
  taken: ReadonlyMap<string, number>,
): Promise<Done> {
  if (values.errors.length) return refuse(row, values.errors, values.unknown)
  const external = row.texts.get('externalId')
  if (external && taken.has(external) && taken.get(external) !== customerId)
    return refuse(row, [{ target: 'externalId', message: 'It is another record’s' }])
  const before = ctx.history.entries.length
  await sql`savepoint row`.execute(db)
  try {
    const record = await findVisible(ctx, db, customerId)
    if (!record) return refuse(row, [{ target: '', message: 'There is no such record' }])
    await saveCustomer(
      ctx,
      db,
      {
        params: { customerId },
        body: { version: record.row.version, fields: values.fields as never, custom: values.custom as never },
      },
      afterSave,
    )
    let changed = ctx.history.entries.length > before
    if (external && !taken.has(external) && !(await queries.findExternalId(db, customerId))) {
      await queries.insertExternalIds(db, [{ customerId, value: external }])
      ctx.history.add({
        event: 'customers.external_id_set',
        entity: 'customer',
        entityId: customerId,
        customerId,
        detail: { value: external },
        changes: [{ field: 'External ID', old: null, new: external }],
      })
      changed = true
    }
    await sql`release savepoint row`.execute(db)
    return settle(row, changed ? 'updated' : 'skipped', customerId)
  } catch (error) {
    const errors = refusalOf(error)
    if (!errors) throw error
    await sql`rollback to savepoint row`.execute(db)
    ctx.history.entries.length = before
    return refuse(row, toCellErrors(errors))
  }
}

async function create(
  ctx: Ctx,
  db: Db,
  batch: Batch,
  fresh: readonly { row: Row; values: RowValues }[],
  around: Awaited<ReturnType<typeof readSurroundings>>,
  taken: ReadonlyMap<string, number>,
): Promise<Done[]> {
  const done: Done[] = []
  const good: { row: Row; judged: Awaited<ReturnType<typeof judgeNew>>; likeness: string[] }[] = []
  const alike =
    batch.choices.duplicates === 'refuse' ? await listAlike(ctx, db, fresh) : new Map<number, string>()
  const { duplicateRules } = ctx.actor.company.settings
  for (const { row, values } of fresh) {
    const external = row.texts.get('externalId')
    const errors = [...values.errors]
    if (external && taken.has(external))
      errors.push({ target: 'externalId', message: 'It is another record’s' })
    if (external && external.length > 120)
      errors.push({ target: 'externalId', message: 'At most 120 characters' })
    const likeness = batch.choices.duplicates === 'refuse' ? likenessOf(values.fields, duplicateRules) : []
    const twin = alike.get(row.number)
    if (twin) errors.push({ target: '', message: `Looks like ${twin}` })
    else if (likeness.some((key) => batch.pending.has(key)))
      errors.push({ target: '', message: 'Looks like an earlier row of this file' })
    try {
      const judged = await judgeNew(ctx, db, batch.kind, values, around)
      if (!errors.length) {
        good.push({ row, judged, likeness })
        for (const key of [...likeness, ...(batch.dry ? keysOf(batch.choices, row.texts) : [])])
          batch.pending.add(key)
        continue
      }
    } catch (error) {
      const refused = refusalOf(error)
      if (!refused) throw error
      // What could not be read is not missing as well.
      const named = new Set(errors.map(({ target }) => target))
      errors.push(...toCellErrors(refused).filter(({ target }) => !named.has(target) || target === ''))
    }
    done.push(refuse(row, errors, values.unknown))
  }
  if (batch.dry) return [...done, ...good.map(({ row }) => settle(row, 'created', null))]
  for (const { row, judged } of good) {
    const external = row.texts.get('externalId')
    if (external) judged.changes.push({ field: 'External ID', old: null, new: external })
  }
  const ids = await insertJudged(
    ctx,
    db,
    batch.kind,
    good.map(({ judged }) => judged),
    (index) => ({ import: batch.importId, row: good[index]!.row.number }),
  )
  await queries.insertExternalIds(
    db,
    good.flatMap(({ row }, i) => {
      const value = row.texts.get('externalId')
      return value ? [{ customerId: ids[i]!, value }] : []
    }),
  )
  return [...done, ...good.map(({ row }, i) => settle(row, 'created', ids[i]!))]
}

type Text = string | null
const textOf = (fields: FieldValues, name: FieldName): Text => (fields[name] as Text | undefined) ?? null
const phonesOf = (fields: FieldValues): string[] =>
  (['primaryPhone', 'workPhone', 'cellPhone', 'otherPhone'] as const).flatMap((name) => {
    const phone = textOf(fields, name)
    return phone ? (parsePhone(phone)?.slice(0, 10) ?? []) : []
  })

/** By the company's rules (platform.find_duplicates), what rows of one file have in common that are one and the same. */
function likenessOf(fields: FieldValues, rules: readonly string[]): string[] {
  const text = (name: FieldName) => nameKey(textOf(fields, name) ?? '')
  return [
    ...(rules.includes('phone') ? phonesOf(fields).map((phone) => `phone ${phone}`) : []),
    ...(rules.includes('email') && text('email') ? [`email ${text('email')}`] : []),
    ...(rules.includes('name') ? [`name ${text('firstName')} ${text('lastName')} ${text('city')}`] : []),
  ]
}

/** For rows that are like a record that the user may view: how that is called. */
async function listAlike(
  ctx: Ctx,
  db: Db,
  fresh: readonly { row: Row; values: RowValues }[],
): Promise<Map<number, string>> {
  if (!fresh.length) return new Map()
  const { duplicateRules } = ctx.actor.company.settings
  const like = fresh.map(({ row, values: { fields } }) => {
    const zip = textOf(fields, 'zip')
    return {
      number: row.number,
      first: textOf(fields, 'firstName'),
      last: textOf(fields, 'lastName'),
      business: textOf(fields, 'businessName'),
      city: textOf(fields, 'city'),
      zip: zip && normaliseZip(zip),
      phones: phonesOf(fields),
      email: textOf(fields, 'email'),
      line: textOf(fields, 'addressLine1'),
    }
  })
  const { rows } = await sql<{ number: number; id: number; name: string }>`
    select d.number, d.id, (select c.first_name || ' ' || c.last_name from customer c
      where c.company_id = platform.company_id() and c.id = d.id) as name
    from platform.find_alike(${[...duplicateRules]}, ${JSON.stringify(like)}::jsonb) d`.execute(db)
  return new Map(rows.map(({ number, id, name }) => [number, `${name} (#${id})`]))
}

/** Makes the values that rows name and the company lacks, where that was chosen; with the user's own permission for it. */
async function makeMissing(ctx: Ctx, db: Db, batch: Batch): Promise<void> {
  const targets = batch.choices.make as FieldName[]
  if (!targets.length) return
  const around = await readSurroundings(ctx, db, batch.kind)
  const names = new Names(around)
  const made = new Set<string>()
  for (const { texts } of batch.rows)
    for (const name of targets) {
      const text = texts.get(name)
      const f = field(name)
      if (!text || f.type !== 'catalogue' || made.has(`${name} ${nameKey(text)}`)) continue
      made.add(`${name} ${nameKey(text)}`)
      if (names.find(name, text, undefined) !== undefined) continue
      const params = catalogues.create.params.safeParse({ catalogue: f.catalogue })
      const body = catalogues.create.body.safeParse({ name: text, data: dataOf(name) })
      if (!params.success || !body.success) continue
      const before = ctx.history.entries.length
      await sql`savepoint value`.execute(db)
      try {
        await createValue(ctx, db, { params: params.data, body: body.data })
        await sql`release savepoint value`.execute(db)
      } catch (error) {
        // Its rows are refused then, because there is no such value.
        if (!refusalOf(error)) throw error
        await sql`rollback to savepoint value`.execute(db)
        ctx.history.entries.length = before
      }
    }
}

/** A source that is made by an import is one that sells what the import brings. */
const dataOf = (name: FieldName): Record<string, unknown> =>
  name === 'sourceId' ? { sellsCustomers: true, sellsLeads: true } : {}
