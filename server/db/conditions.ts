/** SQL of lists whose conditions vary with their filters. */
import type { Permission } from '#shared/permissions.ts'

/** The values of a statement, in the order of their `$1`, `$2`. */
export class Values {
  readonly list: unknown[] = []
  /** @returns the value's place in the text: `$3::date`. */
  add(value: unknown, type: string): string {
    this.list.push(value)
    return `$${this.list.length}::${type}`
  }
}

/** Conditions with their values, numbered as they are added: each `?` of a text is the next of its values. */
export class Conditions {
  readonly values: unknown[] = []
  readonly #texts: string[] = []
  add(text: string, ...values: unknown[]): void {
    let at = this.values.length
    this.values.push(...values)
    this.#texts.push(text.replaceAll('?', () => `$${++at}`))
  }
  get text(): string {
    return this.#texts.join(' and ')
  }
}

/** Where a page ended: its last row's value in the order's column, and its id. */
export type Position = { key: string | number | null; id: number }

/**
 * Leaves what lies beyond `position` in the order of a column and then of ids. @param row the table's alias @param column null: by
 * ids alone @returns the order
 */
export function keyset(
  conditions: Conditions,
  row: string,
  { column, type, direction }: { column: string | null; type: string; direction: 'asc' | 'desc' },
  position: Position | null,
): string {
  const beyond = direction === 'desc' ? '<' : '>'
  if (position && !column) conditions.add(`${row}.id ${beyond} ?::bigint`, position.id)
  if (position && column)
    conditions.add(`(${column}, ${row}.id) ${beyond} (?::${type}, ?::bigint)`, position.key, position.id)
  return [...(column ? [column] : []), `${row}.id`].map((c) => `${c} ${direction}`).join(', ')
}

/**
 * That the user holds a permission at the location of `customer c`. As a scalar subquery the locations are found once
 * for the query, not once for each row.
 */
export const grantedHere = (permission: Permission): string =>
  `c.location_id = any ((select platform.granted_locations('${permission}'))::bigint[])`

/** That the user sees the record of `customer c`. */
export const recordSeen = (): string =>
  `case c.kind when 'customer' then ${grantedHere('customers.view')} else ${grantedHere('leads.view')} end`
