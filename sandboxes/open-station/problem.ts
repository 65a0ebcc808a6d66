/** Refusals of the contract, and the two ways in which a request is read: its body and its query. */
import type { z } from 'zod'
import type { WireAnswer, WireCall } from '../kit.ts'

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  constructor(status: number, code: string, detail: string, field?: string) {
    super(detail)
    this.status = status
    this.code = code
    this.field = field
  }
}

export const noSuchPath = () => new Problem(404, 'no_such_path', 'This station knows no such call')
export const invalid = (field: string, detail: string) => new Problem(422, 'invalid', detail, field)

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})

export function problemAnswer(
  { status, code, message, field }: Problem,
  headers: Record<string, string> = {},
): WireAnswer {
  const body = { type: 'about:blank', title: code.replaceAll('_', ' '), status, code, detail: message, field }
  return json(status, body, { ...headers, 'content-type': 'application/problem+json; charset=utf-8' })
}

/** The body by its schema; refuses another content type, what is no JSON, and names the member to blame. */
export function parseBody<T extends z.ZodType>(
  schema: T,
  call: WireCall,
  type = 'application/json',
): z.output<T> {
  if (call.headers['content-type']?.split(';')[0] !== type)
    throw new Problem(400, 'bad_request', `Content-Type must be ${type}`)
  let body: unknown
  try {
    body = JSON.parse(call.body)
  } catch {
    throw new Problem(400, 'bad_request', 'The body is not JSON')
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  throw new Problem(422, 'invalid', issue.message, [...issue.path, ...unknown].join('.') || undefined)
}

/** The query by its schema, which names every parameter that the call has. */
export function parseQuery<T extends z.ZodObject>(schema: T, call: WireCall): z.output<T> {
  const stray = [...call.query.keys()].find((name) => !(name in schema.shape))
  if (stray !== undefined) throw new Problem(400, 'bad_request', `Unknown query parameter ${stray}`)
  const parsed = schema.safeParse(Object.fromEntries(call.query))
  if (parsed.success) return parsed.data
  const name = String(parsed.error.issues[0]!.path[0])
  throw invalid(name, `${name} is missing or malformed`)
}
