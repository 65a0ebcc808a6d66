/** Errors as RFC 9457 problem+json. What we did not foresee is logged with its request id and said to nobody. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import pg from 'pg'
import { ZodError } from 'zod'
import { type ErrorCode, type FieldError, KeyholderError } from '#shared/errors.ts'

/** PostgreSQL's codes for "try again": serialization failure, deadlock, lock timeout, cancelled, too many connections, server shut down. */
const transient = new Set([
  ...['40001', '40P01', '55P03', '57014', '53300', '57P01', '57P02', '57P03', '08006', '08001'],
  // A server that has just become a standby, or was one when it was asked.
  '25006',
])
/** How the driver and the system say that the connection broke, before or after the server had the request. */
const broken =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|connect ENOENT/

const fieldErrors = (error: ZodError): FieldError[] =>
  error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))

/** Turns anything thrown into an error of the catalogue. */
export function asKeyholderError(error: unknown, requestId: string): KeyholderError {
  if (error instanceof KeyholderError) return error
  if (error instanceof ZodError)
    return new KeyholderError('request.invalid', {}, { errors: fieldErrors(error) })
  if (error instanceof pg.DatabaseError && transient.has(error.code ?? '')) {
    return new KeyholderError('server.busy', {}, { retryAfterSeconds: 2 })
  }
  const { statusCode, code, message } = error as FastifyError
  if (broken.test(`${code} ${message}`)) {
    return new KeyholderError('server.busy', {}, { retryAfterSeconds: 2 })
  }
  if (statusCode === 429)
    return new KeyholderError('request.too_many', { seconds: 60 }, { retryAfterSeconds: 60 })
  if (statusCode && statusCode < 500) return new KeyholderError('request.unreadable', { reason: message }, {})
  return new KeyholderError('server.failed', { requestId }, {})
}

export function problem(error: KeyholderError, requestId: string) {
  return {
    type: `https://keyholder.test/errors/${error.code}`,
    title: titles[error.status] ?? 'Error',
    status: error.status,
    code: error.code satisfies ErrorCode,
    detail: error.message,
    errors: error.errors,
    requestId,
    ...error.extra,
  }
}

const titles: Record<number, string> = {
  400: 'Unreadable request',
  401: 'Not signed in',
  403: 'Not permitted',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  416: 'Range not satisfiable',
  422: 'Not valid',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Provider failed',
  503: 'Busy',
}

/** Whether somebody was not let in, or to something; that nobody is signed in is no news. */
const isRefusal = ({ code, status }: KeyholderError): boolean =>
  status === 403 || status === 429 || (status === 401 && !code.endsWith('.signed_out'))

export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown): FastifyReply {
  const error = asKeyholderError(thrown, request.id)
  if (error.code === 'server.failed') request.log.error({ err: thrown }, 'unforeseen error')
  if (isRefusal(error)) {
    const { operationId } = request.routeOptions.config
    // Never what was sent: only who was refused what (ASVS 16.3.2, 16.3.3).
    request.log.info({ refused: error.code, operationId, who: request.who, address: request.ip }, 'refused')
  }
  if (error.retryAfterSeconds) void reply.header('retry-after', String(error.retryAfterSeconds))
  return reply.status(error.status).type('application/problem+json').send(problem(error, request.id))
}

export function installProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new KeyholderError('request.not_found', {}, {})),
  )
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once that is known: `company 3, user 17`. */
    who?: string
  }
}
