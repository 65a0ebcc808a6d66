/**
 * Reads a migration for what would stop the world on a filled database, or the version before it, which is still running
 * (REL-005). The rules are of PostgreSQL 18, "ALTER TABLE" (notes on rewriting and scanning) and §13.3.
 *
 * What is meant all the same says so: `-- Locks customer: why it is short.` above the statement.
 */
import { type SqlStatement, statementsOf } from '#server/db/sql-statements.ts'

type Rule = { flaw: string; of: RegExp; unless?: RegExp }

/** Of statements about a table that was there before. */
const rules: Rule[] = [
  { flaw: 'makes an index while nobody can write: CONCURRENTLY, outside a transaction', of: /^create (unique )?index (?!concurrently)/ },
  { flaw: 'drops an index while nobody can use the table: CONCURRENTLY, outside a transaction', of: /^drop index (?!concurrently)/ },
  { flaw: 'rewrites the table: its new column is computed for every row', of: /^alter table .*\badd (column )?(if not exists )?\S+ [^,]*\bgenerated (always|by default) as (identity|\()/ },
  { flaw: 'rewrites the table: a default that differs from row to row', of: /\badd (column )?(if not exists )?\S+ [^,]*\bdefault [^,]*\b(gen_random_uuid|uuidv?\d?|random|clock_timestamp|nextval)\b/ },
  { flaw: 'rewrites the table: another type', of: /\balter (column )?\S+ (set data )?type\b/ },
  { flaw: 'reads the whole table while nobody can use it: NOT VALID, then VALIDATE', of: /\badd (constraint \S+ )?(check|foreign key)\b/, unless: /\bnot valid\b/ },
  { flaw: 'reads the whole table while nobody can use it: a new column that refers, or is checked, apart', of: /\badd (column )?\S+ [^,]*\breferences\b/, unless: /\bnot valid\b/ },
  { flaw: 'builds an index while nobody can use the table: USING INDEX', of: /\badd (constraint \S+ )?(unique|primary key|exclude)\b/, unless: /\busing index\b/ },
  { flaw: 'reads the whole table while nobody can use it: a valid CHECK first', of: /\balter (column )?\S+ set not null\b/ },
  { flaw: 'breaks the version before, which writes no value', of: /\badd (column )?(if not exists )?(?!constraint\b|check\b|foreign\b|unique\b|primary\b)\S+ [^,]*\bnot null\b/, unless: /\bdefault\b|\bgenerated\b/ },
  { flaw: 'breaks the version before, which still names it', of: /^alter table .*\b(rename|drop column|drop (?!constraint|not|default|expression|identity)\S+)/ },
  { flaw: 'breaks the version before, which still names it', of: /^drop (table|function|type|view)\b/ },
  { flaw: 'changes every row in one transaction', of: /^(update|delete from) /, unless: /\bwhere\b/ },
  { flaw: 'takes the whole table', of: /^(lock|truncate|cluster|vacuum full|reindex (?!.*concurrently))/ },
] // prettier-ignore

const tableOf = ({ text }: SqlStatement): string | undefined =>
  /^(?:alter table (?:if exists )?(?:only )?|(?:create|drop) (?:unique )?index .*? on (?:only )?|update (?:only )?|delete from (?:only )?|truncate (?:table )?|lock (?:table )?|drop table (?:if exists )?|cluster |vacuum full |reindex table )([\w."]+)/
    .exec(text)?.[1]
    ?.replace(/^public\./, '')

/** Tables that the file makes itself: empty, and nobody's yet. */
const madeIn = (statements: readonly SqlStatement[]): Set<string> =>
  new Set(
    statements.flatMap(({ text }) => {
      const name =
        /create_company_table\('(\w+)'/.exec(text)?.[1] ??
        /^create (?:unlogged )?table (?:if not exists )?([\w.]+)/.exec(text)?.[1]
      return name ? [name.replace(/^public\./, '')] : []
    }),
  )

/** Every flaw, as `<file>: <what> (<statement>)`; none in a sound migration. */
export function migrationFlaws(name: string, sql: string): string[] {
  const statements = statementsOf(sql)
  const own = madeIn(statements)
  const flaws: string[] = []
  const add = (flaw: string, text: string) => flaws.push(`${name}: ${flaw} (${text.slice(0, 80)})`)
  if (!/^-- Changes: \S.*\n(--.*\n)*?-- Old code: \S/.test(sql))
    add('does not begin by saying what changes, and whether old code still runs', sql.split('\n')[0] ?? '')
  const isOutside = /^-- Outside a transaction\b/m.test(sql)
  for (const statement of statements) {
    const { text, source } = statement
    if (
      isOutside &&
      !/^(create (unique )?index concurrently if not exists|drop index concurrently if exists|alter table \S+ validate constraint|analyze)\b/.test(
        text,
      )
    )
      add('cannot be repeated outside a transaction, or does not belong there', text)
    if (!isOutside && /\bindex concurrently\b/.test(text)) add('needs `-- Outside a transaction`', text)
    if (isOutside || /^-- Locks \w+: \S/m.test(source)) continue
    const table = tableOf(statement)
    if (table !== undefined && own.has(table)) continue
    for (const { flaw, of, unless } of rules) if (of.test(text) && !unless?.test(text)) add(flaw, text)
  }
  return flaws
}
