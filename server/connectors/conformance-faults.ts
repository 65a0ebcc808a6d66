/** The suite's questions about a provider that fails: what is said must be true of what was applied. */
import { createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { AccountFields } from './contract.ts'
import { rejection, type Desk, type Subject } from './conformance-desk.ts'
import type { ErrorKind } from './errors.ts'

type FaultCase = {
  fault: string
  kind: ErrorKind
  /** What a failed write must say; a failed read has never applied anything. */
  outcome: 'not_applied' | 'unknown'
  /** Whether the sandbox does the work before it fails. */
  applied: boolean
}

const cases: FaultCase[] = [
  { fault: 'rate_limit', kind: 'rate_limited', outcome: 'not_applied', applied: false },
  { fault: 'rejected', kind: 'rejected', outcome: 'not_applied', applied: false },
  { fault: 'http_500', kind: 'unavailable', outcome: 'unknown', applied: false },
  { fault: 'http_503', kind: 'unavailable', outcome: 'unknown', applied: false },
  { fault: 'timeout', kind: 'unavailable', outcome: 'unknown', applied: false },
  { fault: 'drop_before', kind: 'unavailable', outcome: 'unknown', applied: false },
  { fault: 'drop_after', kind: 'unavailable', outcome: 'unknown', applied: true },
  { fault: 'malformed', kind: 'unexpected_reply', outcome: 'unknown', applied: true },
]

/** Declares the fault questions within the suite of `subject`. */
export function askAboutFaults(subject: Subject, desk: () => Desk, sample: AccountFields): void {
  afterEach(() => desk().clearFaults())

  it.each(cases)(`[CON-101] $fault on a read is $kind, and the next read works`, async ({ fault, kind }) => {
    await desk().station.check()
    await desk().fault({ fault })
    const error = await rejection(desk().station.account.lookup(subject.known.accountNumber))
    expect(error).toMatchObject({ kind, outcome: 'not_applied' })
    expect(error.call).toMatch(/^[A-Z][a-z]+( [a-z]+)+$/)
    expect(error.providerMessage ?? error.reason).toMatch(/./)
    expect((await desk().calls()).at(-1)?.fault).toBe(fault)
    await desk().clearFaults()
    expect(await desk().station.account.lookup(subject.known.accountNumber)).not.toBeNull()
  })

  it.each(cases)(
    `[CON-101] $fault on a write is $kind with outcome $outcome; a look shows the truth, a repeat does it once`,
    async ({ fault, kind, outcome, applied }) => {
      const { station, key, effects, calls, clearFaults } = desk()
      const { ref } = await desk().shell(sample)
      const change = { fields: { city: 'Draper' }, idempotencyKey: key() }
      await desk().fault({ fault, match: { write: true } })
      expect(await rejection(station.account.update(ref, change))).toMatchObject({ kind, outcome })
      expect((await calls()).at(-1)?.fault).toBe(fault)
      await clearFaults()

      const city = (await station.account.lookup(ref.accountNumber))?.fields.city
      expect(city).toBe(applied ? 'Draper' : sample.city)
      expect((await station.account.update(ref, change)).fields.city).toBe('Draper')
      expect((await effects(ref.accountNumber)).map((effect) => effect.kind)).toEqual(['create', 'update'])
    },
  )

  it(`[CON-101] says when to come back if the provider limits the rate`, async () => {
    await desk().station.check()
    await desk().fault({ fault: 'rate_limit' })
    const error = await rejection(desk().station.account.lookup(subject.known.accountNumber))
    expect(error.retryAfterMs).toBe(1000)
  })

  it(`[CON-101] passes on the provider's own words`, async () => {
    const { ref } = await desk().shell(sample)
    await desk().fault({ fault: 'rejected', match: { write: true } })
    const change = { fields: { city: 'Draper' }, idempotencyKey: desk().key() }
    const error = await rejection(desk().station.account.update(ref, change))
    expect(error.providerMessage).toContain('call the data entry desk')
    expect(error.message).toContain('Update account')
  })

  it(`[CON-101] knows that a refused connection has applied nothing`, async () => {
    const port = await closedPort()
    const station = desk().open({ settings: subject.settings(`http://127.0.0.1:${port}`) })
    const ref = { accountNumber: subject.known.accountNumber, externalId: '1' }
    const update = station.account.update(ref, { fields: { city: 'Draper' }, idempotencyKey: desk().key() })
    const expected = { kind: 'unavailable', outcome: 'not_applied', reason: 'Connection refused' }
    expect(await rejection(update)).toMatchObject(expected)
    expect(await rejection(station.check())).toMatchObject(expected)
  })

  it(`[CON-101] takes no other server's page for an answer`, async () => {
    // The sandboxes' index page: 404s and HTML, as from a wrong address or a proxy in between.
    const elsewhere = desk().open({ settings: subject.settings(`${new URL(desk().url).origin}/nobody`) })
    expect(await rejection(elsewhere.check())).toMatchObject({
      kind: 'unexpected_reply',
      outcome: 'not_applied',
    })
  })

  it.runIf(subject.connector.manifest.capabilities.includes('shell'))(
    `[CON-101] creates one account, though the answer to its creation was lost`,
    async () => {
      const { station, key, accountNumber, effects } = desk()
      const account = {
        accountNumber: accountNumber(),
        fields: sample,
        details: subject.creation,
        idempotencyKey: key(),
      }
      await station.check()
      await desk().fault({ fault: 'drop_after', match: { write: true } })
      const lost = await rejection(station.account.create!(account))
      expect(lost).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
      await desk().clearFaults()
      const found = await station.account.lookup(account.accountNumber)
      expect(await station.account.create!(account)).toEqual(found)
      expect(await effects(account.accountNumber)).toHaveLength(1)
    },
  )
}

/** A port on which nobody listens. */
const closedPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
