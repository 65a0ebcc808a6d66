/** An error that the server answered with, or that kept its answer from arriving. */
import type { z } from 'zod'
import type { ErrorCode, FieldError } from '#shared/errors.ts'

/** Codes of the browser's own: the reply never came, or it was not a problem that we know how to read. */
export type ProblemCode = ErrorCode | 'network.unreachable' | 'network.unreadable'

/** The members that every problem+json reply of Keyholder has (RFC 9457); all others are `extra`. */
const standard = new Set(['type', 'title', 'status', 'code', 'detail', 'errors', 'requestId', 'instance'])

export class Problem extends Error {
  readonly code: ProblemCode
  /** HTTP status; 0 when no reply came. */
  readonly status: number
  /** A sentence for the user. Also the `message`. */
  readonly detail: string
  readonly errors: FieldError[]
  readonly requestId: string | null
  /** Members beyond the standard ones: `conflict` of a stale save, for example. */
  readonly extra: Record<string, unknown>
  readonly retryAfterSeconds: number | null

  constructor(code: ProblemCode, status: number, detail: string, more: Partial<Problem> = {}) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.detail = detail
    this.errors = more.errors ?? []
    this.requestId = more.requestId ?? null
    this.extra = more.extra ?? {}
    this.retryAfterSeconds = more.retryAfterSeconds ?? null
  }
}

/** Reads a failed reply. Never throws: what is not problem+json becomes `network.unreadable`. */
export async function readProblem(reply: Response): Promise<Problem> {
  const retryAfter = Number(reply.headers.get('retry-after'))
  const retryAfterSeconds = retryAfter > 0 ? retryAfter : null
  try {
    const body = (await reply.json()) as Record<string, unknown>
    if (typeof body.code !== 'string') throw new TypeError('not a problem of ours')
    return new Problem(body.code as ProblemCode, reply.status, String(body.detail ?? body.title ?? ''), {
      errors: Array.isArray(body.errors) ? (body.errors as FieldError[]) : [],
      requestId: typeof body.requestId === 'string' ? body.requestId : null,
      extra: Object.fromEntries(Object.entries(body).filter(([name]) => !standard.has(name))),
      retryAfterSeconds,
    })
  } catch {
    const detail =
      reply.status >= 502 && reply.status <= 504
        ? 'Keyholder is not answering right now. Please try again in a few seconds.'
        : `Keyholder answered in a way that this page does not understand (status ${reply.status}). Please reload the page.`
    return new Problem('network.unreadable', reply.status, detail, { retryAfterSeconds })
  }
}

/** The sentence for the user of whatever was thrown. */
export const problemText = (error: unknown): string =>
  error instanceof Problem ? error.detail : 'Something went wrong on this page. Please reload it.'

/** The server's field errors by path (`username`, `fields.zip`), the first of each; `{}` for any other error. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof Problem)) return {}
  return Object.fromEntries([...error.errors].reverse().map(({ path, message }) => [path, message]))
}

/** Checks values by the contract's own schema: the parsed value, or the same shape of errors as the server's. */
export function check<S extends z.ZodType>(
  schema: S,
  values: unknown,
): { value: z.output<S>; errors: null } | { value: null; errors: Record<string, string> } {
  const result = schema.safeParse(values)
  if (result.success) return { value: result.data, errors: null }
  const entries = result.error.issues.map(({ path, message }) => [path.join('.'), message] as const)
  return { value: null, errors: Object.fromEntries(entries.reverse()) }
}
