/** Payroll rules: roles, their functions, the levels of those. What they made stays as it was (TAB-009). */
import type { Output, Parsed } from '#shared/contract.ts'
import type {
  FunctionValues,
  LevelValues,
  payroll,
  PayrollFunction,
  RowValues,
} from '#shared/contracts/payroll.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { namesOf } from '#shared/rules/payroll-amounts.ts'
import { ExpressionError, readExpression } from '#shared/rules/payroll-expression.ts'
import { readNumber } from '#shared/rules/payroll-fractions.ts'
import { maxFunctions, maxLevels, maxRoles, type Variable } from '#shared/rules/payroll.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listCustomFields } from '../customers/customers.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { listVariables } from './payroll.facts.ts'
import * as queries from './payroll.queries.ts'
import type { FunctionRow, LevelRow } from './payroll.queries.ts'
import { differences, type Names, toldFunction, toldLevel, toldRole } from './payroll.words.ts'

export { draftPayables, type Draft, type Drafted, type Payee } from './payroll.drafting.ts'
export { type Facts, readCompany, readFacts } from './payroll.facts.ts'

type Request<K extends keyof typeof payroll> = Parsed<(typeof payroll)[K]>
const plusOf = (ctx: Ctx) => ctx.actor.company.settings.payablePlus
export const abilitiesOf = ({ actor: { grants } }: Ctx) => ({
  create: grants.anywhere.has('payroll.create'),
  modify: grants.anywhere.has('payroll.modify'),
  delete: grants.anywhere.has('payroll.delete'),
})
const invalid = (errors: FieldError[]) => {
  if (errors.length) fail('request.invalid', {}, { errors })
}

export async function readOverview(ctx: Ctx, db: Db): Promise<Output<typeof payroll.overview>> {
  const tables = plusOf(ctx) ? await queries.listTables(db) : []
  return {
    roles: await queries.listRoles(db),
    tables: tables.map(({ id, name, active, rows, dimensions }) => ({ id, name, active, rows: rows.length, dimensions: dimensions.length })),
    plus: plusOf(ctx),
    abilities: abilitiesOf(ctx),
  }
} // prettier-ignore

export async function readOptions(ctx: Ctx, db: Db): Promise<Output<typeof payroll.options>> {
  const { variables } = await listVariables(db)
  const tables = plusOf(ctx) ? await queries.listTables(db) : []
  return {
    users: await queries.listUsers(db),
    tags: (await queries.listTags(db)).map(({ id, name }) => ({ id, name })),
    fields: (await allFields(db)).map(({ id, name, type, options }) => ({ id, name, type, options: options?.map(({ value, label }) => ({ value, label })) ?? [] })),
    tables: tables.map(({ id, name, active }) => ({ id, name, active })),
    variables: [...variables],
    plus: plusOf(ctx),
  }
} // prettier-ignore

/** Fields whose setting can trigger: what is confidential triggers nothing. */
async function allFields(db: Db) {
  return (await listCustomFields(db)).filter(({ confidential }) => !confidential)
}

export async function namesFor(ctx: Ctx, db: Db): Promise<Names> {
  const by = (rows: readonly { id: number; name: string }[]) => new Map(rows.map(({ id, name }) => [id, name]))
  return {
    users: by(await queries.listUsers(db)),
    tags: by(await queries.listTags(db)),
    fields: by(await allFields(db)),
    tables: by(await queries.listTables(db)),
    currency: ctx.actor.company.currency,
  }
} // prettier-ignore

const takenName = (what: string) => [{ path: 'name', message: `There is ${what} of this name already` }]

/** @throws payroll.too_many; request.invalid */
export async function createRole(ctx: Ctx, db: Db, { body }: Request<'createRole'>): Promise<Output<typeof payroll.createRole>> {
  await queries.lockRules(db)
  if ((await queries.listRoles(db)).length >= maxRoles) fail('payroll.too_many', { max: maxRoles, what: 'payroll roles' })
  if (await queries.findByName(db, 'payroll_role', body.name)) invalid(takenName('a role'))
  const id = await queries.insertRole(db, body)
  ctx.history.add({ event: 'payroll.role_created', entity: 'payroll_role', entityId: id, detail: { name: body.name }, changes: differences(null, toldRole(body)) })
  return { id, name: body.name }
} // prettier-ignore

/** @throws payroll.not_found, .stale; request.invalid */
export async function saveRole(ctx: Ctx, db: Db, { params, body }: Request<'saveRole'>): Promise<Output<typeof payroll.saveRole>> {
  await queries.lockRules(db)
  const before = (await queries.findRole(db, params.payrollRoleId)) ?? fail('payroll.not_found')
  if (before.version !== body.version) fail('payroll.stale')
  const same = await queries.findByName(db, 'payroll_role', body.role.name)
  if (same && same !== before.id) invalid(takenName('a role').map((e) => ({ ...e, path: 'role.name' })))
  const changes = differences(toldRole(before), toldRole(body.role))
  if (!changes.length) ctx.history.nothingChanged()
  else {
    await queries.updateRole(db, before.id, body.role)
    ctx.history.add({ event: 'payroll.role_saved', entity: 'payroll_role', entityId: before.id, detail: { name: body.role.name }, changes })
  }
  return { id: before.id, name: body.role.name }
} // prettier-ignore

/** @throws payroll.not_found, .role_in_use */
export async function removeRole(ctx: Ctx, db: Db, { params }: Request<'removeRole'>): Promise<Output<typeof payroll.removeRole>> {
  await queries.lockRules(db)
  const role = (await queries.listRoles(db)).find(({ id }) => id === params.payrollRoleId) ?? fail('payroll.not_found')
  if (role.functions.length) fail('payroll.role_in_use')
  await queries.deleteRole(db, role.id)
  ctx.history.add({ event: 'payroll.role_deleted', entity: 'payroll_role', entityId: role.id, detail: { name: role.name }, changes: differences(toldRole(role), null) })
  return {}
} // prettier-ignore

const toFunction = (ctx: Ctx, row: FunctionRow, levels: readonly LevelRow[]): PayrollFunction => {
  const { roleId, roleName, roleActive, ...rest } = row
  return {
    ...rest,
    role: { id: roleId, name: roleName, active: roleActive },
    levels: levels.map(({ functionId: _, rows, ...level }) => ({ ...level, rows: rows.map(({ id: __, ...one }) => one) })),
    abilities: abilitiesOf(ctx),
  }
} // prettier-ignore

const answer = async (ctx: Ctx, db: Db, id: number): Promise<PayrollFunction> =>
  toFunction(
    ctx,
    (await queries.findFunction(db, id)) ?? fail('payroll.not_found'),
    await queries.listLevels(db, { functionId: id }),
  )

/** @throws payroll.not_found */
export const openFunction = (
  ctx: Ctx,
  db: Db,
  { params }: Request<'openFunction'>,
): Promise<PayrollFunction> => answer(ctx, db, params.functionId)

/** @throws payroll.add_on_off; request.invalid with the fields */
async function judgeFunction(ctx: Ctx, db: Db, values: FunctionValues, roleId: number, before: FunctionRow | null, names: Names) {
  const path = before ? 'function.' : ''
  const errors: FieldError[] = []
  const wrong = (field: string, message: string) => errors.push({ path: `${path}${field}`, message })
  const same = await queries.findByName(db, 'payroll_function', values.name, roleId)
  if (same && same !== before?.id) wrong('name', 'The role has a function of this name already')
  const isOld = before?.event === values.event && String(before.tagIds) === String(values.tagIds) && before.customFieldId === values.customFieldId
  if (values.event !== 'manual' && !plusOf(ctx) && !isOld) fail('payroll.add_on_off')
  if (new Set(values.tagIds).size < values.tagIds.length || values.tagIds.some((id) => !names.tags.has(id))) wrong('tagIds', 'Choose tags from the list, each once')
  if (values.customFieldId !== null) {
    const field = (await allFields(db)).find(({ id }) => id === values.customFieldId)
    if (!field) wrong('customFieldId', 'Choose a field from the list')
    else if (values.customValue !== null) {
      const fits =
        field.type === 'number' || field.type === 'currency' ? typeof values.customValue === 'number'
        : field.type === 'checkbox' ? values.customValue === true
        : typeof values.customValue === 'string' && values.customValue !== '' &&
          (!field.options || field.options.some(({ value }) => value === values.customValue))
      if (!fits) wrong('customValue', 'The field cannot have this value')
    }
  }
  invalid(errors)
} // prettier-ignore

/** @throws payroll.not_found, .too_many, .add_on_off; request.invalid */
export async function createFunction(ctx: Ctx, db: Db, { params, body }: Request<'createFunction'>): Promise<PayrollFunction> {
  await queries.lockRules(db)
  const role = (await queries.listRoles(db)).find(({ id }) => id === params.payrollRoleId) ?? fail('payroll.not_found')
  if (role.functions.length >= maxFunctions) fail('payroll.too_many', { max: maxFunctions, what: 'functions of a role' })
  const names = await namesFor(ctx, db)
  await judgeFunction(ctx, db, body, role.id, null, names)
  const id = await queries.insertFunction(db, role.id, body)
  ctx.history.add({ event: 'payroll.function_created', entity: 'payroll_function', entityId: id, detail: { name: body.name, role: role.name }, changes: differences(null, toldFunction(body, names)) })
  return answer(ctx, db, id)
} // prettier-ignore

/** @throws payroll.not_found, .stale, .add_on_off; request.invalid */
export async function saveFunction(ctx: Ctx, db: Db, { params, body }: Request<'saveFunction'>): Promise<PayrollFunction> {
  await queries.lockRules(db)
  const before = (await queries.findFunction(db, params.functionId)) ?? fail('payroll.not_found')
  if (before.version !== body.version) fail('payroll.stale')
  const names = await namesFor(ctx, db)
  await judgeFunction(ctx, db, body.function, before.roleId, before, names)
  const changes = differences(toldFunction(before, names), toldFunction(body.function, names))
  if (!changes.length) ctx.history.nothingChanged()
  else {
    await queries.updateFunction(db, before.id, body.function)
    ctx.history.add({ event: 'payroll.function_saved', entity: 'payroll_function', entityId: before.id, detail: { name: body.function.name }, changes })
  }
  return answer(ctx, db, before.id)
} // prettier-ignore

/** @throws payroll.not_found, .function_in_use */
export async function removeFunction(ctx: Ctx, db: Db, { params }: Request<'removeFunction'>): Promise<Output<typeof payroll.removeFunction>> {
  await queries.lockRules(db)
  const row = (await queries.findFunction(db, params.functionId)) ?? fail('payroll.not_found')
  if (row.used) fail('payroll.function_in_use')
  const names = await namesFor(ctx, db)
  await queries.deleteFunction(db, row.id)
  ctx.history.add({ event: 'payroll.function_deleted', entity: 'payroll_function', entityId: row.id, detail: { name: row.name }, changes: differences(toldFunction(row, names), null) })
  return {}
} // prettier-ignore

/** Errors of a level's rows: what they name must be there, and an expression must be readable. */
export function judgeRows(rows: readonly RowValues[], names: Names, variables: readonly Variable[], activeUsers: ReadonlySet<number>, before: readonly RowValues[]): FieldError[] {
  const errors: FieldError[] = []
  const known = new Map(variables.map((one) => [one.name, one]))
  const hadUsers = new Set(before.map(({ userId }) => userId))
  for (const [i, row] of rows.entries()) {
    const wrong = (field: string, message: string) => errors.push({ path: `rows.${i}.${field}`, message })
    if (row.userId !== null && !activeUsers.has(row.userId) && !hadUsers.has(row.userId)) wrong('userId', 'Choose a user from the list')
    if (row.tableId !== null && !names.tables.has(row.tableId)) wrong('tableId', 'Choose a lookup table from the list')
    if (row.variable !== null && (known.get(row.variable)?.unit ?? 'text') === 'text') wrong('variable', 'Choose a field with an amount or a number')
    if (row.expression !== null)
      try {
        readExpression(row.expression, namesOf(variables))
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        wrong('expression', error.message)
      }
    for (const [j, { variable, op, value }] of row.conditions.entries()) {
      const unit = known.get(variable)?.unit
      if (!unit) wrong(`conditions.${j}.variable`, 'Choose a field')
      else if (unit === 'text' && (op === 'at_least' || op === 'below')) wrong(`conditions.${j}.op`, 'A text is, or is not')
      else if (unit !== 'text' && !readNumber(value.replace(/^\$/, ''))) wrong(`conditions.${j}.value`, 'Enter a number')
    }
  }
  return errors
} // prettier-ignore

async function judgeLevel(ctx: Ctx, db: Db, values: LevelValues, functionId: number, before: LevelRow | null, names: Names) {
  const plus = (row: RowValues) => row.source !== 'fixed' || row.conditions.length > 0 || /\{\w+\}/.test(row.note)
  const had = JSON.stringify((before?.rows ?? []).filter(plus).map(({ id: _, ...row }) => row))
  // Without the add-on such rows may stay as they are, and none comes.
  if (!plusOf(ctx) && values.rows.some(plus) && JSON.stringify(values.rows.filter(plus)) !== had) fail('payroll.add_on_off')
  const active = new Set((await queries.listUsers(db)).filter((user) => user.active).map(({ id }) => id))
  const errors = judgeRows(values.rows, names, (await listVariables(db)).variables, active, before?.rows ?? [])
  const same = await queries.findByName(db, 'payroll_level', values.name, functionId)
  if (same && same !== before?.id) errors.push({ path: 'name', message: 'The function has a level of this name already' })
  invalid(before ? errors.map((error) => ({ ...error, path: `level.${error.path}` })) : errors)
} // prettier-ignore

/** @throws payroll.not_found, .too_many, .add_on_off; request.invalid */
export async function createLevel(ctx: Ctx, db: Db, { params, body }: Request<'createLevel'>): Promise<PayrollFunction> {
  await queries.lockRules(db)
  const of = (await queries.findFunction(db, params.functionId)) ?? fail('payroll.not_found')
  if ((await queries.listLevels(db, { functionId: of.id })).length >= maxLevels) fail('payroll.too_many', { max: maxLevels, what: 'levels of a function' })
  const names = await namesFor(ctx, db)
  await judgeLevel(ctx, db, body, of.id, null, names)
  if (body.isDefault) await queries.clearDefault(db, of.id)
  await queries.insertLevel(db, of.id, body)
  ctx.history.add({ event: 'payroll.level_created', entity: 'payroll_function', entityId: of.id, detail: { name: body.name, function: of.name }, changes: differences(null, toldLevel(body, names)) })
  return answer(ctx, db, of.id)
} // prettier-ignore

const getLevel = async (db: Db, id: number): Promise<LevelRow> =>
  (await queries.listLevels(db, { id }))[0] ?? fail('payroll.not_found')

/** @throws payroll.not_found, .stale, .add_on_off; request.invalid */
export async function saveLevel(ctx: Ctx, db: Db, { params, body }: Request<'saveLevel'>): Promise<PayrollFunction> {
  await queries.lockRules(db)
  const before = await getLevel(db, params.levelId)
  if (before.version !== body.version) fail('payroll.stale')
  const names = await namesFor(ctx, db)
  await judgeLevel(ctx, db, body.level, before.functionId, before, names)
  const changes = differences(toldLevel(before, names), toldLevel(body.level, names))
  if (!changes.length) ctx.history.nothingChanged()
  else {
    if (body.level.isDefault && !before.isDefault) await queries.clearDefault(db, before.functionId)
    await queries.updateLevel(db, before.id, body.level)
    const of = (await queries.findFunction(db, before.functionId))!
    ctx.history.add({ event: 'payroll.level_saved', entity: 'payroll_function', entityId: of.id, detail: { name: body.level.name, function: of.name }, changes })
  }
  return answer(ctx, db, before.functionId)
} // prettier-ignore

/** @throws payroll.not_found, .level_in_use */
export async function removeLevel(ctx: Ctx, db: Db, { params }: Request<'removeLevel'>): Promise<PayrollFunction> {
  await queries.lockRules(db)
  const level = await getLevel(db, params.levelId)
  if (level.users.length) fail('payroll.level_in_use', { count: level.users.length })
  const names = await namesFor(ctx, db)
  const of = (await queries.findFunction(db, level.functionId))!
  await queries.deleteLevel(db, level.id)
  ctx.history.add({ event: 'payroll.level_deleted', entity: 'payroll_function', entityId: of.id, detail: { name: level.name, function: of.name }, changes: differences(toldLevel(level, names), null) })
  return answer(ctx, db, of.id)
} // prettier-ignore

/** @throws payroll.not_found */
export async function listFunctionHistory(_ctx: Ctx, db: Db, { params, query }: Request<'history'>): Promise<Output<typeof payroll.history>> {
  if (!(await queries.findFunction(db, params.functionId))) fail('payroll.not_found')
  return listEntityHistory(db, 'payroll_function', params.functionId, query)
} // prettier-ignore
