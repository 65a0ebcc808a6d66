/** One typed call of the API: the contract's endpoint in, its answer out. */
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import { Problem, readProblem } from './problem.ts'

const base = '/api/v1'

/** Fires `ended` when a call finds that nobody is signed in any more. */
export const sessionEvents = new EventTarget()

export type CallOptions = {
  signal?: AbortSignal
  /** Of a mutating call; a new one unless given. Give the same one to repeat a call whose outcome is unknown. */
  idempotencyKey?: string
}

/** The address of an endpoint with its parameters and query filled in; undefined and empty members are left out. */
export function addressOf(endpoint: Endpoint, input: object): string {
  const { params = {}, query = {} } = input as {
    params?: Record<string, unknown>
    query?: Record<string, unknown>
  }
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return `${base}${path}${search.size > 0 ? `?${search}` : ''}`
}

/**
 * Calls an endpoint. The answer is not parsed again here: the server has serialised it by the same schema.
 * Throws Problem for every failure, also for a network that does not answer; an aborted call throws AbortError.
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  { signal, idempotencyKey }: CallOptions = {},
): Promise<Output<E>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  const { body } = input as { body?: unknown }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (endpoint.method !== 'GET') {
    headers['idempotency-key'] = idempotencyKey ?? crypto.randomUUID()
    // A page of another site cannot send this header without asking first (Fetch Standard, CORS preflight).
    headers['x-requested-with'] = 'keyholder'
  }
  const reply = await fetch(addressOf(endpoint, input), {
    method: endpoint.method,
    headers,
    credentials: 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Problem(
      'network.unreachable',
      0,
      'Keyholder cannot be reached. Check your connection and try again.',
    )
  })
  if (!reply.ok) {
    const problem = await readProblem(reply)
    if (problem.code === 'access.signed_out') sessionEvents.dispatchEvent(new Event('ended'))
    throw problem
  }
  return (await reply.json()) as Output<E>
}
