/**
 * The two roles that the product connects as, and their connection strings. Neither owns anything: `keyholder_app`
 * sees one company at a time (row-level security), `keyholder_queue` sees jobs alone.
 */
import pg from 'pg'
import { PrimaryClient } from '#server/platform/database-primary.ts'
import { changeDatabaseUrl } from '#server/platform/database-url.ts'
import { derivedSecret } from '#server/platform/encryption.ts'

export const roles = ['keyholder_app', 'keyholder_queue'] as const
export type Role = (typeof roles)[number]

/** Sets both roles' passwords, as the owner. They follow from the encryption key, so every process knows them. */
export async function setRolePasswords(ownerUrl: string): Promise<void> {
  const client = new PrimaryClient({ connectionString: ownerUrl })
  await client.connect()
  try {
    for (const role of roles) {
      await client.query(
        `alter role ${role} login password ${pg.escapeLiteral(derivedSecret(`role/${role}`))}`,
      )
    }
  } finally {
    await client.end()
  }
}

/** The owner's connection string, with the role and its password in the owner's place. */
export function roleUrl(ownerUrl: string, role: Role): string {
  return changeDatabaseUrl(ownerUrl, { user: role, password: derivedSecret(`role/${role}`) })
}
