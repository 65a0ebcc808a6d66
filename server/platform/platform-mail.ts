/**
 * The platform's own mail server, for what has to reach users of companies that have none: invitations, forgotten passwords, sign-ins
 * from a new device. Named by whoever runs the platform: `PLATFORM_SMTP_URL=smtps://user:password@mail.example.test:465`,
 * `PLATFORM_MAIL_FROM=Keyholder <no-reply@example.test>`, and `PUBLIC_URL`, where people reach Keyholder.
 */
export type PlatformMail = {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string
  password: string
  from: { name: string; address: string }
  publicUrl: string
}

let mail: PlatformMail | null = null

/** Null: there is none. */
export const usePlatformMail = (given: PlatformMail | null): void => void (mail = given)
export const platformMail = (): PlatformMail | null => mail

const ports: Record<string, number> = { 'smtps:': 465, 'smtp:': 587 }

/**
 * @param env the three variables; none of them: there is no mail server.
 * @throws with the variable's name if one is missing or cannot be used
 */
export function readPlatformMail(env: NodeJS.ProcessEnv): PlatformMail | null {
  const { PLATFORM_SMTP_URL: server, PLATFORM_MAIL_FROM: sender, PUBLIC_URL: publicUrl } = env
  if (!server && !sender) return null
  const refuse = (name: string, what: string): never => {
    // The address holds a password: it is not repeated.
    throw new Error(`${name}: ${what}`)
  }
  if (!server || !URL.canParse(server))
    return refuse('PLATFORM_SMTP_URL', 'is not smtps://user:password@host:port')
  const url = new URL(server)
  if (!(url.protocol in ports) || !url.hostname)
    return refuse('PLATFORM_SMTP_URL', 'begins with neither smtps:// nor smtp://')
  const named = /^\s*(?:(.*?)\s*<([^<>\s]+@[^<>\s]+)>|([^<>\s]+@[^<>\s]+))\s*$/.exec(sender ?? '')
  if (!named) return refuse('PLATFORM_MAIL_FROM', 'is not Name <address>')
  if (!publicUrl || !/^https?:\/\/[^/?#]+$/.test(publicUrl))
    return refuse(
      'PUBLIC_URL',
      'is not an address like https://keyholder.example.com, without a slash at its end',
    )
  const isOpen = url.searchParams.get('security') === 'none'
  return {
    host: url.hostname,
    port: Number(url.port) || ports[url.protocol]!,
    security: url.protocol === 'smtps:' ? 'tls' : isOpen ? 'none' : 'starttls',
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    from: { name: named[1]?.replace(/^"|"$/g, '') || 'Keyholder', address: (named[2] ?? named[3])! },
    publicUrl,
  }
}
