/** Calls an endpoint that answers with a file, and gives the file to the browser to keep. */
import type { Endpoint, Input } from '#shared/contract.ts'
import { addressOf } from './call.ts'
import { Problem, readProblem } from './problem.ts'

/** Throws Problem, also for a file that broke off in the middle. */
export async function download<E extends Endpoint>(endpoint: E, input: Input<E>): Promise<void> {
  const unreachable = () =>
    new Problem(
      'network.unreachable',
      0,
      'The file did not arrive whole. Check your connection and try again.',
    )
  const reply = await fetch(addressOf(endpoint, input), {
    method: endpoint.method,
    headers: { 'content-type': 'application/json', 'x-requested-with': 'keyholder' },
    credentials: 'same-origin',
    body: JSON.stringify((input as { body?: unknown }).body ?? {}),
  }).catch(() => {
    throw unreachable()
  })
  if (!reply.ok) throw await readProblem(reply)
  const file = await reply.blob().catch(() => {
    throw unreachable()
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = /filename="([^"]+)"/.exec(reply.headers.get('content-disposition') ?? '')?.[1] ?? 'file'
  link.click()
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
