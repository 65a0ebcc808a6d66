/** The history that a transaction is going to append: drafted by the verbs, written once before the commit. */
import type { HistoryEvent } from '#shared/history-events.ts'
import type { FieldValue } from '#shared/rules/customer-fields.ts'

/** What a history entry notes beside the act itself. */
export type Origin = {
  source: 'web' | 'api' | 'job' | 'integration' | 'import' | 'system'
  address: string
  requestId: string
}

/** `sealed`: the values are sealed texts of a user-defined field; of our own fields the table of fields says it. */
export type Change = { field: string; old: FieldValue; new: FieldValue; sealed?: boolean }

export type Fact = {
  /** `<module>.<what happened>`, in the past tense: shared/history-events.ts has its sentence. */
  event: HistoryEvent
  entity: string
  entityId: number | null
  /** The record whose History tab shows it. */
  customerId?: number | null
  changes?: Change[]
  /** Values that the event's sentence names. Never a secret. */
  detail?: Record<string, string | number>
}

export class HistoryDraft {
  readonly entries: (Fact & Origin & { userName?: string })[] = []
  readonly #origin: Origin
  #userName: string | undefined
  #unchanged = false

  constructor(origin: Origin) {
    this.#origin = origin
  }

  add(fact: Fact): void {
    this.entries.push({
      ...fact,
      ...this.#origin,
      ...(this.#userName !== undefined && { userName: this.#userName }),
    })
  }

  /** Whoever is named in what is added from now on, in place of the transaction's user: staff of the platform, a customer in an app. */
  speakAs(name: string): void {
    this.#userName = name.slice(0, 200)
  }

  /** Whatever `work` adds comes from there: values that were taken over from a provider, for example. */
  async from<T>(source: Origin['source'], work: () => Promise<T>): Promise<T> {
    const before = this.entries.length
    const result = await work()
    for (const entry of this.entries.slice(before)) entry.source = source
    return result
  }

  /** Says that the request turned out to change nothing, so that there is nothing to note. */
  nothingChanged(): void {
    this.#unchanged = true
  }

  /** Whether the request has accounted for itself. */
  get complete(): boolean {
    return this.entries.length > 0 || this.#unchanged
  }
}
