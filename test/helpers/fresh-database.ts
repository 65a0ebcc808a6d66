/** A database of its own for a test file: a clone of the run's migrated one, in some 50 ms. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { changeDatabaseUrl } from '#server/platform/database-url.ts'

export type FreshDatabase = {
  /** Connects as the owner of everything, to whom row-level security does not apply. */
  ownerUrl: string
  /** Connects as the app does: as a role that owns nothing. */
  appUrl: string
}

/** Clones the migrated database. It goes with the whole cluster at the end of the run. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { url, template, prefix } = inject('cluster')
  const database = `${prefix}${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${database} template ${template}`)
  } finally {
    await client.end()
  }
  const ownerUrl = changeDatabaseUrl(url, { database })
  return { ownerUrl, appUrl: changeDatabaseUrl(ownerUrl, { user: 'keyholder_app' }) }
}
