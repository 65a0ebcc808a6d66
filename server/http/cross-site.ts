/**
 * Protection against cross-site request forgery for requests that carry our cookie (OWASP CSRF cheat sheet): the
 * browser's own word on where a request comes from, and a header that no form can set. SameSite=Lax stands before it.
 */
import type { FastifyRequest } from 'fastify'
import { fail } from '#shared/errors.ts'
import type { Credential } from './session-token.ts'

/** Refuses a change that another site's page may have sent. Requests with an API token carry nothing by themselves. */
export function refuseCrossSite(request: FastifyRequest, credential: Credential | null): void {
  if (credential?.from === 'bearer') return
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') fail('request.cross_site')
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host))
    fail('request.cross_site')
  // A browser that says neither has to prove that a script of ours sent it.
  if (
    credential &&
    site === undefined &&
    origin === undefined &&
    request.headers['x-requested-with'] !== 'keyholder'
  ) {
    fail('request.cross_site')
  }
}
