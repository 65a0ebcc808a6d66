/** `npm run -s token -- COMPANY USERNAME`: prints a fresh API token of that user, good for 90 days, and nothing else. */
import { Database } from '#server/db/database.ts'
import { roleUrl, setRolePasswords } from '#server/db/roles.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { findSignIn, insertSession } from '#server/modules/sessions/sessions.queries.ts'
import { openInstallation } from '#server/platform/installation.ts'

const [company, username] = process.argv.slice(2)
if (!company || !username) {
  console.error('usage: npm run -s token -- COMPANY USERNAME')
  process.exit(2)
}
const days = 90
const { ownerUrl, close } = await openInstallation()
await setRolePasswords(ownerUrl)
const database = new Database(roleUrl(ownerUrl, 'keyholder_app'), 1)
try {
  const token = newToken('api')
  const origin = { source: 'system', address: '', requestId: '' } as const
  const found = await database.transaction({ of: 'nobody' }, origin, async (db, _actor, history) => {
    const user = await findSignIn(db, company, username)
    if (!user) return false
    const name = 'npm run token'
    const expiresAt = new Date(Date.now() + days * 86_400_000)
    await insertSession(db, {
      token: tokenHash(token),
      userId: user.user_id,
      kind: 'api',
      name,
      address: '',
      userAgent: '',
      expiresAt,
    })
    history.add({ event: 'sessions.token_created', entity: 'user', entityId: user.user_id, detail: { name } })
    return true
  })
  if (found) console.log(token)
  else {
    console.error(`There is no user '${username}' who may sign in to a company '${company}'.`)
    process.exitCode = 1
  }
} finally {
  await database.end()
  await close()
}
