/** SQL of lists whose conditions vary with their filters. */
import type { Permission } from '#shared/permissions.ts'

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

/**
 * That the user holds a permission at the location of `customer c`. As a scalar subquery the locations are found once
 * for the query, not once for each row.
 */
export const grantedHere = (permission: Permission): string =>
  `c.location_id = any ((select platform.granted_locations('${permission}'))::bigint[])`

/** That the user sees the record of `customer c`. */
export const recordSeen = (): string =>
  `case c.kind when 'customer' then ${grantedHere('customers.view')} else ${grantedHere('leads.view')} end`
