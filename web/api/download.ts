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

/** The beginning of a stored file as text, by UTF-8 or the UTF-16 that its mark says. Throws Problem. */
export async function readBeginning<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  bytes: number,
  signal: AbortSignal,
): Promise<string> {
  const reply = await fetch(addressOf(endpoint, input), {
    headers: { range: `bytes=0-${bytes - 1}` },
    credentials: 'same-origin',
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw new Problem(
      'network.unreachable',
      0,
      'The file did not arrive. Check your connection and try again.',
    )
  })
  if (!reply.ok) throw await readProblem(reply)
  const data = new Uint8Array(await reply.arrayBuffer())
  const [first, second] = data
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(data, { stream: true })
}
