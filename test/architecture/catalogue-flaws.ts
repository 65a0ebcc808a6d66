/** Reads PostgreSQL's catalogue for tables, functions and rights that break the house's rules on companies. */
import type pg from 'pg'

/** The platform's tables that the app may read directly; the others it reaches by functions alone. */
const readablePlatformTables = ['company', 'zip_place']
/** Tables that the app may not write freely: what it may do there. */
const restricted: Record<string, string> = {
  account_number_block: 'INSERT,SELECT,UPDATE',
  // Written by a function alone, and erased by another (0055_operations.sql).
  confidential_read: 'SELECT',
  denied_attempt: 'SELECT',
  account_number_issue: 'INSERT,SELECT',
  connection_call: 'DELETE,INSERT,SELECT',
  history_entry: 'SELECT',
  // What was posted, paid and applied stays (0036_accounting.sql).
  customer_balance: 'INSERT,SELECT,UPDATE',
  ledger_entry: 'INSERT,SELECT',
  ledger_posting: 'INSERT,SELECT',
  // Money of a funder, what was paid in the portal and who asked there, statements that stay as they were made.
  funding_entry: 'INSERT,SELECT',
  portal_payment: 'INSERT,SELECT',
  // What was paid to those whom something is owed.
  payable_payment: 'INSERT,SELECT',
  pay_run: 'INSERT,SELECT',
  portal_ask: 'DELETE,INSERT,SELECT',
  statement: 'INSERT,SELECT,UPDATE',
  // What went to the dealer's books.
  accounting_export: 'INSERT,SELECT',
  accounting_export_line: 'INSERT,SELECT',
  payment_application: 'INSERT,SELECT,UPDATE',
  payment_reversal: 'INSERT,SELECT',
  // Who tried to sign in is not rewritten (0054_sign_in.sql).
  sign_in_attempt: 'DELETE,INSERT,SELECT',
  history_head: '',
}
const everything = 'DELETE,INSERT,SELECT,UPDATE'

/** What every company table must be, as a condition that is true for a flawed one, with the flaw's name. */
const tableRules: [flaw: string, isFlawed: string][] = [
  [
    'has no company_id that is never null',
    `not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and a.attnotnull and a.atttypid = 'bigint'::regtype)`,
  ],
  ['has no row-level security that also binds the owner', 'not (c.relrowsecurity and c.relforcerowsecurity)'],
  [
    'does not have the one policy of its company',
    `(select count(*) filter (where p.polname = 'company' and p.polpermissive and p.polcmd = '*' and p.polroles = '{0}'
        and pg_get_expr(p.polqual, c.oid) = '(company_id = platform.company_id())'
        and pg_get_expr(p.polwithcheck, c.oid) = '(company_id = platform.company_id())') <> 1 or count(*) <> 1
      from pg_policy p where p.polrelid = c.oid)`,
  ],
  [
    'does not have the key (company_id, id)',
    `not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and pg_get_constraintdef(k.oid) = 'PRIMARY KEY (company_id, id)')`,
  ],
  [
    'does not go with its company',
    `not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'platform.company'::regclass and k.confdeltype = 'c')`,
  ],
]

/** Every flaw that is found, as `<where>: <what>`; none in a sound database. */
export async function catalogueFlaws(client: pg.Client | pg.Pool): Promise<string[]> {
  const list = async (text: string, values: unknown[] = []) =>
    (await client.query<{ flaw: string }>(text, values)).rows.map(({ flaw }) => flaw)
  const flaws: string[] = []
  for (const [flaw, isFlawed] of tableRules) {
    flaws.push(
      ...(await list(
        `select c.relname || ': ' || $1 as flaw from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and ${isFlawed}`,
        [flaw],
      )),
    )
  }
  flaws.push(
    // A reference without the company could point at another company's row.
    ...(await list(`select k.conrelid::regclass || ': ' || k.conname || ' refers without the company' as flaw from pg_constraint k
      join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
      where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and t.relnamespace = 'public'::regnamespace
        and not (pg_get_constraintdef(k.oid) ~ '^FOREIGN KEY \\(company_id, .*REFERENCES [a-z_."]+\\(company_id, ')`)),
    // Schema for many nodes: every index of a company table leads with the company.
    ...(await list(`select i.indexrelid::regclass || ': does not lead with company_id' as flaw from pg_index i
      join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
      where pg_get_indexdef(i.indexrelid, 1, true) <> 'company_id'`)),
    ...(await list(`select c.relname || ': is seen past row-level security, being a view' as flaw from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace) and c.relkind in ('v', 'm')`)),
    ...(await functionFlaws(list)),
    ...(await roleFlaws(list)),
    ...(await grantFlaws(client)),
  )
  return flaws.sort()
}

type List = (text: string, values?: unknown[]) => Promise<string[]>

async function functionFlaws(list: List): Promise<string[]> {
  const ours = `p.pronamespace in ('public'::regnamespace, 'platform'::regnamespace)
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`
  return [
    ...(await list(`select p.proname || ': runs as its owner with the caller''s search_path' as flaw from pg_proc p
      where ${ours} and p.prosecdef and not exists (select from unnest(p.proconfig) s where s like 'search_path=%')`)),
    ...(await list(`select p.proname || ': may be called by everybody' as flaw from pg_proc p
      where ${ours} and p.prosecdef and (p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))`)),
    ...(await list(
      `select p.proname || ': the app may call it' as flaw from pg_proc p where ${ours}
        and p.proname in ('create_company_table', 'verify_history', 'history_digest', 'refuse_change') and has_function_privilege('keyholder_app', p.oid, 'execute')`,
    )),
  ]
}

async function roleFlaws(list: List): Promise<string[]> {
  return [
    ...(await list(`select r.rolname || ': is more than an ordinary role' as flaw from pg_roles r
      where r.rolname in ('keyholder_app', 'keyholder_queue') and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)`)),
    ...(await list(`select m.member::regrole || ': is a member of ' || m.roleid::regrole as flaw from pg_auth_members m
      where m.member in (select oid from pg_roles where rolname in ('keyholder_app', 'keyholder_queue'))`)),
    ...(await list(`select c.relname || ': is owned by ' || c.relowner::regrole as flaw from pg_class c
      where c.relowner in (select oid from pg_roles where rolname in ('keyholder_app', 'keyholder_queue'))`)),
    ...(await list(`select p.proname || ': is owned by ' || p.proowner::regrole as flaw from pg_proc p
      where p.proowner in (select oid from pg_roles where rolname in ('keyholder_app', 'keyholder_queue'))`)),
    ...(await list(`select n.nspname || ': ' || r.rolname || ' may create things in it' as flaw from pg_namespace n, pg_roles r
      where r.rolname in ('keyholder_app', 'keyholder_queue') and n.nspname in ('public', 'platform', 'graphile_worker')
        and has_schema_privilege(r.rolname, n.oid, 'create')`)),
  ]
}

/** Rights on tables beyond, or below, what is stated above. */
async function grantFlaws(client: pg.Client | pg.Pool): Promise<string[]> {
  const { rows } = await client.query<{ schema: string; name: string; role: string; rights: string }>(
    `select n.nspname as schema, c.relname as name, r.role, coalesce(string_agg(a.privilege_type, ',' order by a.privilege_type), '') as rights
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     cross join (values ('keyholder_app'), ('keyholder_queue'), ('public')) r (role)
     left join lateral (select distinct x.privilege_type from aclexplode(c.relacl) x
       where x.grantee = case r.role when 'public' then 0 else (select oid from pg_roles where rolname = r.role) end) a on true
     where n.nspname in ('public', 'platform') and c.relkind in ('r', 'p', 'v', 'm')
     group by 1, 2, 3`,
  )
  return rows.flatMap(({ schema, name, role, rights }) => {
    const meant =
      role !== 'keyholder_app'
        ? ''
        : schema === 'public'
          ? (restricted[name] ?? everything)
          : readablePlatformTables.includes(name)
            ? 'SELECT'
            : ''
    return rights === meant ? [] : [`${name}: ${role} has [${rights}], meant is [${meant}]`]
  })
}
