/** Tests, what came in during them, and the account's events. */
import type { AccountRef } from '../contract.ts'
import type { Events, Period, StationEvent, StationTest, Tests } from '../station-parts.ts'
import type { StationCall } from './client.ts'
import { checked, type Line } from './line.ts'
import { FieldError } from './map.ts'
import { eventsReply, testsReply } from './wire-parts.ts'

const utc = (instant: string) => instant && new Date(instant).toISOString()

export function openTests(line: Line): Tests {
  const { maxMinutes, descriptionLength } = line.manifest.parts!.tests!
  const tests = async (
    ref: AccountRef,
    part: string,
    call: Omit<StationCall, 'path'>,
  ): Promise<StationTest[]> =>
    (await line.about(ref, part, call, testsReply)).tests.map((test) => ({
      ...test,
      from: utc(test.from),
      until: utc(test.until),
      endedAt: utc(test.endedAt),
    }))
  const reading = (call: string) => ({ call, effect: 'read', method: 'GET' }) as const

  return {
    running: (ref) => tests(ref, 'tests', reading('Read test status')),
    place: async (ref, { category, minutes, description, idempotencyKey, revision }) => {
      const call = 'Place on test'
      checked(call, () => {
        if (!Number.isInteger(minutes) || minutes < 1) throw new FieldError('minutes', 'At least one minute')
        if (minutes > maxMinutes)
          throw new FieldError('minutes', `The station tests for at most ${maxMinutes} minutes`)
        if (description.length > descriptionLength)
          throw new FieldError(
            'description',
            descriptionLength
              ? `The station keeps at most ${descriptionLength} characters`
              : 'The station keeps no description of a test',
          )
      })
      const body = { category, minutes, description }
      return tests(ref, 'tests', { call, effect: 'write', method: 'POST', body, idempotencyKey, revision })
    },
    end: (ref, { testId, idempotencyKey, revision }) =>
      tests(ref, `tests/${encodeURIComponent(testId)}`, {
        call: 'Place off test',
        effect: 'write',
        method: 'DELETE',
        idempotencyKey,
        revision,
      }),
    ...(line.can('test_end_all') && {
      endAll: (ref, { idempotencyKey, revision }) =>
        tests(ref, 'tests', {
          call: 'Clear all tests',
          effect: 'write',
          method: 'DELETE',
          idempotencyKey,
          revision,
        }),
    }),
    ...(line.manifest.parts!.tests!.categories && {
      categories: () => line.choices('List test categories', 'test-categories'),
    }),
    ...(line.can('test_history') && {
      history: async (ref: AccountRef, period: Period) => {
        const call = 'Request test history'
        const query = line.period(call, period)
        return tests(ref, 'test-history', { ...reading(call), query })
      },
    }),
    ...(line.can('test_results') && {
      results: (ref: AccountRef, period: Period) =>
        listEvents(line, 'Request test results', ref, 'test-results', period),
    }),
  }
}

export const openEvents = (line: Line): Events => ({
  list: (ref, period) => listEvents(line, 'List events', ref, 'events', period),
})

async function listEvents(
  line: Line,
  call: string,
  ref: AccountRef,
  part: string,
  period: Period,
): Promise<StationEvent[]> {
  const query = line.period(call, period)
  const reply = await line.about(ref, part, { call, effect: 'read', method: 'GET', query }, eventsReply)
  return reply.events.map((event) => ({ ...event, at: utc(event.at) }))
}
