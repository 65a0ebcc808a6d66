/** The part of autocannon that we use; the package has no types of its own. */
declare module 'autocannon' {
  export type Request = { method: string; path: string; headers?: Record<string, string>; body?: string }
  export type Result = {
    duration: number
    errors: number
    non2xx: number
    '2xx': number
    latency: { p50: number; p99: number }
  }
  type Client = { setRequests(requests: Request[]): void }
  export default function autocannon(options: {
    url: string
    connections: number
    duration: number
    setupClient(client: Client): void
  }): Promise<Result>
}
