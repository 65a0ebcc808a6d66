import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrationsFolder } from '#server/db/migrate.ts'
import { migrationFlaws } from './migration-flaws.ts'

/** The last one from before the guard: databases have those already. */
const guardedAfter = '0052'
/** Written beside the guard, before anybody could know it; what is in databases already is never changed. */
const landed: ReadonlySet<string> = new Set(['0054_sign_in.sql', '0056_lists_and_first_day.sql'])

const flawsOf = (sql: string, head = '-- Changes: x.\n-- Old code: still runs.\n') =>
  migrationFlaws('planted.sql', head + sql).map((flaw) => /^planted\.sql: ([^:(]+)/.exec(flaw)![1]!.trim())

describe('migrations', () => {
  it('[REL-005] stop nobody on a filled database, and leave the version before able to run', () => {
    const names = readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql'))
    const guarded = names.filter((name) => name.slice(0, 4) > guardedAfter && !landed.has(name))
    expect(guarded.length).toBeGreaterThan(0)
    const flaws = guarded.flatMap((name) =>
      migrationFlaws(name, readFileSync(path.join(migrationsFolder, name), 'utf8')),
    )
    expect(flaws).toEqual([])
  })

  it('[REL-005] one that does is found, whatever it does', () => {
    const bad: [sql: string, flaw: string][] = [
      ['create index a on customer (company_id, city);', 'makes an index while nobody can write'],
      ['CREATE UNIQUE INDEX a ON public.customer (company_id, city);', 'makes an index while nobody can write'],
      ['drop index a;', 'drops an index while nobody can use the table'],
      ['alter table customer alter zip type varchar(10);', 'rewrites the table'],
      ['alter table customer add token uuid not null default gen_random_uuid();', 'rewrites the table'],
      ['alter table customer add full_name text generated always as (first_name) stored;', 'rewrites the table'],
      ["alter table customer add check (city <> '');", 'reads the whole table while nobody can use it'],
      ['alter table customer add foreign key (company_id, a) references b (company_id, id);', 'reads the whole table while nobody can use it'],
      ['alter table customer alter city set not null;', 'reads the whole table while nobody can use it'],
      ['alter table customer add unique (company_id, city);', 'builds an index while nobody can use the table'],
      ['alter table customer add city2 text not null;', 'breaks the version before, which writes no value'],
      ['alter table customer rename city to town;', 'breaks the version before, which still names it'],
      ['alter table customer drop column city;', 'breaks the version before, which still names it'],
      ['drop function platform.enter(bytea);', 'breaks the version before, which still names it'],
      ["update customer set city = '';", 'changes every row in one transaction'],
      ['truncate note;', 'takes the whole table'],
      ['create index concurrently if not exists a on customer (company_id);', 'needs `-- Outside a transaction`'],
      ['-- Outside a transaction\nalter table customer add a text;', 'cannot be repeated outside a transaction, or does not belong there'],
      ['-- Outside a transaction\ncreate index concurrently a on customer (company_id);', 'cannot be repeated outside a transaction, or does not belong there'],
    ] // prettier-ignore
    for (const [sql, flaw] of bad) expect([sql, flawsOf(sql)]).toEqual([sql, [flaw]])
    expect(flawsOf('select 1;', '-- Changes: x.\n')).toEqual([
      'does not begin by saying what changes, and whether old code still runs',
    ])
  })

  it('[REL-005] and one that does not is let through', () => {
    const good = [
      `select platform.create_company_table('planted');
       alter table planted add a text not null, add check (a <> ''), add foreign key (company_id, a) references b (company_id, id);
       create index planted_a on planted (company_id, a);
       create unique index planted_b on public.planted (company_id, a);`,
      'create table platform.thing (id int primary key); create index thing_id on platform.thing (id);',
      'alter table customer add a text, add b boolean not null default false, add at timestamptz not null default now();',
      'alter table customer add constraint c foreign key (company_id, a) references b (company_id, id) not valid;',
      "update customer set city = '' where city is null;",
      '-- Outside a transaction\ncreate index concurrently if not exists a on customer (company_id, city);\nalter table customer validate constraint c;',
      '-- Locks location: a company has tens of them.\ncreate index a on location (company_id, name);',
      "create function f() returns void language sql as $$ update customer set city = ''; $$;",
      "comment on table customer is 'drop index a; truncate note;';",
    ]
    for (const sql of good) expect([sql, flawsOf(sql)]).toEqual([sql, []])
  })
})
