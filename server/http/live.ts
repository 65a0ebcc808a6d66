/**
 * Live endpoints: an answer that stays open and says when to look again, as server-sent events (WHATWG HTML, 9.2). The
 * endpoint's own read lets the caller in, and is asked again at every heartbeat, so that a stream ends with the
 * session or the permission that opened it.
 */
import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '#server/db/actor.ts'
import type { LiveFeed, News } from '#server/db/live-feed.ts'
import { fail } from '#shared/errors.ts'

export const heartbeatMs = 20_000
/** A browser that does not read is given up at so many unsent bytes. */
const maxUnsentBytes = 65_536
const maxStreams = 5_000
const maxStreamsOfSession = 12

export class LiveStreams {
  readonly #feed: LiveFeed
  readonly #open = new Map<ServerResponse, { sessionId: number; close: () => void }>()

  constructor(feed: LiveFeed) {
    this.#feed = feed
  }

  /** Ends all streams; pages connect again, to whichever process answers then. */
  close(): void {
    for (const { close } of this.#open.values()) close()
  }

  /**
   * Opens the stream: event `begin` with the read's answer, then `changed` for news that concern it. `authorize` reads
   * again and throws when the caller is no longer let in.
   * @throws server.busy when there are too many streams
   */
  async serve(
    request: FastifyRequest,
    reply: FastifyReply,
    authorize: () => Promise<[Actor, unknown]>,
    concerns: (news: News) => boolean,
  ): Promise<void> {
    const [actor, answer] = await authorize()
    const ofSession = [...this.#open.values()].filter(({ sessionId }) => sessionId === actor.sessionId)
    if (this.#open.size >= maxStreams) fail('server.busy', {}, { retryAfterSeconds: 10 })
    // A page that was left without a goodbye makes room for the newest.
    if (ofSession.length >= maxStreamsOfSession) ofSession[0]!.close()

    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const send = (event: string, data: unknown) => {
      if (raw.writableLength > maxUnsentBytes) return close()
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
    const unsubscribe = this.#feed.subscribe(actor.company.id, (news) => {
      if (news === 'missed') send('changed', { by: null, userId: null, events: [] })
      else if (concerns(news)) send('changed', { by: news.by, userId: news.userId, events: news.events })
    })
    const heart = setInterval(() => {
      authorize().then(
        () => raw.write(': alive\n\n'),
        (error: { code?: string }) => {
          // A busy database says nothing about the caller.
          if (error.code?.startsWith('access.') || error.code?.endsWith('.not_found')) close()
        },
      )
    }, heartbeatMs)
    const close = () => {
      clearInterval(heart)
      unsubscribe()
      this.#open.delete(raw)
      raw.end()
    }
    this.#open.set(raw, { sessionId: actor.sessionId, close })
    raw.on('close', close)
    raw.on('error', close)
    send('begin', answer)
    if ((request.query as { once?: string }).once === 'true') close()
  }
}
