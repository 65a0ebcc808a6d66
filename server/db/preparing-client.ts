/**
 * A connection that prepares what it is asked: PostgreSQL then parses and plans a statement once for a connection,
 * which for the query of a whole record is most of its cost. Statements are known by their text, which Kysely makes
 * the same for the same shape.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { PrimaryClient } from '#server/platform/database-primary.ts'
import { OneTrip } from './one-trip.ts'

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

/** What Kysely is told of a statement that has not left yet. */
const nothingYet = { rows: [], rowCount: 0, command: '', oid: 0, fields: [] }

/** The last write of a transaction, whose result nobody reads (database.ts). */
export const appendHistoryText = 'select platform.append_history($1::jsonb)'

/**
 * Two round trips less for each transaction: `begin` leaves with the first select, and the history with the `commit`.
 * Each round trip costs the server a write and a wake-up, which for a save is a third of its time.
 */
export class PreparingClient extends PrimaryClient {
  #begin = false
  #history: unknown[] | undefined

  // The driver's overloads: text with values, or anything else, which is passed on as it is.
  override query = ((query: unknown, values?: unknown, callback?: unknown): unknown => {
    const send = pg.Client.prototype.query.bind(this) as Query
    if (typeof query !== 'string' || callback) return send(query, values, callback)
    if (query === 'begin') {
      this.#begin = true
      return Promise.resolve(nothingYet)
    }
    if (query === appendHistoryText) {
      this.#history = values as unknown[]
      return Promise.resolve(nothingYet)
    }
    const name = Array.isArray(values) && values.length > 0 ? nameOf(query) : null
    const [begin, history] = [this.#begin, this.#history]
    this.#begin = false
    this.#history = undefined
    if (begin && name && query.startsWith('select')) {
      const first = { name: 'begin', text: 'begin', values: [] }
      return OneTrip.run(this, [first, { name, text: query, values: values as unknown[] }]).then(
        ([, rows]) => ({ ...nothingYet, rows, rowCount: rows!.length, command: 'SELECT' }),
      )
    }
    // Nothing has left yet that could be rolled back.
    if (begin && query === 'rollback') return Promise.resolve(nothingYet)
    if (history && query === 'commit') {
      const append = { name: 'append_history', text: appendHistoryText, values: history }
      return OneTrip.run(this, [append, { name: 'commit', text: 'commit', values: [] }]).then(
        () => nothingYet,
      )
    }
    if (history && query !== 'rollback')
      return Promise.reject(new Error('History is the last that a transaction writes'))
    const go = () => (name ? send({ name, text: query, values }) : send(query, values))
    return begin ? (send('begin') as Promise<unknown>).then(go) : go()
  }) as pg.Client['query']
}
