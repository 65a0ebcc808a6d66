/**
 * COPY … FROM STDIN through `pg`, for loading many rows (PostgreSQL documentation, "COPY", text format, and
 * "Message Flow", section COPY Operations). Rows are pulled from an iterable while the socket takes them, so that a
 * load of any length stays within a few hundred kilobytes of memory.
 */
import type { Duplex } from 'node:stream'
import pg from 'pg'

/** Arrays become PostgreSQL arrays, plain objects JSON, a Date its instant; null and undefined are NULL. */
export type CopyValue =
  string | number | bigint | boolean | Date | readonly string[] | object | null | undefined
export type CopyRow = readonly CopyValue[]
export type Rows = Iterable<CopyRow> | AsyncIterable<CopyRow>

/** Bytes gathered before they become one CopyData message. */
const chunkLength = 64 * 1024

/**
 * Loads rows into a table and returns how many there were. Runs in the client's transaction, if one is open.
 * `table` and `columns` go into the statement as identifiers. Throws what PostgreSQL says, or what the iterable
 * throws; then no row is loaded.
 *
 * PostgreSQL refuses COPY FROM where row-level security binds the role; there the rows take the way through a
 * temporary table, and company and user must be set as for any insert.
 */
export async function copyRows(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: Rows,
): Promise<number> {
  const target = table.split('.').map(pg.escapeIdentifier).join('.')
  const list = columns.map(pg.escapeIdentifier).join(', ')
  const secured = await client.query<{ active: boolean }>('select row_security_active($1::text) as active', [
    target,
  ])
  if (!secured.rows[0]?.active) return copyInto(client, `copy ${target} (${list}) from stdin`, rows)

  await client.query(`create temporary table copy_stage as select ${list} from ${target} with no data`)
  try {
    const count = await copyInto(client, `copy pg_temp.copy_stage (${list}) from stdin`, rows)
    await client.query(`insert into ${target} (${list}) select ${list} from pg_temp.copy_stage`)
    return count
  } finally {
    // In a transaction that has failed the table goes with the rollback.
    await client.query('drop table if exists pg_temp.copy_stage').catch(() => {})
  }
}

function copyInto(client: pg.Client, statement: string, rows: Rows): Promise<number> {
  return new Promise((resolve, reject) => {
    // pg takes any object with submit() and the protocol's handlers; its types know Query alone.
    client.query(new CopyIn(statement, rows, resolve, reject) as unknown as pg.Submittable)
  })
}

/** What pg's connection offers to a submitted query; not in its published types. */
type Connection = {
  stream: Duplex
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
}

/** One COPY as pg's client runs it: the server asks for data, we send until the iterable ends, the server counts. */
class CopyIn {
  readonly statement: string
  readonly rows: Rows
  readonly resolve: (count: number) => void
  readonly reject: (error: unknown) => void
  count = 0
  error: unknown = null
  sending: Promise<void> = Promise.resolve()

  constructor(
    statement: string,
    rows: Rows,
    resolve: (count: number) => void,
    reject: (error: unknown) => void,
  ) {
    this.statement = statement
    this.rows = rows
    this.resolve = resolve
    this.reject = reject
  }

  submit(connection: Connection): void {
    connection.query(this.statement)
  }

  handleCopyInResponse(connection: Connection): void {
    this.sending = this.send(connection).then(
      () => connection.endCopyFrom(),
      (error: unknown) => {
        this.error ??= error
        connection.sendCopyFail(error instanceof Error ? error.message : String(error))
      },
    )
  }

  async send(connection: Connection): Promise<void> {
    let text = ''
    for await (const row of this.rows) {
      // The server has already refused an earlier row: there is no use in sending the rest.
      if (this.error) return
      text += encodeRow(row)
      if (text.length < chunkLength) continue
      await write(connection, text)
      text = ''
    }
    if (text) await write(connection, text)
  }

  handleCommandComplete(message: { text: string }): void {
    this.count = Number(message.text.split(' ')[1])
  }

  /** Waits until the sending has stopped: a late chunk must not fall into the client's next COPY. */
  handleError(error: unknown): void {
    this.error ??= error
    void this.sending.then(() => this.reject(this.error))
  }

  handleReadyForQuery(): void {
    this.resolve(this.count)
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyData(): void {}
}

async function write(connection: Connection, text: string): Promise<void> {
  const { stream } = connection
  if (stream.destroyed) throw new Error('The connection was closed during COPY')
  connection.sendCopyFromChunk(Buffer.from(text))
  if (stream.writableNeedDrain) await drained(stream)
}

const drained = (stream: Duplex) =>
  new Promise<void>((resolve) => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })

/** A row as a line of COPY's text format. */
export const encodeRow = (row: CopyRow): string => `${row.map(encodeValue).join('\t')}\n`

function encodeValue(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return escapeText(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value))
    return escapeText(`{${value.map((item) => quoteElement(String(item))).join(',')}}`)
  return escapeText(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

const special: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escapeText = (text: string) =>
  /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (c) => special[c] ?? c) : text

const quoteElement = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
