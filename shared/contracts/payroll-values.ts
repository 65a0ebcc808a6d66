/** What payroll rules are made of, as the endpoints say it (TAB-009). */
import { z } from 'zod'
import { id, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  amountSourceKeys,
  conditionOpKeys,
  maxConditions,
  maxDimensions,
  maxExpression,
  maxRows,
  maxTableRows,
  payeeMethodKeys,
  payrollEventKeys,
  payToKeys,
  tableMatchKeys,
} from '../rules/payroll.ts'
import { maxAmountCents } from '../rules/payroll-amounts.ts'

export const version = z.number().int().positive()
export const named = z.object({ id, name: z.string() })
const name = (max: number) => withoutCard(text(max)).pipe(z.string().min(1, 'Enter a name'))
const about = (max = 255) => withoutCard(text(max)).default('')
const cents = z
  .number('Enter an amount')
  .int('Enter whole cents')
  .min(-maxAmountCents, 'At least -$999,999.99')
  .max(maxAmountCents, 'At most $999,999.99')
const variable = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Choose a field')

export const roleValues = z.strictObject({
  name: name(255),
  description: about(),
  active: z.boolean().default(true),
})
export const role = z.object({
  id,
  version,
  name: z.string(),
  description: z.string(),
  active: z.boolean(),
  functions: z.array(
    named.extend({
      active: z.boolean(),
      event: z.enum(payrollEventKeys),
      payeeBy: z.enum(payeeMethodKeys),
      levels: z.number().int(),
      rows: z.number().int(),
      users: z.number().int(),
    }),
  ),
})
export type PayrollRole = z.output<typeof role>

export const customValue = z.union([z.string().max(255), z.number(), z.literal(true)]).nullable()
export const functionValues = z
  .strictObject({
    name: name(255),
    description: about(),
    active: z.boolean().default(true),
    payeeBy: z.enum(payeeMethodKeys, 'Choose whom it pays'),
    event: z.enum(payrollEventKeys).default('manual'),
    tagIds: z.array(id).max(50, 'At most 50 tags').default([]),
    customFieldId: id.nullable().default(null),
    customValue: customValue.default(null),
    chargeBackDays: z
      .number('Enter days')
      .int('Whole days')
      .min(1, 'At least 1')
      .max(3650, 'At most 3650')
      .nullable()
      .default(null),
  })
  .superRefine((given, ctx) => {
    const wrong = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message })
    const byTag = given.event === 'tag_applied' || given.event === 'tag_removed'
    if (byTag !== given.tagIds.length > 0) wrong('tagIds', byTag ? 'Choose a tag' : 'Only of tags')
    const byField = given.event === 'custom_field_set'
    if (byField !== (given.customFieldId !== null))
      wrong('customFieldId', byField ? 'Choose a field' : 'Only of a field')
    if (!byField && given.customValue !== null) wrong('customValue', 'Only of a field')
    if (given.event !== 'manual' && given.payeeBy === 'chosen')
      wrong('payeeBy', 'An event chooses nobody: take somebody whom the record names')
  })
export type FunctionValues = z.output<typeof functionValues>

const condition = z.strictObject({
  variable,
  op: z.enum(conditionOpKeys),
  value: text(80).pipe(z.string().min(1, 'Enter a value')),
})
export const rowValues = z
  .strictObject({
    name: name(255),
    description: about(),
    active: z.boolean().default(true),
    payTo: z.enum(payToKeys),
    userId: id.nullable().default(null),
    outsideName: withoutCard(text(120)).nullable().default(null),
    source: z.enum(amountSourceKeys),
    amountCents: cents.nullable().default(null),
    variable: variable.nullable().default(null),
    factorPpm: z
      .number('Enter a percentage')
      .int('At most four decimals')
      .min(-10_000_000_000, 'Too small')
      .max(10_000_000_000, 'Too large')
      .nullable()
      .default(null),
    tableId: id.nullable().default(null),
    expression: text(maxExpression).nullable().default(null),
    conditions: z.array(condition).max(maxConditions, `At most ${maxConditions} conditions`).default([]),
    note: withoutCard(text(500)).default(''),
  })
  .superRefine((row, ctx) => {
    const need = (path: keyof typeof row, wanted: boolean, message: string) => {
      const given = row[path] !== null && row[path] !== ''
      if (wanted !== given) ctx.addIssue({ code: 'custom', path: [path], message: wanted ? message : 'Not of this row' })
    }
    need('userId', row.payTo === 'user', 'Choose a user')
    need('outsideName', row.payTo === 'outside', 'Enter who is paid')
    need('amountCents', row.source === 'fixed', 'Enter an amount')
    need('variable', row.source === 'field', 'Choose a field')
    need('factorPpm', row.source === 'field', 'Enter a percentage')
    need('tableId', row.source === 'table', 'Choose a lookup table')
    need('expression', row.source === 'expression', 'Enter an expression')
  }) // prettier-ignore
export type RowValues = z.output<typeof rowValues>

export const levelValues = z.strictObject({
  name: name(255),
  description: about(),
  active: z.boolean().default(true),
  isDefault: z.boolean().default(false),
  rows: z.array(rowValues).max(maxRows, `At most ${maxRows} rows`).default([]),
})
export type LevelValues = z.output<typeof levelValues>
const level = z.object({
  id,
  version,
  name: z.string(),
  description: z.string(),
  active: z.boolean(),
  isDefault: z.boolean(),
  rows: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      active: z.boolean(),
      payTo: z.enum(payToKeys),
      userId: id.nullable(),
      outsideName: z.string().nullable(),
      source: z.enum(amountSourceKeys),
      amountCents: z.number().int().nullable(),
      variable: z.string().nullable(),
      factorPpm: z.number().int().nullable(),
      tableId: id.nullable(),
      expression: z.string().nullable(),
      conditions: z.array(z.object({ variable: z.string(), op: z.enum(conditionOpKeys), value: z.string() })),
      note: z.string(),
    }),
  ),
  users: z.array(named),
})
export type PayrollLevel = z.output<typeof level>

export const payrollFunction = z
  .object({
    id,
    version,
    role: named.extend({ active: z.boolean() }),
    name: z.string(),
    description: z.string(),
    active: z.boolean(),
    payeeBy: z.enum(payeeMethodKeys),
    event: z.enum(payrollEventKeys),
    tagIds: z.array(id),
    customFieldId: id.nullable(),
    customValue,
    chargeBackDays: z.number().int().nullable(),
    levels: z.array(level),
    used: z.boolean(),
    abilities: z.object({ create: z.boolean(), modify: z.boolean(), delete: z.boolean() }),
  })
  .meta({ id: 'PayrollFunction' })
export type PayrollFunction = z.output<typeof payrollFunction>

const cell = text(80).nullable()
export const tableValues = z
  .strictObject({
    name: name(191),
    description: about(500),
    active: z.boolean().default(true),
    dimensions: z
      .array(z.strictObject({ variable, match: z.enum(tableMatchKeys), label: text(60).default('') }))
      .max(maxDimensions, `At most ${maxDimensions} columns`)
      .default([]),
    rows: z
      .array(z.strictObject({ cells: z.array(cell).max(maxDimensions), amountCents: cents }))
      .max(maxTableRows, `At most ${maxTableRows} rows`)
      .default([]),
  })
  .superRefine((table, ctx) => {
    for (const [i, row] of table.rows.entries())
      if (row.cells.length !== table.dimensions.length)
        ctx.addIssue({ code: 'custom', path: ['rows', i, 'cells'], message: 'One cell a column' })
  })
export type TableValues = z.output<typeof tableValues>
export const table = z
  .object({
    id,
    version,
    name: z.string(),
    description: z.string(),
    active: z.boolean(),
    dimensions: z.array(z.object({ variable: z.string(), match: z.enum(tableMatchKeys), label: z.string() })),
    rows: z.array(z.object({ cells: z.array(z.string().nullable()), amountCents: z.number().int() })),
    /** Active or not: what refers to it. */
    usedBy: z.array(z.string()),
  })
  .meta({ id: 'PayrollTable' })
export type PayrollTable = z.output<typeof table>

export const variables = z.array(
  z.object({ name: z.string(), label: z.string(), unit: z.enum(['money', 'number', 'text']) }),
)
export const abilities = z.object({ create: z.boolean(), modify: z.boolean(), delete: z.boolean() })
