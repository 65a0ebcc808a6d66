/** What of one request goes into the audit trail: whoever acted in it, what they were shown, and what they were refused. */
import type { FastifyRequest } from 'fastify'
import { KeyholderError } from '#shared/errors.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Origin } from '#server/db/history-draft.ts'
import type { Asked } from './audit-trail.ts'
import type { Services } from './context.ts'
import type { Download } from './download.ts'

export class Watch {
  readonly #services: Services
  readonly #request: FastifyRequest
  readonly #origin: Origin
  /** One, but in an `io` request one for each of its transactions. */
  readonly #actors: Actor[] = []

  constructor(services: Services, request: FastifyRequest, origin: Origin) {
    this.#services = services
    this.#request = request
    this.#origin = origin
  }

  see(actor: Actor): void {
    if (this.#services.audit) this.#actors.push(actor)
  }

  /** Right before the answer leaves. */
  shown(): void {
    for (const actor of this.#actors) this.#services.audit?.shown(actor, this.#asked())
  }

  /** A refusal may hold values, too: what somebody else has saved meanwhile. */
  failed(error: unknown): void {
    const actor = this.#actors.at(-1)
    if (!actor || !(error instanceof KeyholderError)) return
    if (Object.keys(error.extra).length) this.shown()
    if (error.status === 403) this.#services.audit?.denied(actor, this.#asked(), error)
  }

  /** The file, of which each piece is taken down before it leaves. */
  download(file: Download): Download {
    const { chunks } = file
    const shown = () => this.shown()
    return {
      ...file,
      chunks: (async function* () {
        for await (const chunk of chunks) {
          shown()
          yield chunk
        }
      })(),
    }
  }

  #asked(): Asked {
    const { customerId } = (this.#request.params ?? {}) as { customerId?: string }
    const id = Number(customerId)
    return {
      operation: this.#request.routeOptions.config.operationId ?? '',
      customerId: Number.isSafeInteger(id) && id > 0 ? id : null,
      origin: this.#origin,
    }
  }
}
