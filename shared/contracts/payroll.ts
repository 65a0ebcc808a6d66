/** Payroll rules, and what each user is paid by (TAB-009, ADM-007). Lookup tables and events belong to the add-on Payable+. */
import { z } from 'zod'
import { endpoint, id, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { maxFunctions, maxRoles, maxRows } from '../rules/payroll.ts'
import { historyEntry } from './history.ts'
import {
  abilities,
  functionValues,
  levelValues,
  named,
  payrollFunction,
  role,
  roleValues,
  rowValues,
  table,
  tableValues,
  variables,
  version,
} from './payroll-values.ts'

export type {
  FunctionValues,
  LevelValues,
  PayrollFunction,
  PayrollLevel,
  PayrollRole,
  PayrollTable,
  RowValues,
  TableValues,
} from './payroll-values.ts'

const ofRole = z.object({ payrollRoleId: id })
const ofFunction = z.object({ functionId: id })
const ofLevel = z.object({ levelId: id })
const ofTable = z.object({ tableId: id })
const paging = z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) })
const historyPage = z.object({ items: z.array(historyEntry), next: id.nullable() })

/** What trying a level says of one row. */
const triedRow = z.object({
  name: z.string(),
  result: z.enum(['amount', 'skipped', 'failed']),
  payee: z.string().nullable(),
  amountCents: z.number().int(),
  /** null where it names values that the reader may not see. */
  reckoning: z.string().nullable(),
})

const scope = 'company' as const
export const payroll = {
  overview: endpoint({
    method: 'GET',
    path: '/payroll',
    access: 'payroll.view',
    scope,
    summary: 'Payroll roles with their functions, and the lookup tables',
    response: z.object({
      roles: z.array(role),
      tables: z.array(
        named.extend({ active: z.boolean(), rows: z.number().int(), dimensions: z.number().int() }),
      ),
      plus: z.boolean(),
      abilities,
    }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/payroll/options',
    access: 'payroll.view',
    scope,
    summary: 'What rules are made of: users, tags, fields, lookup tables, what a customer may be asked',
    response: z.object({
      users: z.array(named.extend({ active: z.boolean() })),
      tags: z.array(named),
      fields: z.array(
        named.extend({
          type: z.string(),
          options: z.array(z.object({ value: z.string(), label: z.string() })),
        }),
      ),
      tables: z.array(named.extend({ active: z.boolean() })),
      variables,
      plus: z.boolean(),
    }),
  }),
  createRole: endpoint({
    method: 'POST',
    path: '/payroll/roles',
    access: 'payroll.create',
    scope,
    summary: 'Make a payroll role',
    body: roleValues,
    response: named,
    history: { event: 'payroll.role_created' },
  }),
  saveRole: endpoint({
    method: 'PUT',
    path: '/payroll/roles/:payrollRoleId',
    access: 'payroll.modify',
    scope,
    summary: 'Change a payroll role; inactive, none of its functions pays',
    params: ofRole,
    body: z.strictObject({ version, role: roleValues }),
    response: named,
    history: { event: 'payroll.role_saved' },
  }),
  removeRole: endpoint({
    method: 'DELETE',
    path: '/payroll/roles/:payrollRoleId',
    access: 'payroll.delete',
    scope,
    summary: 'Delete a payroll role that has no function',
    params: ofRole,
    response: nothing,
    history: { event: 'payroll.role_deleted' },
  }),
  createFunction: endpoint({
    method: 'POST',
    path: '/payroll/roles/:payrollRoleId/functions',
    access: 'payroll.create',
    scope,
    summary: `Add a function to a role, of which it has at most ${maxFunctions}`,
    params: ofRole,
    body: functionValues,
    response: payrollFunction,
    history: { event: 'payroll.function_created' },
  }),
  openFunction: endpoint({
    method: 'GET',
    path: '/payroll/functions/:functionId',
    access: 'payroll.view',
    scope,
    summary: 'A function with its levels, their rows, and who has them',
    params: ofFunction,
    response: payrollFunction,
  }),
  saveFunction: endpoint({
    method: 'PUT',
    path: '/payroll/functions/:functionId',
    access: 'payroll.modify',
    scope,
    summary: 'Change a function; what it made stays as it is',
    params: ofFunction,
    body: z.strictObject({ version, function: functionValues }),
    response: payrollFunction,
    history: { event: 'payroll.function_saved' },
  }),
  removeFunction: endpoint({
    method: 'DELETE',
    path: '/payroll/functions/:functionId',
    access: 'payroll.delete',
    scope,
    summary: 'Delete a function that has made no payable',
    params: ofFunction,
    response: nothing,
    history: { event: 'payroll.function_deleted' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/payroll/functions/:functionId/history',
    access: 'payroll.view',
    scope,
    summary: 'What was changed about a function and its levels, newest first',
    params: ofFunction,
    query: paging,
    response: historyPage,
  }),
  createLevel: endpoint({
    method: 'POST',
    path: '/payroll/functions/:functionId/levels',
    access: 'payroll.create',
    scope,
    summary: 'Add a level to a function',
    params: ofFunction,
    body: levelValues,
    response: payrollFunction,
    history: { event: 'payroll.level_created' },
  }),
  saveLevel: endpoint({
    method: 'PUT',
    path: '/payroll/levels/:levelId',
    access: 'payroll.modify',
    scope,
    summary: 'Change a level and its rows; it holds for what is made from now on',
    params: ofLevel,
    body: z.strictObject({ version, level: levelValues }),
    response: payrollFunction,
    history: { event: 'payroll.level_saved' },
  }),
  removeLevel: endpoint({
    method: 'DELETE',
    path: '/payroll/levels/:levelId',
    access: 'payroll.delete',
    scope,
    summary: 'Delete a level that nobody has',
    params: ofLevel,
    response: payrollFunction,
    history: { event: 'payroll.level_deleted' },
  }),
  tryLevel: endpoint({
    method: 'POST',
    path: '/payroll/levels/:levelId/try',
    access: 'payroll.view',
    summary: 'What a level’s rows, as they are or as they are typed, would come to for a customer, and why',
    params: ofLevel,
    body: z.strictObject({
      customerId: id,
      /** Of a function for whoever is chosen. */
      payeeUserId: id.nullable().default(null),
      rows: z.array(rowValues).max(maxRows).nullable().default(null),
    }),
    response: z.object({
      customer: named,
      payee: z.string().nullable(),
      rows: z.array(triedRow),
      payables: z.array(
        z.object({
          payee: z.string(),
          amountCents: z.number().int(),
          review: z.boolean(),
          exists: z.boolean(),
        }),
      ),
      values: z.array(z.object({ label: z.string(), value: z.string() })),
    }),
    history: { none: 'It works amounts out and keeps nothing.' },
  }),
  openTable: endpoint({
    method: 'GET',
    path: '/payroll/tables/:tableId',
    access: 'payroll.view',
    addOn: 'payablePlus',
    scope,
    summary: 'A lookup table',
    params: ofTable,
    response: table,
  }),
  createTable: endpoint({
    method: 'POST',
    path: '/payroll/tables',
    access: 'payroll.create',
    addOn: 'payablePlus',
    scope,
    summary: 'Make a lookup table',
    body: tableValues,
    response: table,
    history: { event: 'payroll.table_created' },
  }),
  saveTable: endpoint({
    method: 'PUT',
    path: '/payroll/tables/:tableId',
    access: 'payroll.modify',
    addOn: 'payablePlus',
    scope,
    summary: 'Change a lookup table, its columns and its rows in their order',
    params: ofTable,
    body: z.strictObject({ version, table: tableValues }),
    response: table,
    history: { event: 'payroll.table_saved' },
  }),
  removeTable: endpoint({
    method: 'DELETE',
    path: '/payroll/tables/:tableId',
    access: 'payroll.delete',
    addOn: 'payablePlus',
    scope,
    summary: 'Delete a lookup table that no row of a level uses',
    params: ofTable,
    response: nothing,
    history: { event: 'payroll.table_deleted' },
  }),
  ofUser: endpoint({
    method: 'GET',
    path: '/users/:userId/payroll',
    access: 'payroll.view',
    scope,
    summary: 'A user’s payroll roles: the level of each function, and the number at the payroll service',
    params: z.object({ userId: id }),
    response: z.object({
      version: z.number().int(),
      identifier: z.string(),
      roles: z.array(
        named.extend({
          active: z.boolean(),
          functions: z.array(
            named.extend({
              active: z.boolean(),
              levelId: id.nullable(),
              levels: z.array(named.extend({ active: z.boolean(), isDefault: z.boolean() })),
            }),
          ),
        }),
      ),
      abilities: z.object({ modify: z.boolean() }),
    }),
  }),
  setUser: endpoint({
    method: 'PUT',
    path: '/users/:userId/payroll',
    access: 'payroll.modify',
    scope,
    summary:
      'Set the levels by which a user is paid; functions that are not named are left to nobody’s level',
    params: z.object({ userId: id }),
    body: z.strictObject({
      version: z.number().int().min(0),
      identifier: withoutCard(text(40)).default(''),
      levelIds: z.array(id).max(maxRoles * maxFunctions),
    }),
    response: z.object({ version: z.number().int() }),
    history: { event: 'payroll.user_set' },
  }),
}
