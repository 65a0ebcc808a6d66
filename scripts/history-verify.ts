/** `npm run history:verify [-- COMPANY]`: recomputes the chain of History; exit code 1 if an entry does not fit. */
import { PrimaryClient } from '#server/platform/database-primary.ts'
import { openInstallation } from '#server/platform/installation.ts'

const only = process.argv[2]
const { ownerUrl, close } = await openInstallation()
const client = new PrimaryClient({ connectionString: ownerUrl })
await client.connect()
try {
  const { rows: companies } = await client.query<{ id: string; slug: string }>(
    'select id, slug from platform.company where $1::text is null or slug = $1 order by slug',
    [only ?? null],
  )
  if (!companies.length) throw new Error(only ? `There is no company '${only}'.` : 'There is no company yet.')
  for (const { id, slug } of companies) {
    const { rows } = await client.query<{ entry_id: string; problem: string }>(
      'select * from platform.verify_history($1)',
      [id],
    )
    const { rows: size } = await client.query<{ n: string }>(
      'select count(*) as n from history_entry where company_id = $1',
      [id],
    )
    if (rows[0]) process.exitCode = 1
    console.log(
      rows[0]
        ? `${slug}: BROKEN at entry ${rows[0].entry_id}: ${rows[0].problem}`
        : `${slug}: ${size[0]!.n} entries, the chain holds`,
    )
  }
} finally {
  await client.end()
  await close()
}
