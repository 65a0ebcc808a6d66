/** How this wire answers and refuses: JSON:API for resources, `error` with status 200 for procedures. */
import type { WireAnswer } from '../kit.ts'

/** A refusal of a REST call; `attribute` is the one to blame. */
export class Refusal extends Error {
  readonly status: number
  readonly attribute: string | undefined
  constructor(status: number, detail: string, attribute?: string) {
    super(detail)
    this.status = status
    this.attribute = attribute
  }
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  422: 'Unprocessable',
  429: 'Too many requests',
}
export function restRefusal(
  { status, message, attribute }: Refusal,
  headers: Record<string, string> = {},
): WireAnswer {
  const source = attribute === undefined ? {} : { source: { pointer: `/data/attributes/${attribute}` } }
  const title = titles[status] ?? 'Server error'
  return json(status, { errors: [{ status: String(status), title, detail: message, ...source }] }, headers)
}

/** A procedure's refusal: status 200, as the vendor's own client knows it. */
export const rpcRefusal = (id: unknown, message: string): WireAnswer =>
  json(200, { id: id ?? null, error: { message } })
