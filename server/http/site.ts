/** Where the page is that a request comes from: what a passkey is bound to (WebAuthn, 5.1.2: RP ID and origin). */
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

export type Site = {
  /** The host's name without its port. */
  host: string
  /** The origins that a browser may name for it. */
  origins: string[]
  /** Whether browsers have passkeys there: a name under HTTPS, or this very machine. */
  hasPasskeys: boolean
}

/** @param secure whether the page is served over HTTPS, of which a proxy before us knows more than we do */
export function siteOf(request: FastifyRequest, secure: boolean): Site {
  const authority = request.headers.host ?? ''
  const url = URL.canParse(`https://${authority}`) ? new URL(`https://${authority}`) : null
  const host = url?.hostname ?? ''
  const isLocal = host === 'localhost' || host.endsWith('.localhost')
  const encrypted = secure || request.protocol === 'https'
  return {
    host,
    origins: [`https://${authority}`, ...(isLocal && !secure ? [`http://${authority}`] : [])],
    hasPasskeys: host !== '' && !isIP(host.replace(/^\[|\]$/g, '')) && (encrypted || isLocal),
  }
}
