/**
 * Several prepared statements in one round trip: Bind and Execute for each, one Sync at the end, which makes them one
 * implicit transaction (PostgreSQL manual, "Extended Query" and "Pipelining"). What the first statement sets with
 * `set_config(…, true)` therefore holds for the others and ends with them.
 */
import pg from 'pg'
// The driver's own encoding of JavaScript values into parameters; it is not among its documented exports.
import { prepareValue } from 'pg/lib/utils.js'

/** `name` must always go with the same `text`: it names the prepared statement on each connection; '' is not kept. */
export type Statement = { name: string; text: string; values: unknown[] }

type Field = { name: string; dataTypeID: number }
type Rows = Record<string, unknown>[]
type Column = { name: string; parse: (text: string) => unknown }

/** The members of the driver's connection that a query speaks to. */
type Wire = {
  parsedStatements: Record<string, string>
  stream: { cork(): void; uncork(): void }
  parse(message: { name: string; text: string; types: number[] }): void
  bind(message: {
    portal: string
    statement: string
    values: unknown[]
    binary: boolean
    valueMapper: (v: unknown) => unknown
  }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { portal: string; rows: number }): void
  sync(): void
  on(event: 'parseComplete', listener: () => void): void
  off(event: 'parseComplete', listener: () => void): void
}

/**
 * What each prepared statement of a connection answers. It cannot change while it is prepared (PostgreSQL refuses to
 * run it then), so it is asked for once: for a record of a hundred columns it is as long as the answer itself.
 */
const shapes = new WeakMap<Wire, Map<string, Column[]>>()

/** A query object as pg's Client drives it: `submit` writes, `handle…` are called as messages arrive. */
export class OneTrip {
  readonly #statements: Statement[]
  readonly #settle: (error: Error | null, results: Rows[]) => void
  readonly #results: Rows[] = []
  readonly #fresh: string[] = []
  #parsed = 0
  #shapes = new Map<string, Column[]>()
  #columns: Column[] | undefined
  #rows: Rows[number][] = []
  #wire: Wire | undefined

  private constructor(statements: Statement[], settle: (error: Error | null, results: Rows[]) => void) {
    this.#statements = statements
    this.#settle = settle
  }

  /** @returns the rows of each statement. @throws pg.DatabaseError if any statement fails; none has any effect then. */
  static run(client: pg.ClientBase, statements: Statement[]): Promise<Rows[]> {
    return new Promise((resolve, reject) => {
      const trip = new OneTrip(statements, (error, results) => (error ? reject(error) : resolve(results)))
      client.query(trip as unknown as pg.Submittable)
    })
  }

  submit(wire: Wire): void {
    this.#wire = wire
    this.#shapes = shapes.get(wire) ?? this.#shapes
    shapes.set(wire, this.#shapes)
    wire.on('parseComplete', this.#countParsed)
    wire.stream.cork()
    try {
      for (const { name, text, values } of this.#statements) {
        // An unnamed statement is whatever was parsed last, by anybody.
        if (!name || wire.parsedStatements[name] !== text) {
          wire.parse({ name, text, types: [] })
          if (name) wire.parsedStatements[name] = text
          this.#shapes.delete(name)
          this.#fresh.push(name)
        }
        wire.bind({ portal: '', statement: name, values, binary: false, valueMapper: prepareValue })
        if (!this.#shapes.has(name)) wire.describe({ type: 'P', name: '' })
        wire.execute({ portal: '', rows: 0 })
      }
      wire.sync()
    } finally {
      wire.stream.uncork()
    }
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: pg.types.getTypeParser(dataTypeID, 'text'),
    }))
    this.#shapes.set(this.#current().name, this.#columns)
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    const columns = (this.#columns ??= this.#shapes.get(this.#current().name)!)
    const row: Rows[number] = {}
    for (let i = 0; i < columns.length; i++) {
      const value = message.fields[i]
      row[columns[i]!.name] = value == null ? null : columns[i]!.parse(value)
    }
    this.#rows.push(row)
  }

  handleCommandComplete(): void {
    this.#results.push(this.#rows)
    this.#rows = []
    this.#columns = undefined
  }

  /** The statement whose answer is arriving: they come in the order in which they were sent. */
  #current(): Statement {
    return this.#statements[this.#results.length]!
  }

  /** The driver forgets a query that failed: no further message reaches us, its ReadyForQuery neither. */
  handleError(error: Error): void {
    this.#end()
    // What the server did not come to parse must be sent again; what it parsed stays, whatever failed afterwards.
    if (this.#wire)
      for (const name of this.#fresh.slice(this.#parsed)) delete this.#wire.parsedStatements[name]
    this.#settle(error, [])
  }

  handleReadyForQuery(): void {
    this.#end()
    this.#settle(null, this.#results)
  }

  readonly #countParsed = (): void => {
    this.#parsed += 1
  }

  #end(): void {
    this.#wire?.off('parseComplete', this.#countParsed)
  }

  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}
