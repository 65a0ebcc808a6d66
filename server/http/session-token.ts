/** Tokens of sessions: 32 random bytes as text with the user, their SHA-256 with us. */
import { createHash, randomBytes } from 'node:crypto'
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

const cookieName = 'keyholder_session'
const operatorCookieName = 'keyholder_staff'
const apiPrefix = 'khp_'

/** A new token's text. API tokens are recognisable, so that secret scanners find them. */
export const newToken = (kind: 'browser' | 'api'): string =>
  (kind === 'api' ? apiPrefix : '') + randomBytes(32).toString('base64url')

/** What is stored of a token. A fast digest is right here: the token has 256 bits of its own. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

export type Credential = { hash: Buffer; from: 'cookie' | 'bearer' }

/** The request's credential: the `Authorization: Bearer` header before the cookie. */
export function credentialOf(request: FastifyRequest): Credential | null {
  const header = request.headers.authorization
  if (header?.startsWith('Bearer ')) return { hash: tokenHash(header.slice(7).trim()), from: 'bearer' }
  const cookie = request.headers.cookie ? request.cookies[cookieName] : undefined
  return cookie ? { hash: tokenHash(cookie), from: 'cookie' } : null
}

const attributes = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'lax' as const, secure })

export const setSessionCookie = (
  reply: FastifyReply,
  token: string,
  expires: Date,
  secure: boolean,
): void => {
  void reply.setCookie(cookieName, token, { ...attributes(secure), expires })
}
export const clearSessionCookie = (reply: FastifyReply, secure: boolean): void => {
  void reply.clearCookie(cookieName, attributes(secure))
}

/** The staff's pages and endpoints, and nothing else, see their cookie. */
const operatorAttributes = (secure: boolean) => ({
  path: '/api/v1/operator',
  httpOnly: true,
  sameSite: 'strict' as const,
  secure,
})
export const setOperatorCookie = (
  reply: FastifyReply,
  token: string,
  expires: Date,
  secure: boolean,
): void => {
  void reply.setCookie(operatorCookieName, token, { ...operatorAttributes(secure), expires })
}
export const clearOperatorCookie = (reply: FastifyReply, secure: boolean): void => {
  void reply.clearCookie(operatorCookieName, operatorAttributes(secure))
}

/** What the request's cookie of the staff stands for; null if it has none. */
export function operatorHash(request: FastifyRequest): Buffer | null {
  const cookie = request.headers.cookie ? request.cookies[operatorCookieName] : undefined
  return cookie ? tokenHash(cookie) : null
}

const maxProven = 50_000
const proven = new Set<string>()

/** Remembers that this credential opened a session, for `limitKey`. */
export function noteProven({ hash }: Credential): void {
  if (proven.size >= maxProven) proven.clear()
  proven.add(hash.toString('base64'))
}

/**
 * Whose allowance a request uses up: its session's once that has been seen to exist, else its address's. A made-up
 * token thus brings no allowance of its own.
 */
export function limitKey(request: FastifyRequest): string {
  const key = credentialOf(request)?.hash.toString('base64')
  return key && proven.has(key) ? key : request.ip
}
