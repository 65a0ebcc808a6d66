import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { withRolesAlone } from '#test/helpers/roles.ts'
import { catalogueFlaws } from './catalogue-flaws.ts'

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: (await freshDatabase()).ownerUrl })
  await client.connect()
})
afterAll(() => client.end())

/** The flaws that these statements add; they are undone. */
async function afterPlanting(...statements: string[]): Promise<string[]> {
  await client.query('begin')
  try {
    for (const statement of statements) await client.query(statement)
    return await catalogueFlaws(client)
  } finally {
    await client.query('rollback')
  }
}

describe('the database', () => {
  it('[ADM-001][SEC-001] keeps every company’s rows apart: key, security, policy, references and rights of every table', async () => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from pg_tables where schemaname = 'public'`,
    )
    expect(rows[0]!.n).toBeGreaterThanOrEqual(15)
    expect(await catalogueFlaws(client)).toEqual([])
  })

  it('and a table made by hand is found, with all that it lacks', async () => {
    expect(await afterPlanting('create table planted (id bigint primary key, name text)')).toEqual([
      'planted: does not go with its company',
      'planted: does not have the key (company_id, id)',
      'planted: does not have the one policy of its company',
      'planted: has no company_id that is never null',
      'planted: has no row-level security that also binds the owner',
      'planted: keyholder_app has [], meant is [DELETE,INSERT,SELECT,UPDATE]',
      'planted_pkey: does not lead with company_id',
    ])
  })

  it('and every single step away from the rules is found', async () => {
    const made = `select platform.create_company_table('planted')`
    expect(await afterPlanting(made)).toEqual([])
    for (const [statement, flaw] of [
      [
        'alter table planted no force row level security',
        'planted: has no row-level security that also binds the owner',
      ],
      [
        'alter table planted disable row level security',
        'planted: has no row-level security that also binds the owner',
      ],
      ['create policy more on planted using (true)', 'planted: does not have the one policy of its company'],
      [
        'alter policy company on planted with check (true)',
        'planted: does not have the one policy of its company',
      ],
      [
        'alter policy company on planted to keyholder_app',
        'planted: does not have the one policy of its company',
      ],
      [
        'alter table planted drop constraint planted_pkey, alter company_id drop not null',
        'planted: has no company_id that is never null',
      ],
      [
        'alter table planted add other bigint, add unique (other)',
        'planted_other_key: does not lead with company_id',
      ],
      [
        'create index planted_late on planted (id, company_id)',
        'planted_late: does not lead with company_id',
      ],
      [
        'alter table customer add constraint customer_id_alone unique (id); alter table planted add customer_id bigint references customer (id)',
        'planted: planted_customer_id_fkey refers without the company',
      ],
      [
        'grant truncate on planted to keyholder_app',
        'planted: keyholder_app has [DELETE,INSERT,SELECT,TRUNCATE,UPDATE], meant is [DELETE,INSERT,SELECT,UPDATE]',
      ],
      ['grant select on planted to keyholder_queue', 'planted: keyholder_queue has [SELECT], meant is []'],
      ['grant select on planted to public', 'planted: public has [SELECT], meant is []'],
      [
        'grant update on history_entry to keyholder_app',
        'history_entry: keyholder_app has [SELECT,UPDATE], meant is [SELECT]',
      ],
      [
        'grant select on platform.session to keyholder_app',
        'session: keyholder_app has [SELECT], meant is []',
      ],
      [
        'create view planted_view as select * from customer',
        'planted_view: is seen past row-level security, being a view',
      ],
      ['alter table planted owner to keyholder_app', 'planted: is owned by keyholder_app'],
      ['alter role keyholder_app bypassrls', 'keyholder_app: is more than an ordinary role'],
      ['grant keyholder_queue to keyholder_app', 'keyholder_app: is a member of keyholder_queue'],
      ['grant create on schema public to keyholder_app', 'public: keyholder_app may create things in it'],
      [
        `create function platform.planted() returns int language sql security definer as 'select 1'`,
        `planted: runs as its owner with the caller's search_path`,
      ],
      [
        `create function platform.planted() returns int language sql security definer set search_path = pg_catalog as 'select 1'`,
        'planted: may be called by everybody',
      ],
      [
        'grant execute on function platform.verify_history to keyholder_app',
        'verify_history: the app may call it',
      ],
    ] as const) {
      const found = await withRolesAlone(() => afterPlanting(made, ...statement.split('; ')))
      expect([statement, found]).toEqual([statement, expect.arrayContaining([flaw])])
    }
  })
})
