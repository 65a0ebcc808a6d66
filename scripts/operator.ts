/** `npm run -s operator -- EMAIL "NAME"`: makes one of the platform's staff, or gives them a new password, and prints it and nothing else. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openInstallation } from '#server/platform/installation.ts'
import { hashPassword } from '#server/platform/passwords.ts'

const [email, name] = process.argv.slice(2)
if (!email?.includes('@') || !name) {
  console.error('usage: npm run operator -- EMAIL "NAME"')
  process.exit(2)
}
const { ownerUrl, close } = await openInstallation()
const client = new pg.Client({ connectionString: ownerUrl })
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
  console.log(password)
} finally {
  await client.end()
  await close()
}
