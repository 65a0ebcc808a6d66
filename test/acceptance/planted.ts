/** Looks for planted secrets wherever they could have been left behind. */
import type { House } from '#test/helpers/house.ts'

/** The columns of the database that hold one of the texts in the clear, in texts, JSON or bytes; and how much was read. */
export async function columnsHolding(house: House, secrets: readonly string[]) {
  const { rows: columns } = await house.owner.query<{ place: string; expression: string }>(
    `select format('%I.%I.%I', table_schema, table_name, column_name) as place,
       format('select coalesce(string_agg(%s, chr(10)), '''') as dump from %I.%I',
         case when data_type = 'bytea' then format('encode(%I, ''escape'')', column_name) else format('%I::text', column_name) end, table_schema, table_name) as expression
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema in ('public', 'platform', 'graphile_worker') and table_type = 'BASE TABLE'`,
  )
  const found: [place: string, secrets: string[]][] = []
  let characters = 0
  for (const { place, expression } of columns) {
    const { rows } = await house.owner.query<{ dump: string }>(expression)
    const dump = rows[0]!.dump
    characters += dump.length
    const held = secrets.filter((secret) => dump.includes(secret))
    if (held.length) found.push([place, held])
  }
  return { found, columns: columns.length, characters }
}

/** The log's lines that hold one of the texts, and which. */
export const linesHolding = ({ logs }: House, secrets: readonly string[]): [string, string[]][] =>
  logs.flatMap((line): [string, string[]][] => {
    const held = secrets.filter((secret) => line.includes(secret))
    return held.length ? [[line.slice(0, 300), held]] : []
  })
