import pg from 'pg'
import { readZips } from '#server/platform/zip-data.ts'
import { settingOf } from '#server/demo/record.ts'
import { makePeople } from '#server/demo/people.ts'
import { bench } from '#server/demo/bench.ts'
import { insertCompany, loadCompanyRows } from '#server/demo/company-rows.ts'
import { loadRecords } from '#server/demo/record-rows.ts'
import { openDatabaseServer } from '#server/platform/database-server.ts'
import { useEncryptionKeys } from '#server/platform/encryption.ts'
useEncryptionKeys(`t:${Buffer.alloc(32, 7).toString('base64')}`)
const server = await openDatabaseServer({ dataDir: process.env.DATA_DIR! })
const client = new pg.Client({ connectionString: server.url })
await client.connect()
const orig = client.query.bind(client); const sums: Record<string, number> = {}
;(client as any).query = (q: any, ...r: any[]) => { const t = performance.now(); const key = String(typeof q === 'string' ? q : q.statement).slice(0, 28)
  const done = () => { sums[key] = (sums[key] ?? 0) + performance.now() - t }
  if (typeof q !== 'string') { const res = q.resolve, rej = q.reject; q.resolve = (x: any) => { done(); res(x) }; q.reject = (x: any) => { done(); rej(x) }; return (orig as any)(q) }
  const p = (orig as any)(q, ...r); p.then(done, done); return p }
const mode = process.argv[2] ?? ''
await client.query('begin'); await client.query('set local synchronous_commit = off')
if (mode.includes('fk')) await client.query('set local session_replication_role = replica')
let defs: string[] = []
if (mode.includes('ix')) {
  const { rows } = await client.query(`select indexrelid::regclass::text name, pg_get_indexdef(indexrelid) def from pg_index i where indrelid in ('customer'::regclass,'contact'::regclass,'history_entry'::regclass) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`)
  defs = rows.map((r: any) => r.def)
  for (const r of rows) await client.query('drop index ' + r.name)
}
const s = settingOf(bench, await readZips(), new Date())
const id = await insertCompany(client, { ...bench, slug: 'zz-' + Date.now() }, new Date())
await loadCompanyRows(client, id, bench, { sandboxUrl: 'http://x', now: new Date() })
const t0 = performance.now()
await loadRecords(client, id, makePeople(s, { customers: 30000, leads: 3000 }))
console.log('records s', (performance.now() - t0) / 1000)
await client.query(`set local maintenance_work_mem = '256MB'`)
for (const d of defs) await client.query(d)
console.log('total s', (performance.now() - t0) / 1000)
for (const [k, v] of Object.entries(sums).sort((a, b) => b[1] - a[1]).slice(0, 9)) console.log(Math.round(v), k)
await client.query('rollback'); await client.end(); await server.stop()
