import { expect, it } from 'vitest'
import { ConnectorError } from '#server/connectors/errors.ts'
import { judgeFailure, type Try } from './connections.retry.ts'

const at = (attempts: number): Try => ({ attempts, looked: false, chance: 0.5 })
const waits = (kind: 'unavailable' | 'unexpected_reply') => {
  let waitedMs = 0
  for (let attempts = 1; ; attempts++) {
    const verdict = judgeFailure(
      new ConnectorError(kind, { outcome: 'unknown', call: 'Update' }),
      at(attempts),
    )
    if (verdict.final) return { attempts, waitedMs }
    expect(verdict.lookFirst).toBe(true)
    waitedMs += verdict.waitMs
  }
}

it('[CON-013] an outage is waited out for two hours, garbage for half an hour: a gateway that restarts answers with it', () => {
  const hour = 3_600_000
  expect(waits('unavailable').waitedMs).toBeGreaterThan(1.75 * hour)
  expect(waits('unexpected_reply').waitedMs).toBeGreaterThan(0.5 * hour)
  expect(waits('unexpected_reply').waitedMs).toBeLessThan(hour)
})

it('[CON-013] what the station refuses by a field’s name is final; without a name it is looked at and tried again', () => {
  const refusal = (field?: 'email') =>
    new ConnectorError('rejected', { outcome: 'not_applied', call: 'Update', field })
  const refused = refusal()
  expect(judgeFailure(refusal('email'), at(1))).toEqual({ final: true })
  expect(judgeFailure(refused, at(1))).toEqual({ final: false, waitMs: 0, lookFirst: true })
  expect(judgeFailure(refused, at(3))).toEqual({ final: true })
})
