/** The product's roles belong to the whole server, so tests that run at the same time take turns at changing them. */
import pg from 'pg'
import { inject } from 'vitest'
import { setRolePasswords } from '#server/db/roles.ts'

/** Runs `work` while no other test changes the roles. */
export async function withRolesAlone<T>(work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject('cluster').url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7264002)')
    return await work()
  } finally {
    await client.end()
  }
}

/** Gives both roles their passwords, which follow from the encryption keys in use. */
export const letRolesIn = (): Promise<void> => withRolesAlone(() => setRolePasswords(inject('cluster').url))
