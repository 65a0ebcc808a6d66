/**
 * `npm run -s operator -- EMAIL "NAME"`: makes one of the platform's staff, or gives them a new password, and prints it and nothing else. They
 * set up a second factor when they first sign in; `--new-factor` behind it has them set up another one, as they lost theirs.
 */
import { randomBytes } from 'node:crypto'
import { PrimaryClient } from '#server/platform/database-primary.ts'
import { openInstallation } from '#server/platform/installation.ts'
import { hashPassword } from '#server/platform/passwords.ts'

const [email, name, option] = process.argv.slice(2)
if (!email?.includes('@') || !name || (option && option !== '--new-factor')) {
  console.error('usage: npm run operator -- EMAIL "NAME" [--new-factor]')
  process.exit(2)
}
const { ownerUrl, close } = await openInstallation()
const client = new PrimaryClient({ connectionString: ownerUrl })
await client.connect()
try {
  const password = randomBytes(15).toString('base64url')
  await client.query(
    `insert into platform.operator (email, name, password_hash) values (lower($1), $2, $3)
     on conflict (email) do update set name = excluded.name, password_hash = excluded.password_hash, active = true`,
    [email, name, await hashPassword(password)],
  )
  // Whoever had the old password is out.
  await client.query(
    'delete from platform.operator_session where operator_id = (select id from platform.operator where email = lower($1))',
    [email],
  )
  await client.query(
    'delete from platform.pending_sign_in where operator_id = (select id from platform.operator where email = lower($1))',
    [email],
  )
  if (option)
    for (const table of ['sign_in_factor', 'recovery_code'])
      await client.query(
        `delete from platform.${table} where operator_id = (select id from platform.operator where email = lower($1))`,
        [email],
      )
  console.log(password)
} finally {
  await client.end()
  await close()
}
