/**
 * Fields of reports: how each is read in SQL, and what one must hold to see it. Every use of a field (column, filter,
 * group, measure, order) goes through `seen`, so that what one may not see decides nothing either.
 */
import type { Permission } from '#shared/permissions.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { ReportFieldType } from '#shared/rules/reports.ts'
import type { Actor } from '#server/db/actor.ts'
import { grantedHere } from '#server/db/conditions.ts'

export type Choice = { value: string; label: string }

export type FieldDef = {
  key: string
  label: string
  section: string
  type: ReportFieldType
  /** What it is in SQL: of a ref its name, of a choice its value. Of the row `x` and its record `c`. */
  sql: string
  /** Of a ref: the id, by which it is filtered. */
  idSql?: string
  /** Of a ref: the list it is chosen from (reports.sources.ts). */
  source?: string
  isUser?: boolean
  /** A number that names something: written without commas. */
  names?: boolean
  options?: readonly Choice[]
  /** What one must hold at the record's location, by the record's kind; a kind that has no such field is absent. */
  needs: Partial<Record<RecordKind, readonly Permission[]>>
  /** Without it, a value is `***`, and decides nothing. */
  confidential?: Permission
  /** Stored sealed: a column and nothing else, opened here. */
  open?: (actor: Actor, stored: unknown, locationId: number) => string | null
}

/** The kinds of record whose field this actor may see at some location. */
export const kindsSeen = (actor: Actor, field: FieldDef): RecordKind[] =>
  (Object.keys(field.needs) as RecordKind[]).filter((kind) =>
    field.needs[kind]!.every((permission) => actor.grants.anywhere.has(permission)),
  )

const holdsEverywhere = (actor: Actor, permissions: readonly Permission[]) =>
  actor.grants.covers(permissions, null)

const all = (permissions: readonly Permission[]): string =>
  permissions.length ? permissions.map(grantedHere).join(' and ') : 'true'

/** That the row's field is the actor's to see; null where it is so of every row. */
function condition(actor: Actor, field: FieldDef, further: readonly Permission[] = []): string | null {
  const kinds = Object.entries(field.needs) as [RecordKind, readonly Permission[]][]
  const wanted = kinds.map(([kind, needs]) => [kind, [...needs, ...further]] as const)
  if (wanted.every(([, needs]) => holdsEverywhere(actor, needs))) return null
  if (new Set(wanted.map(([, needs]) => needs.join())).size === 1) return all(wanted[0]![1])
  return `(case c.kind ${wanted.map(([kind, needs]) => `when '${kind}' then ${all(needs)}`).join(' ')} else false end)`
}

/** The field as this actor sees it where it decides something: null of what is not theirs. @param sql another reading of it */
export function seen(actor: Actor, field: FieldDef, sql = field.sql): string {
  const where = condition(actor, field, field.confidential ? [field.confidential] : [])
  return where === null ? `(${sql})` : `(case when ${where} then ${sql} end)`
}

/** Whether the row's field is the actor's to see, in SQL. */
export const isSeen = (actor: Actor, field: FieldDef): string =>
  condition(actor, field, field.confidential ? [field.confidential] : []) ?? 'true'

/** The field as a column: `***` in place of a confidential value. */
export function shown(actor: Actor, field: FieldDef, mask: string): string {
  const where = condition(actor, field)
  let sql = field.sql
  if (field.confidential && !field.open && !holdsEverywhere(actor, [field.confidential]))
    sql = `case when ${grantedHere(field.confidential)} then ${sql} when ${sql} is not null then '${mask}' end`
  return where === null ? `(${sql})` : `(case when ${where} then ${sql} end)`
}

/** Names of what an id refers to; `at` is its column. */
export const named = {
  value: (at: string) =>
    `(select v.name from catalogue_value v where v.company_id = c.company_id and v.id = ${at})`,
  user: (at: string) =>
    `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = c.company_id and u.id = ${at})`,
  location: (at: string) =>
    `(select l.name from location l where l.company_id = c.company_id and l.id = ${at})`,
  monitoringCompany: (at: string) =>
    `(select m.name from monitoring_company m where m.company_id = c.company_id and m.id = ${at})`,
  serviceProvider: (at: string) =>
    `(select s.name from service_provider s where s.company_id = c.company_id and s.id = ${at})`,
} as const

export const choicesOf = (words: Record<string, string>): Choice[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
