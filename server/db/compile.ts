/** Builds SQL text with Kysely where a statement is sent by our own round trip instead (one-trip.ts). */
import { createHash } from 'node:crypto'
import {
  CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import type { Statement } from './one-trip.ts'
import type { DB } from './types.ts'

const builder = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

const names = new Map<string, string>()
/** Each is kept, with its plans, on every connection; further texts are parsed each time. */
const mostNames = 300

export const compile = {
  selectFrom: builder.selectFrom.bind(builder),
  raw: (text: string, values: unknown[]) => CompiledQuery.raw(text, values),
  /** A prepared statement whose text varies with its filters: the name carries a digest of the text. */
  named(prefix: string, text: string, values: unknown[]): Statement {
    let name = names.get(text)
    if (name === undefined) {
      if (names.size >= mostNames) return { name: '', text, values }
      name = `${prefix}.${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`
      names.set(text, name)
    }
    return { name, text, values }
  },
}
