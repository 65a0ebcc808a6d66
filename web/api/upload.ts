/** Sends a file to an endpoint that takes one, and tells how far it is: `fetch` does not say that of what it sends. */
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import { addressOf, sessionEvents } from './call.ts'
import { Problem, readProblem } from './problem.ts'

type Options = {
  onProgress: (sentBytes: number) => void
  signal: AbortSignal
  /** The same for every try of one upload, so that what did arrive is not kept twice. */
  idempotencyKey: string
}

/** Throws Problem for every failure; an aborted one throws AbortError. */
export function upload<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  file: Blob,
  { onProgress, signal, idempotencyKey }: Options,
): Promise<Output<E>> {
  const request = new XMLHttpRequest()
  const { promise, resolve, reject } = Promise.withResolvers<Output<E>>()
  const settle = async () => {
    if (request.status >= 200 && request.status < 300)
      return resolve(JSON.parse(request.responseText) as Output<E>)
    const retryAfter = request.getResponseHeader('retry-after')
    const problem = await readProblem(
      new Response(request.responseText, {
        status: request.status,
        headers: retryAfter ? { 'retry-after': retryAfter } : {},
      }),
    )
    if (problem.code === 'access.signed_out') sessionEvents.dispatchEvent(new Event('ended'))
    reject(problem)
  }
  request.upload.onprogress = ({ loaded }) => onProgress(loaded)
  request.onload = () => void settle().catch(reject)
  request.onerror = () =>
    reject(
      new Problem('network.unreachable', 0, 'The upload broke off. Check your connection and try again.'),
    )
  request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'))
  signal.addEventListener('abort', () => request.abort())
  request.open(endpoint.method, addressOf(endpoint, input))
  request.setRequestHeader('accept', 'application/json')
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.setRequestHeader('idempotency-key', idempotencyKey)
  request.setRequestHeader('x-requested-with', 'keyholder')
  request.send(file)
  return promise
}
