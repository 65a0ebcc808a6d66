/** The provider's memory: its subscribers, the changes applied to them, and the answers to be replayed. */
import type { z } from 'zod'
import { openJournal } from '../journal.ts'
import type { Effect } from '../kit.ts'
import type { Replay } from '../open-station/door.ts'
import { seedAccounts, type seedAccount, type SeedAccount } from './wire.ts'

export type Subscriber = z.output<typeof seedAccount> & { dealerId: string; version: number }
type Entry = { subscribers?: Subscriber[]; effect?: Effect; replay?: Replay }

/** Older answers are forgotten, as the contract's "24 hours at least" is by any provider one day. */
const maxReplays = 50_000
const firstId = 5001

export type Subscribers = ReturnType<typeof openSubscribers>

type Options = { prefix: string; seed: readonly SeedAccount[]; firstDealer: string }

/** Opens the memory, from `file` if there is one, else from the seed. */
export function openSubscribers(file: string | null, { prefix, seed, firstDealer }: Options) {
  const byId = new Map<string, Subscriber>()
  let effects: Effect[] = []
  const replays = new Map<string, Replay>()
  let nextId = firstId
  const { entries, journal } = openJournal<Entry>(file)

  const take = ({ subscribers, effect, replay }: Entry) => {
    for (const subscriber of subscribers ?? []) {
      // One that was remembered before add-ons were counted has none.
      byId.set(subscriber.accountNumber, { ...subscriber, quantities: subscriber.quantities ?? {} })
      const number = Number(subscriber.accountNumber.slice(prefix.length))
      if (number >= nextId) nextId = number + 1
    }
    if (effect) effects.push(effect)
    if (replay) replays.set(replay.key, replay)
    if (replays.size > maxReplays) replays.delete(replays.keys().next().value!)
  }
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  const upsert = (body: unknown): number => {
    const { accounts } = seedAccounts.parse(body)
    const subscribers = accounts.map((account): Subscriber => ({
      ...account,
      dealerId: account.dealerId ?? firstDealer,
      version: (byId.get(account.accountNumber)?.version ?? 0) + 1,
    }))
    record({ subscribers })
    return subscribers.length
  }
  const reset = () => {
    byId.clear()
    effects = []
    replays.clear()
    nextId = firstId
    journal.rewrite([])
    upsert({ accounts: seed })
  }

  for (const entry of entries) take(entry)
  if (entries.length === 0) reset()
  // Each start leaves one line per thing instead of one per change.
  else
    journal.rewrite([
      { subscribers: [...byId.values()] },
      ...effects.map((effect) => ({ effect })),
      ...[...replays.values()].map((replay) => ({ replay })),
    ])

  return {
    all: () => byId.values(),
    effects: (): readonly Effect[] => effects,
    find: (id: string) => byId.get(id),
    replay: (key: string) => replays.get(key),
    newId: () => `${prefix}${nextId++}`,
    /** Applies a write: the new state, the effect and the answer to replay, in one line. */
    apply(
      subscriber: Subscriber,
      effect: Omit<Effect, 'seq' | 'at' | 'accountNumber'>,
      replay: Replay | undefined,
    ): void {
      const { accountNumber } = subscriber
      const seq = effects.length + 1
      const at = new Date().toISOString()
      record({
        subscribers: [subscriber],
        effect: { seq, at, accountNumber, ...effect },
        ...(replay && { replay }),
      })
    },
    upsert,
    reset,
    close: () => journal.close(),
  }
}
