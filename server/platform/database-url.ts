/**
 * Database addresses. A socket's directory stands percent-encoded in the host's place, which both libpq
 * (PostgreSQL 18, §32.1.1.2) and node-postgres read, and which `new URL` accepts. Several hosts, separated by commas as libpq
 * has them, are a primary and its standbys: which of them is the primary, database-primary.ts knows.
 */

const parts = /^(postgres(?:ql)?:\/\/)([^@/?]*@)?([^/?]*)(.*)$/

/** The address of each host that `url` names, in its order; `[url]` where it names one. */
export function hostsOf(url: string): string[] {
  const [, scheme, user = '', hosts = '', rest = ''] = parts.exec(url) ?? []
  if (scheme === undefined || !hosts.includes(',')) return [url]
  // The driver does not know it; whoever asks for a writable server gets one.
  const plain = rest.replace(/([?&])target_session_attrs=[^&]*(&|$)/, (_, before: string, after: string) =>
    after ? before : '',
  )
  return hosts.split(',').map((host) => `${scheme}${user}${host}${plain}`)
}

/** One address of several servers that differ in their hosts alone. */
function joined(urls: readonly string[]): string {
  const [first] = urls
  if (first === undefined || urls.length === 1) return first ?? ''
  const [, scheme = '', user = '', , rest = ''] = parts.exec(first) ?? []
  return `${scheme}${user}${urls.map((url) => parts.exec(url)?.[3] ?? '').join(',')}${rest}`
}

/** The address of a server that listens on a Unix socket in `socketDir`. */
export const socketUrl = (socketDir: string, port: number, user: string, database: string): string =>
  `postgres://${user}@${encodeURIComponent(socketDir)}:${port}/${database}`

/** The same servers with another user, password or database; an empty password removes the one that is there. */
export function changeDatabaseUrl(
  url: string,
  change: { user?: string; password?: string; database?: string },
): string {
  return joined(
    hostsOf(url).map((one) => {
      const changed = new URL(one)
      if (change.user !== undefined) changed.username = encodeURIComponent(change.user)
      if (change.password !== undefined) changed.password = encodeURIComponent(change.password)
      if (change.database !== undefined) changed.pathname = `/${encodeURIComponent(change.database)}`
      return changed.href
    }),
  )
}
