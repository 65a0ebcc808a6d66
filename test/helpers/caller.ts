/** Calls endpoints of the app by their contract literals, as a page or a program would, and reads the replies. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import type { ErrorCode, FieldError } from '#shared/errors.ts'

export type Problem = {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  errors: FieldError[]
  requestId: string
  [member: string]: unknown
}

/** What is uploaded where a test does not care (Caller.upload sends what it is given). */
const someText = Buffer.from('The panel hangs behind the coats.\n')

export type CallOptions = { headers?: Record<string, string> }
export type RawRequest = { method: Endpoint['method'] | 'HEAD' | 'OPTIONS'; url: string; payload?: unknown }

/** A reply. Reading `body` of a refusal, or `problem` of an answer, fails the test with what came instead. */
export class Reply<T> {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  readonly text: string

  constructor(response: LightMyRequestResponse) {
    this.status = response.statusCode
    this.headers = response.headers
    this.text = response.body
  }

  get body(): T {
    if (this.status !== 200) throw new Error(`Expected an answer, got ${this.status}: ${this.text}`)
    return JSON.parse(this.text) as T
  }

  get problem(): Problem {
    if (this.status < 400) throw new Error(`Expected a refusal, got ${this.status}: ${this.text}`)
    return JSON.parse(this.text) as Problem
  }

  /** `409 customers.stale`, or `200`: what most tests of a refusal want to know. */
  get outcome(): string {
    return this.status < 400 ? String(this.status) : `${this.status} ${this.problem.code}`
  }
}

/** Somebody who calls: with these headers on each request. */
export class Caller {
  readonly #app: FastifyInstance
  readonly #headers: Record<string, string>

  constructor(app: FastifyInstance, headers: Record<string, string>) {
    this.#app = app
    this.#headers = headers
  }

  call<E extends Endpoint>(
    endpoint: E,
    input?: Input<E>,
    options: CallOptions = {},
  ): Promise<Reply<Output<E>>> {
    const { params, query, body } = (input ?? {}) as { params?: object; query?: object; body?: unknown }
    const request = { method: endpoint.method, url: urlOf(endpoint, params, query), payload: body }
    return this.send(endpoint.upload ? { ...request, payload: someText } : request, options)
  }

  /** Uploads a file. */
  upload<E extends Endpoint>(endpoint: E, input: Input<E>, bytes: Uint8Array): Promise<Reply<Output<E>>> {
    const { params, query } = input as { params?: object; query?: object }
    return this.send({ method: endpoint.method, url: urlOf(endpoint, params, query), payload: bytes })
  }

  /** Sends whatever it is given, for requests that no contract allows. */
  async send<T>({ method, url, payload }: RawRequest, options: CallOptions = {}): Promise<Reply<T>> {
    const response = await this.#app.inject({
      method,
      url,
      headers: {
        ...this.#headers,
        ...(payload instanceof Uint8Array && { 'content-type': 'application/octet-stream' }),
        ...options.headers,
      },
      ...(payload === undefined ? {} : { payload: payload as object }),
    })
    return new Reply<T>(response)
  }
}

/** The endpoint's address with its parameters filled in and the query appended. */
export function urlOf(endpoint: Endpoint, params: object = {}, query: object = {}): string {
  const given = params as Record<string, unknown>
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(given[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return `/api/v1${path}${search.size ? `?${search}` : ''}`
}
