/**
 * A connection that prepares what it is asked: PostgreSQL then parses and plans a statement once for a connection,
 * which for the query of a whole record is most of its cost. Statements are known by their text, which Kysely makes
 * the same for the same shape.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'

/** Beyond so many different texts the rest goes unprepared: each is memory in every backend. */
const maxStatements = 500
const names = new Map<string, string | null>()

/**
 * The name of a text's prepared statement; null if it is not to be prepared. One with `*` is not: a column that a
 * migration adds while we run would change its result, which PostgreSQL refuses for a prepared statement.
 */
function nameOf(text: string): string | null {
  const known = names.get(text)
  if (known !== undefined || names.size >= maxStatements) return known ?? null
  const fits = /^\s*(select|insert|update|delete|with)\b/i.test(text) && !/[\s.]\*/.test(text)
  const name = fits ? `p.${createHash('sha256').update(text).digest('base64url').slice(0, 20)}` : null
  names.set(text, name)
  return name
}

type Query = (query: unknown, values?: unknown, callback?: unknown) => unknown

export class PreparingClient extends pg.Client {
  // The driver's overloads: text with values, or anything else, which is passed on as it is.
  override query = ((query: unknown, values?: unknown, callback?: unknown): unknown => {
    const send = pg.Client.prototype.query.bind(this) as Query
    const name =
      typeof query === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(query) : null
    return name ? send({ name, text: query, values }, undefined, callback) : send(query, values, callback)
  }) as pg.Client['query']
}
