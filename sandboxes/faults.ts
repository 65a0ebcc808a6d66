/** Faults to order: by switching them on, or by account numbers that always meet one. */
import { z } from 'zod'

export const faultNames = [
  'drop_before',
  'drop_after',
  'timeout',
  'http_500',
  'http_503',
  'malformed',
  'rate_limit',
  'slow',
  'rejected',
] as const
export type FaultName = (typeof faultNames)[number]

/** What each fault does, for the page and the README. */
export const faultMeanings: Record<FaultName, string> = {
  drop_before: 'drops the connection without doing the work',
  drop_after: 'does the work, then drops the connection: the answer is lost',
  timeout: 'does nothing and says nothing for a minute, then drops the connection',
  http_500: 'answers 500 without doing the work',
  http_503: 'answers 503 without doing the work',
  malformed: 'does the work, then answers 200 with half a body',
  rate_limit: 'answers 429 with Retry-After: 1',
  slow: 'does the work and answers, two seconds late',
  rejected: 'refuses in the station’s own words',
}

/** What an order of one of these faults looks like. */
export const faultOrderOf = (names: readonly string[]) =>
  z.strictObject({
    fault: z.enum(names),
    /** How many calls it meets. */
    times: z.int().min(1).max(1_000_000).default(1),
    match: z
      .strictObject({
        method: z.string().toUpperCase().optional(),
        path: z.string().optional(),
        /** Only calls that change something, or only those that do not. */
        write: z.boolean().optional(),
      })
      .default({}),
    accountNumber: z.string().optional(),
  })
type FaultOrder = z.output<ReturnType<typeof faultOrderOf>>
export type PendingFault = FaultOrder & { id: number }

export type FaultTarget = {
  method: string
  path: string
  accountNumber: string | null
  write: boolean
  /** A sign-in is spared by faults that do not name its path, so that they hit the call that is meant. */
  signIn: boolean
}

const sentinelCodes: Record<string, FaultName> = {
  '500': 'http_500',
  '503': 'http_503',
  '429': 'rate_limit',
  MAL: 'malformed',
  TIM: 'timeout',
  DRB: 'drop_before',
  DRA: 'drop_after',
  SLO: 'slow',
  REJ: 'rejected',
}
export const sentinelEndings = Object.entries(sentinelCodes).flatMap(([code, fault]) => [
  { ending: `-F${code}`, fault, when: 'every call' as const },
  { ending: `-W${code}`, fault, when: 'every write' as const },
])

/** The fault that this account number always meets: `…-F500` on every call, `…-W500` on writes only. */
export function sentinelFault(target: FaultTarget): FaultName | null {
  const match = /-([FW])([A-Z0-9]{3})$/.exec(target.accountNumber ?? '')
  if (!match || (match[1] === 'W' && !target.write)) return null
  return sentinelCodes[match[2]!] ?? null
}

/** The faults that wait for a call to meet. */
export class PendingFaults {
  #pending: PendingFault[] = []
  #nextId = 1

  list(): readonly PendingFault[] {
    return this.#pending
  }

  add(order: FaultOrder): PendingFault {
    const fault = { ...order, id: this.#nextId++ }
    this.#pending.push(fault)
    return fault
  }

  clear(): void {
    this.#pending = []
  }

  /** The oldest fault that fits the call, used up by one; null if none fits. */
  take(target: FaultTarget): string | null {
    const fault = this.#pending.find(
      ({ match, accountNumber }) =>
        (match.path === undefined ? !target.signIn : target.path.includes(match.path)) &&
        (match.method === undefined || match.method === target.method) &&
        (match.write === undefined || match.write === target.write) &&
        (accountNumber === undefined || accountNumber === target.accountNumber),
    )
    if (!fault) return null
    fault.times -= 1
    if (fault.times === 0) this.#pending = this.#pending.filter((other) => other !== fault)
    return fault.fault
  }
}
