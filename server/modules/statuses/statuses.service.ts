/** The company's status boxes: seen and saved as one, and what one customer's rest on. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { statuses, StatusSetup } from '#shared/contracts/statuses.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import type { CustomField } from '#shared/rules/custom-fields.ts'
import { categoryWords, type StatusNames } from '#shared/rules/status-words.ts'
import {
  needsOf,
  type StatusCategory,
  type StatusCondition,
  usualCategories,
} from '#shared/rules/statuses.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { factsOfRecord, getReadable, listCustomFields } from '../customers/customers.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as queries from './statuses.queries.ts'

type Options = Awaited<ReturnType<typeof queries.listRowOptions>> & { fields: CustomField[] }

const readOptions = async (db: Db): Promise<Options> => ({
  ...(await queries.listRowOptions(db)),
  // What is confidential is no rule's to tell.
  fields: (await listCustomFields(db)).filter(({ confidential }) => !confidential),
})

const conditionsOf = (categories: readonly StatusCategory[]): StatusCondition[] =>
  categories.flatMap(({ values }) => values.flatMap(({ when }) => when))

/** The options' rows that a rule's fact means. */
const rowsOf = (options: Options) => ({
  tag: options.tags,
  account_class: options.accountClasses,
  monitored_by: options.monitors,
})

function idsAsked(categories: readonly StatusCategory[]): Set<string> {
  return new Set(
    conditionsOf(categories).flatMap((condition) => {
      if (condition.type === 'row') return condition.ids.map((id) => `${condition.fact} ${id}`)
      return condition.type === 'custom' ? [`field ${condition.field}`] : []
    }),
  )
}

function answer(row: queries.SetupRow | undefined, options: Options): StatusSetup {
  const categories = row?.categories ?? [...usualCategories]
  const asked = idsAsked(categories)
  const offered = (what: string, list: readonly queries.Option[]) =>
    list
      .filter(({ id, active }) => active || asked.has(`${what} ${id}`))
      .map(({ id, name }) => ({ id, name }))
  return {
    version: row?.version ?? 0,
    categories,
    options: {
      tags: offered('tag', options.tags),
      accountClasses: offered('account_class', options.accountClasses),
      monitors: offered('monitored_by', options.monitors),
      fields: options.fields
        .filter(({ id, active }) => active || asked.has(`field ${id}`))
        .map((field) => ({
          id: field.id,
          name: field.name,
          type: field.type,
          options: (field.options ?? []).map(({ value, label }) => ({ value, label })),
        })),
    },
  }
}

export const openStatuses = async (_ctx: Ctx, db: Db): Promise<StatusSetup> =>
  answer(await queries.findSetup(db), await readOptions(db))

/** What a rule asks for exists, unless it was asked for before. @throws request.invalid */
function check(before: readonly StatusCategory[], after: readonly StatusCategory[], options: Options): void {
  const errors: FieldError[] = []
  const known = idsAsked(before)
  const rows = rowsOf(options)
  after.forEach(({ values }, i) =>
    values.forEach(({ when }, v) =>
      when.forEach((condition, c) => {
        const path = `categories.${i}.values.${v}.when.${c}`
        if (condition.type === 'row') {
          const missing = condition.ids.filter(
            (id) =>
              !known.has(`${condition.fact} ${id}`) && !rows[condition.fact].some((row) => row.id === id),
          )
          if (missing.length) errors.push({ path: `${path}.ids`, message: 'There is no such value' })
        }
        if (condition.type === 'custom') {
          const field = options.fields.find(({ id }) => id === condition.field)
          if (!field && !known.has(`field ${condition.field}`))
            errors.push({
              path: `${path}.field`,
              message: 'There is no such field, or it is confidential: no box may tell of it',
            })
        }
      }),
    ),
  )
  if (errors.length) fail('request.invalid', {}, { errors })
}

const namesOf = (options: Options): StatusNames => ({
  rows: rowsOf(options),
  fields: options.fields.map(({ id, name, options: choices }) => ({ id, name, options: choices ?? [] })),
})

function differences(
  before: readonly StatusCategory[],
  after: readonly StatusCategory[],
  options: Options,
): Change[] {
  const names = namesOf(options)
  const words = (categories: readonly StatusCategory[], key: string) => {
    const found = categories.find((category) => category.key === key)
    return found ? categoryWords(found, names) : null
  }
  const nameOf = (key: string) => [...after, ...before].find((category) => category.key === key)!.name
  const keys = [...new Set([...before, ...after].map(({ key }) => key))]
  const order = (categories: readonly StatusCategory[]) => categories.map(({ key }) => nameOf(key)).join(', ')
  return [
    { field: 'Order', old: order(before), new: order(after) },
    ...keys.map((key) => ({ field: nameOf(key), old: words(before, key), new: words(after, key) })),
  ].filter((change) => change.old !== change.new)
}

/** @throws statuses.stale with what is stored now; request.invalid */
export async function saveStatuses(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof statuses.save>,
): Promise<StatusSetup> {
  const row = await queries.findSetup(db)
  const options = await readOptions(db)
  const stale = async () =>
    fail('statuses.stale', {}, { extra: { current: answer(await queries.findSetup(db), options) } })
  if ((row?.version ?? 0) !== body.version) return stale()
  const before = row?.categories ?? usualCategories
  check(before, body.categories, options)
  const changes = differences(before, body.categories, options)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(row, options)
  }
  if (!(await queries.writeSetup(db, body.version, body.categories, needsOf(body.categories)))) return stale()
  ctx.history.add({ event: 'statuses.saved', entity: 'statuses', entityId: ctx.actor.company.id, changes })
  return answer(await queries.findSetup(db), options)
}

export const listStatusHistory = (
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof statuses.history>,
): Promise<Output<typeof statuses.history>> => listEntityHistory(db, 'statuses', ctx.actor.company.id, query)

/** @throws customers.not_found, for a lead too, which has no boxes; access.denied_here */
export async function readFacts(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof statuses.facts>,
): Promise<Output<typeof statuses.facts>> {
  const record = await getReadable(ctx, db, params.customerId, 'customers.view')
  if (record.kind !== 'customer') return fail('customers.not_found')
  const { grants } = ctx.actor
  const sale = grants.has('sale_information.view', record.locationId)
  const installation = grants.has('installation_information.view', record.locationId)
  const facts = factsOfRecord(record.row)
  const hidden = (date: string | null) => (date === null ? null : facts.today)
  return {
    name: `${String(record.row.firstName)} ${String(record.row.lastName)}`,
    sight: { sale, installation },
    facts: {
      ...facts,
      tagIds: [...facts.tagIds],
      custom: { ...facts.custom } as Output<typeof statuses.facts>['facts']['custom'],
      // That there is a date the boxes tell everybody; which it is only the card does.
      ...(!sale && {
        saleDate: hidden(facts.saleDate),
        cancelDate: null,
        fundingStatus: null,
        termMonths: null,
      }),
      ...(!installation && {
        installDate:
          facts.installDate === null ? null : facts.installDate > facts.today ? '9999-12-31' : facts.today,
      }),
    },
  }
}
