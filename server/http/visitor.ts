/**
 * The cookie of a visitor: somebody who is nobody's user, and came by a link that a company sent. It is not the users' cookie,
 * and neither is ever read in place of the other: what a visitor may see is asked for by the visitor's cookie alone.
 */
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { tokenHash } from './session-token.ts'

export type Visitor = { companyId: number; hash: Buffer }

// Browsers keep other paths, domains and unprotected pages from setting a cookie that is called so (RFC 6265bis, 4.1.3.2).
const nameOf = (secure: boolean) => (secure ? '__Host-keyholder_visitor' : 'keyholder_visitor')
const attributes = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'strict' as const, secure })

/** Whose request it says it is; whether the session stands is the module's to ask. */
export function visitorOf(request: FastifyRequest, secure: boolean): Visitor | null {
  const value = request.headers.cookie ? request.cookies[nameOf(secure)] : undefined
  const found = /^([1-9]\d{0,14})\.([\w-]{20,64})$/.exec(value ?? '')
  return found ? { companyId: Number(found[1]), hash: tokenHash(found[2]!) } : null
}

/** It ends with the browser, or with the session, which the server ends. */
export function setVisitorCookie(
  reply: FastifyReply,
  companyId: number,
  secret: string,
  secure: boolean,
): void {
  void reply.setCookie(nameOf(secure), `${companyId}.${secret}`, attributes(secure))
}

export function clearVisitorCookie(reply: FastifyReply, secure: boolean): void {
  void reply.clearCookie(nameOf(secure), attributes(secure))
}
