/** Tokens of sessions: 32 random bytes as text with the user, their SHA-256 with us. */
import { createHash, randomBytes } from 'node:crypto'
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Over HTTPS the names have a prefix, with which browsers keep other hosts, other paths and unprotected pages from setting a
 * cookie of this name (RFC 6265bis, 4.1.3).
 */
const cookieName = (secure: boolean) => (secure ? '__Host-keyholder_session' : 'keyholder_session')
const operatorCookieName = (secure: boolean) => (secure ? '__Secure-keyholder_staff' : 'keyholder_staff')
const deviceCookieName = (secure: boolean) => (secure ? '__Host-keyholder_device' : 'keyholder_device')
const apiPrefix = 'khp_'

/** A new token's text. API tokens are recognisable, so that secret scanners find them. */
export const newToken = (kind: 'browser' | 'api'): string =>
  (kind === 'api' ? apiPrefix : '') + randomBytes(32).toString('base64url')

/** What is stored of a token. A fast digest is right here: the token has 256 bits of its own. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

export type Credential = { hash: Buffer; from: 'cookie' | 'bearer' }

/** The request's credential: the `Authorization: Bearer` header before the cookie. */
export function credentialOf(request: FastifyRequest, secure: boolean): Credential | null {
  const header = request.headers.authorization
  if (header?.startsWith('Bearer ')) return { hash: tokenHash(header.slice(7).trim()), from: 'bearer' }
  const cookie = request.headers.cookie ? request.cookies[cookieName(secure)] : undefined
  return cookie ? { hash: tokenHash(cookie), from: 'cookie' } : null
}

const attributes = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'lax' as const, secure })

export const setSessionCookie = (
  reply: FastifyReply,
  token: string,
  expires: Date,
  secure: boolean,
): void => {
  void reply.setCookie(cookieName(secure), token, { ...attributes(secure), expires })
}
export const clearSessionCookie = (reply: FastifyReply, secure: boolean): void => {
  void reply.clearCookie(cookieName(secure), attributes(secure))
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
  void reply.setCookie(operatorCookieName(secure), token, { ...operatorAttributes(secure), expires })
}
export const clearOperatorCookie = (reply: FastifyReply, secure: boolean): void => {
  void reply.clearCookie(operatorCookieName(secure), operatorAttributes(secure))
}

/** What the request's cookie of the staff stands for; null if it has none. */
export function operatorHash(request: FastifyRequest, secure: boolean): Buffer | null {
  const cookie = request.headers.cookie ? request.cookies[operatorCookieName(secure)] : undefined
  return cookie ? tokenHash(cookie) : null
}

const deviceDays = 400

/** The browser's own mark, by which a sign-in from it is known again; it opens nothing. */
export function deviceOf(request: FastifyRequest, secure: boolean): Buffer | null {
  const cookie = request.headers.cookie ? request.cookies[deviceCookieName(secure)] : undefined
  return cookie && /^[\w-]{20,60}$/.test(cookie) ? tokenHash(cookie) : null
}

/** A mark for a browser that has none. */
export const newDeviceMark = (): string => randomBytes(18).toString('base64url')

/** Gives a browser its mark. */
export function setDeviceCookie(reply: FastifyReply, mark: string, now: Date, secure: boolean): void {
  const expires = new Date(now.getTime() + deviceDays * 86_400_000)
  void reply.setCookie(deviceCookieName(secure), mark, { ...attributes(secure), expires })
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
export const limitKey =
  (secure: boolean) =>
  (request: FastifyRequest): string => {
    const key = credentialOf(request, secure)?.hash.toString('base64')
    return key && proven.has(key) ? key : request.ip
  }
