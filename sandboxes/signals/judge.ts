/** What the receiver makes of a frame: keeps the signals, and says what to answer. Knows no sockets. */
import { eventsIn, type Told } from './told.ts'
import {
  duhBody,
  frameOf,
  messageBody,
  nakBody,
  NotUnderstood,
  readMessage,
  type KeyOf,
  type Message,
  type Sender,
} from './dc09.ts'
import type { Piece } from './frame-reader.ts'
import type { Panels } from './panels.ts'
import { plainPrefix, type Signal } from './signal.ts'
import type { SignalLog } from './signal-log.ts'

/** What the receiver can be made to do wrong. */
export const signalFaults = {
  drop: 'hears nothing and answers nothing, as if the frame had been lost',
  drop_after: 'takes the signal, but its answer is lost',
  nak: 'answers NAK and keeps nothing',
  duh: 'answers DUH and keeps nothing',
} as const

export type Verdict = {
  /** The frame to send back; null if the panel gets no answer. */
  answer: Buffer | null
  said: 'ACK' | 'NAK' | 'DUH' | null
  why: string
  accountNumber: string | null
  fault: string | null
}

export type JudgeOptions = {
  log: SignalLog
  panels: Panels
  keyOf: KeyOf
  /** Whether the account has a key of its own: then nothing is taken from it that is not encrypted. */
  mustEncrypt(account: string | null, prefix: string): boolean
  now: () => number
  /** Holds plain messages to a timestamp in the window too; encrypted ones always are. */
  requireTimestamps: boolean
  takeFault(id: string, accountNumber: string | null): string | null
}

/** The standard's window: a message may be 40 seconds old, and 20 ahead of the receiver's clock. */
const oldestMs = 40_000
const newestMs = 20_000
/** A panel that got no answer sends the same again, under the same number. */
const repeatedWithinMs = 60_000
const maxRemembered = 200_000

export function openJudge(options: JudgeOptions) {
  const { log, panels, keyOf, mustEncrypt, now, requireTimestamps, takeFault } = options
  /** What was taken lately, the oldest first. */
  const taken = new Map<string, number>()

  const isRepeated = (message: Message, nowMs: number): boolean => {
    const atMs = taken.get(identityOf(message))
    return atMs !== undefined && nowMs - atMs < repeatedWithinMs
  }
  const remember = (message: Message, nowMs: number): void => {
    for (const [key, atMs] of taken) {
      if (nowMs - atMs < repeatedWithinMs && taken.size <= maxRemembered) break
      taken.delete(key)
    }
    const identity = identityOf(message)
    taken.delete(identity)
    taken.set(identity, nowMs)
  }

  const isInTime = ({ encrypted, timestamp }: Message, nowMs: number): boolean => {
    if (!encrypted && !requireTimestamps) return true
    const ageMs = timestamp === null ? Infinity : nowMs - timestamp.getTime()
    return ageMs <= oldestMs && ageMs >= -newestMs
  }

  const keep = (message: Message, told: Told, raw: string, transport: Signal['transport'], nowMs: number) => {
    const receivedAt = new Date(nowMs).toISOString()
    for (const event of told.events)
      log.add({
        ...event,
        accountNumber: told.account,
        prefix: plainPrefix(message.prefix),
        at: message.timestamp?.toISOString() ?? receivedAt,
        receivedAt,
        protocol: told.protocol,
        raw,
        encrypted: message.encrypted,
        transport,
      })
  }

  return {
    /** Judges what a socket has brought. Signals are kept before it returns. */
    hear(piece: Piece, transport: Signal['transport']): Verdict {
      if (piece.kind === 'broken') return { ...silence, why: `no answer: wrong ${piece.why}` }
      const nowMs = now()
      const { body, binaryCrc } = piece
      const frame = (text: string) => frameOf(text, { binaryCrc })
      const nak = () => ({ said: 'NAK' as const, answer: frame(nakBody(new Date(nowMs))) })
      const duh = (sender: Sender | null) => ({ said: 'DUH' as const, answer: frame(duhBody(sender)) })

      let message: Message
      let told: Told | null
      try {
        message = readMessage(body, keyOf)
        told = eventsIn(message)
        if (!message.encrypted && mustEncrypt(told?.account ?? message.account, message.prefix))
          throw new NotUnderstood('is not encrypted, as this account’s messages have to be', message)
      } catch (error) {
        if (!(error instanceof NotUnderstood)) throw error
        const accountNumber = error.sender?.account ?? null
        const fault = takeFault('', accountNumber)
        const verdict = { why: `DUH: ${error.message}`, accountNumber, fault }
        if (fault?.startsWith('drop')) return { ...silence, ...verdict, why: 'no answer' }
        return { ...(fault === 'nak' ? nak() : duh(error.sender)), ...verdict }
      }

      const accountNumber = told?.account ?? message.account
      const fault = takeFault(message.id, accountNumber)
      const verdict = { accountNumber, fault, why: '' }
      if (fault === 'drop') return { ...silence, ...verdict, why: 'no answer' }
      if (fault === 'nak') return { ...verdict, ...nak(), why: 'NAK' }
      if (fault === 'duh') return { ...verdict, ...duh(message), why: 'DUH' }
      if (!isInTime(message, nowMs)) return { ...verdict, ...nak(), why: 'NAK: not sent just now' }

      const repeated = told !== null && isRepeated(message, nowMs)
      if (told && !repeated) {
        keep(message, told, body, transport, nowMs)
        // Only now: what could not be kept is no repetition when it comes again.
        remember(message, nowMs)
      }
      if (accountNumber !== null)
        panels.hear(
          { accountNumber, prefix: plainPrefix(message.prefix) },
          { transport, supervises: message.id === 'NULL', nowMs },
        )
      if (fault === 'drop_after') return { ...silence, ...verdict, why: 'no answer' }
      const { seq, receiver, prefix, account, encrypted } = message
      const key = encrypted ? keyOf(account, prefix) : null
      const timestamp = encrypted ? new Date(nowMs) : null
      const answer = frame(
        messageBody({ id: 'ACK', seq, receiver, prefix, account, data: '', timestamp, key }),
      )
      return { ...verdict, said: 'ACK', answer, why: repeated ? 'ACK, known already' : 'ACK' }
    },
    forget: () => taken.clear(),
  }
}

const identityOf = ({ account, prefix, seq, id, data }: Message): string =>
  [account, prefix, seq, id, data].join(' ')

const silence = { answer: null, said: null, accountNumber: null, fault: null }
