/** Calls of the API over kept-alive connections, with as little of our own as Node allows. */
import http from 'node:http'
import { demoPassword } from '#server/demo/acme.ts'

export type Call = { method: string; path: string; body?: string }
export type Reply = { status: number; body: string }

export class HttpClient {
  readonly url: string
  readonly headers: Record<string, string>
  readonly #agent: http.Agent

  /** @param headers go with each call. */
  constructor(url: string, headers: Record<string, string>, connections = 1) {
    this.url = url
    this.headers = headers
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  }

  /** @throws if no answer comes (within 30 s), with `sent` in the message's stead left to the caller to judge. */
  call({ method, path, body }: Call, headers: Record<string, string> = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = http.request(this.url + path, {
        method,
        agent: this.#agent,
        timeout: 30_000,
        headers: {
          ...this.headers,
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
          ...headers,
        },
      })
      request.on('timeout', () => request.destroy(new Error('No answer within 30 s')))
      request.on('error', reject)
      request.on('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() }),
        )
      })
      request.end(body)
    })
  }

  /** The parsed answer. @throws for any status but 2xx */
  async json<T>(call: Call): Promise<T> {
    const { status, body } = await this.call(call)
    if (status < 200 || status > 299)
      throw new Error(`${call.method} ${call.path}: ${status} ${body.slice(0, 300)}`)
    return JSON.parse(body) as T
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** Signs in as the demo company's owner; the headers that a browser would then send. */
export async function signIn(url: string, company: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'keyholder' },
    body: JSON.stringify({ company, username: 'owner', password: demoPassword }),
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (!answer.ok || !cookie)
    throw new Error(`Signing in to ${company}: ${answer.status} ${await answer.text()}`)
  return { cookie, 'x-requested-with': 'keyholder', accept: 'application/json' }
}
