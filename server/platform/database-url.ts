/**
 * Database addresses. A socket's directory stands percent-encoded in the host's place, which both libpq
 * (PostgreSQL 18, §32.1.1.2) and node-postgres read, and which `new URL` accepts.
 */

/** The address of a server that listens on a Unix socket in `socketDir`. */
export const socketUrl = (socketDir: string, port: number, user: string, database: string): string =>
  `postgres://${user}@${encodeURIComponent(socketDir)}:${port}/${database}`

/** The same server with another user, password or database; an empty password removes the one that is there. */
export function changeDatabaseUrl(
  url: string,
  change: { user?: string; password?: string; database?: string },
): string {
  const changed = new URL(url)
  if (change.user !== undefined) changed.username = encodeURIComponent(change.user)
  if (change.password !== undefined) changed.password = encodeURIComponent(change.password)
  if (change.database !== undefined) changed.pathname = `/${encodeURIComponent(change.database)}`
  return changed.href
}
