/** The receiver's memory: the newest signals of each account, shared by every sandbox station. */
import { openJournal } from '../journal.ts'
import { panelAddress, plainPrefix, type Signal } from './signal.ts'

export type SignalFilter = {
  /** Instants in ISO, UTC, held against `receivedAt`: from the first on, and before the second. */
  from?: string
  to?: string
  /** The newest so many. */
  limit?: number
}

export type SignalLog = {
  /** Keeps a signal, on disk before it returns, and tells the listeners; gives it its number. */
  add(signal: Omit<Signal, 'id'>): Signal
  /**
   * The signals of a station's account, newest first, by the station's own number (`DM1009`): those of its panel address
   * (`panelAddress`), and those that came under no prefix.
   */
  list(accountNumber: string, filter?: SignalFilter): Signal[]
  /** Calls `listener` with each signal that is added; the result takes it back. */
  onAdd(listener: (signal: Signal) => void): () => void
  /** The newest signals of all accounts, as many as are kept of one, oldest first. */
  recent(): readonly Signal[]
  /** How many are kept. */
  readonly count: number
  clear(): void
  close(): void
}

type Bounds = { perAccount: number; inAll: number }

/** Opens the log, from `file` if there is one. The bounds are what it keeps at most. */
export function openSignalLog(
  file: string | null,
  { perAccount, inAll }: Bounds = { perAccount: 1000, inAll: 50_000 },
): SignalLog {
  const { entries, journal } = openJournal<Signal>(file)
  /** The account that was heard last stands last. */
  const accounts = new Map<string, Signal[]>()
  /** Of all accounts, oldest first. */
  let newest: Signal[] = []
  const listeners = new Set<(signal: Signal) => void>()
  let count = 0
  let lastId = 0
  let lines = 0

  const keep = (signal: Signal) => {
    const key = keyOf(signal)
    const kept = accounts.get(key) ?? []
    accounts.delete(key)
    accounts.set(key, kept)
    kept.push(signal)
    newest.push(signal)
    if (newest.length > perAccount) newest.shift()
    count += 1
    lastId = Math.max(lastId, signal.id)
    if (kept.length > perAccount) {
      kept.shift()
      count -= 1
    } else if (count > inAll) {
      const [quietest, theirs] = accounts.entries().next().value!
      theirs.shift()
      count -= 1
      if (theirs.length === 0) accounts.delete(quietest)
    }
  }
  const all = () => [...accounts.values()].flat().sort((a, b) => a.id - b.id)
  const compact = () => {
    journal.rewrite(all())
    lines = count
  }

  for (const signal of entries) keep(signal)
  compact()

  return {
    add(fresh) {
      const signal = { id: lastId + 1, ...fresh }
      journal.append(signal)
      lines += 1
      keep(signal)
      // The file holds twice what is kept at most, so that rewriting it costs each signal no more than one line.
      if (lines > 2 * count + 1000) compact()
      for (const listener of listeners) listener(signal)
      return signal
    },
    list(accountNumber, { from, to, limit = perAccount } = {}) {
      const { account, prefix } = panelAddress(accountNumber)
      const [fromMs, toMs] = [from ? Date.parse(from) : -Infinity, to ? Date.parse(to) : Infinity]
      const keys = new Set([
        keyOf({ accountNumber: account, prefix }),
        keyOf({ accountNumber: account, prefix: '0' }),
      ])
      return [...keys]
        .flatMap((key) => accounts.get(key) ?? [])
        .filter(({ receivedAt }) => Date.parse(receivedAt) >= fromMs && Date.parse(receivedAt) < toMs)
        .sort((a, b) => b.id - a.id)
        .slice(0, limit)
    },
    onAdd(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    recent: () => newest,
    get count() {
      return count
    },
    clear() {
      accounts.clear()
      newest = []
      count = 0
      compact()
    },
    close: () => journal.close(),
  }
}

const keyOf = ({ accountNumber, prefix }: Pick<Signal, 'accountNumber' | 'prefix'>): string =>
  `${plainPrefix(prefix)}#${accountNumber}`
