/**
 * People who save: each has records of their own, knows what was acknowledged, and after a lost answer does what a
 * person's browser does: repeats the same save under its Idempotency-Key, or reads the record again.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { HttpClient, Reply } from '../http-client.ts'
import type { Chance } from './chance.ts'

/** How the n-th save of a record writes each field, so that every value tells which save it comes from. */
export const written = {
  crossStreet: (n: number) => `Save ${n}`,
  addressLine2: (n: number) => `Unit ${n}`,
  email: (n: number) => `save.${n}@example.test`,
  cellPhone: (n: number) => `801555${String(n).padStart(4, '0')}`,
  otherPhone: (n: number) => `385555${String(n).padStart(4, '0')}`,
} as const
export type WrittenField = keyof typeof written
export const writtenFields = Object.keys(written) as WrittenField[]

/** The save that a value comes from; null for a value of before. */
export function saveOf(field: WrittenField, value: string): number | null {
  const n = Number(/(\d{1,4})(?:@example\.test)?$/.exec(value)?.[1])
  const matches = field.endsWith('Phone')
    ? value.slice(-10) === written[field](n)
    : value === written[field](n)
  return Number.isInteger(n) && matches ? n : null
}

export type Try = {
  n: number
  fields: readonly WrittenField[]
  outcome: 'acknowledged' | 'unknown' | 'refused'
}

export class WrittenRecord {
  readonly customerId: number
  readonly accountNumber: string
  readonly tries: Try[] = []
  version = 0

  constructor(customerId: number, accountNumber: string) {
    this.customerId = customerId
    this.accountNumber = accountNumber
  }

  get path(): string {
    return `/api/v1/customers/${this.customerId}`
  }
}

export type Tally = { acknowledged: number; unknown: number; repeated: number; problems: string[] }

/** Saves at `perSecond` until `stopped`. */
export async function write(
  client: HttpClient,
  records: readonly WrittenRecord[],
  {
    chance,
    perSecond,
    stopped,
    tally,
  }: { chance: Chance; perSecond: number; stopped: () => boolean; tally: Tally },
): Promise<void> {
  while (!stopped()) {
    const nextAt = performance.now() + 1000 / perSecond
    await saveOnce(client, chance.pick(records), chance, tally)
    await delay(Math.max(0, nextAt - performance.now()))
  }
}

async function saveOnce(
  client: HttpClient,
  record: WrittenRecord,
  chance: Chance,
  tally: Tally,
): Promise<void> {
  if (record.version === 0) record.version = await readVersion(client, record)
  const n = record.tries.length + 1
  const fields = writtenFields.filter(() => chance.next() < 0.4)
  if (!fields.length) fields.push(chance.pick(writtenFields))
  const made: Try = { n, fields, outcome: 'unknown' }
  record.tries.push(made)
  const body = JSON.stringify({
    version: record.version,
    fields: Object.fromEntries(fields.map((field) => [field, written[field](n)])),
  })
  const key = { 'idempotency-key': randomUUID() }
  const send = () => client.call({ method: 'PATCH', path: record.path, body }, key).catch(() => null)

  let reply = await send()
  if (isLost(reply) && chance.next() < 0.5) {
    tally.repeated += 1
    while (isLost(reply)) {
      await delay(100)
      reply = await send()
    }
  }
  if (isLost(reply)) {
    tally.unknown += 1
    record.version = 0 // read again: the save may have happened or not
    return
  }
  if (reply?.status === 200) {
    made.outcome = 'acknowledged'
    record.version = (JSON.parse(reply.body) as { version: number }).version
    tally.acknowledged += 1
    return
  }
  made.outcome = 'refused'
  record.version = 0
  tally.problems.push(
    `${record.accountNumber}: save ${n} was refused: ${reply?.status} ${reply?.body.slice(0, 200)}`,
  )
}

/** No answer, or one that says that the server or what stands before it failed. */
const isLost = (reply: Reply | null): boolean => reply === null || reply.status >= 500

async function readVersion(client: HttpClient, record: WrittenRecord): Promise<number> {
  for (;;) {
    const reply = await client.call({ method: 'GET', path: record.path }).catch(() => null)
    if (reply?.status === 200) return (JSON.parse(reply.body) as { version: number }).version
    await delay(100)
  }
}
