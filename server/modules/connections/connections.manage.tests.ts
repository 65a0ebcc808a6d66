/** Tests of a linked account: placing on test, ending, and what came in meanwhile (CON-053, CON-054, CON-100). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { fail } from '#shared/errors.ts'
import { dayMs } from '#shared/time.ts'
import type { Period, StationTest } from '#server/connectors/station-parts.ts'
import type { IoCtx } from '#server/http/context.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import {
  type Account,
  askStation,
  changeAtStation,
  refuseAt,
  requirePart,
  settle,
} from './connections.manage.ts'

type Request<K extends keyof typeof stationAccounts> = Parsed<(typeof stationAccounts)[K]>
type Answer<K extends keyof typeof stationAccounts> = Output<(typeof stationAccounts)[K]>

const testsOf = (account: Account) => requirePart(account, 'tests', account.station.tests)

/** @throws connections.… */
export async function readTests(ctx: IoCtx, desk: StationDesk, { params }: Request<'tests'>) {
  return askStation(ctx, desk, params.customerId, async (account) => ({
    running: await testsOf(account).running(account.ref),
  }))
}

/**
 * Places on test from now. The tests that run are read first: they tell afterwards which one is new.
 * @throws connections.on_test_already where the station runs one at a time; request.invalid with the fields
 */
export async function placeTest(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'placeTest'>,
): Promise<Answer<'placeTest'>> {
  const minutes = body.hours * 60 + body.minutes
  const { running } = await changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const tests = testsOf(account)
      const { several, maxMinutes, descriptionLength } = account.manifest.parts?.tests ?? unlimited
      if (minutes < 1) refuseAt('minutes', 'At least 1 minute')
      if (minutes > maxMinutes) refuseAt('hours', `At most ${spoken(maxMinutes)}`)
      if (body.description.length > descriptionLength)
        refuseAt(
          'description',
          descriptionLength ? `At most ${descriptionLength} characters` : 'The station keeps no description',
        )
      if (tests.categories && !body.category) refuseAt('category', 'Choose a category')
      const before = new Set((await tests.running(account.ref)).map(({ id }) => id))
      if (before.size && !several) fail('connections.on_test_already')
      const order = { category: body.category, minutes, description: body.description }
      const running = await settle(
        account,
        () => tests.place(account.ref, { ...order, idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await tests.running(account.ref)
          return now.some((test) => !before.has(test.id) && isOrder(test, order)) ? now : undefined
        },
      )
      return { running }
    },
    (_answer, { company, ref }) => ({
      event: 'connections.test_placed',
      detail: { accountNumber: ref.accountNumber, company: company.name, duration: spoken(minutes) },
      changes: [
        ...(body.category ? [{ field: 'Category', old: null, new: body.category }] : []),
        ...(body.description ? [{ field: 'Description', old: null, new: body.description }] : []),
      ],
    }),
  )
  return { running }
}

const unlimited = { several: false, maxMinutes: Infinity, descriptionLength: 500 }

/** Somebody else's test of the same moment is not ours; what the station does not tell of a test says nothing. */
const isOrder = (test: StationTest, order: { category: string; description: string }) =>
  ['', order.category].includes(test.category) && ['', order.description].includes(test.description)

/** `1 hour 30 minutes`. */
function spoken(minutes: number): string {
  const words = [
    [Math.floor(minutes / 60), 'hour'],
    [minutes % 60, 'minute'],
  ] as const
  return words
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ')
}

/** Ends one test; one that has ended meanwhile is no error. */
export async function endTest(ctx: IoCtx, desk: StationDesk, { params, body }: Request<'endTest'>) {
  const { testId } = body
  const { running } = await changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const tests = testsOf(account)
      const running = await settle(
        account,
        () => tests.end(account.ref, { testId, idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await tests.running(account.ref)
          return now.some(({ id }) => id === testId) ? undefined : now
        },
      )
      return { running }
    },
    (_answer, { company, ref }) => ({
      event: 'connections.test_ended',
      detail: { accountNumber: ref.accountNumber, company: company.name },
    }),
  )
  return { running }
}

/** @throws connections.unsupported where tests are ended one by one */
export async function endAllTests(ctx: IoCtx, desk: StationDesk, { params }: Request<'endAllTests'>) {
  const { running } = await changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const tests = testsOf(account)
      const endAll = requirePart(account, 'test_end_all', tests.endAll?.bind(tests))
      const running = await settle(
        account,
        () => endAll(account.ref, { idempotencyKey: account.idempotencyKey }),
        async () => ((await tests.running(account.ref)).length ? undefined : []),
      )
      return { running }
    },
    (_answer, { company, ref }) => ({
      event: 'connections.tests_ended',
      detail: { accountNumber: ref.accountNumber, company: company.name },
    }),
  )
  return { running }
}

/** Rows that an answer brings at most. */
const maxRows = 2_000
const newest = <T>(rows: T[]) => ({ items: rows.slice(0, maxRows), cut: rows.length > maxRows })

/** @throws request.invalid for a period that the station does not answer */
export async function readTestHistory(
  ctx: IoCtx,
  desk: StationDesk,
  { params, query }: Request<'testHistory'>,
) {
  return askStation(ctx, desk, params.customerId, async (account) => {
    const tests = testsOf(account)
    const history = requirePart(account, 'test_history', tests.history?.bind(tests))
    return newest(await history(account.ref, periodOf(account, query)))
  })
}

export async function readTestResults(
  ctx: IoCtx,
  desk: StationDesk,
  { params, query }: Request<'testResults'>,
) {
  return askStation(ctx, desk, params.customerId, async (account) => {
    const tests = testsOf(account)
    const results = requirePart(account, 'test_results', tests.results?.bind(tests))
    return newest(await results(account.ref, periodOf(account, query)))
  })
}

export async function readEvents(ctx: IoCtx, desk: StationDesk, { params, query }: Request<'events'>) {
  return askStation(ctx, desk, params.customerId, async (account) => {
    const events = requirePart(account, 'events', account.station.events)
    return newest(await events.list(account.ref, periodOf(account, query)))
  })
}

const hourMs = 3_600_000

/** Days have 25 hours, once a year. */
function periodOf({ manifest }: Account, { from, until }: { from: string; until: string }): Period {
  const lengthMs = Date.parse(until) - Date.parse(from)
  const { maxDays } = manifest.parts ?? {}
  if (lengthMs <= 0) refuseAt('until', 'Must lie after the beginning')
  if (maxDays && lengthMs > maxDays * dayMs + hourMs)
    refuseAt('until', `The station answers at most ${maxDays} days at once`)
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() }
}

/** Signals are stamped by the station's clock: one that is ahead of ours must not hide them. */
const clockMarginMs = 5 * 60_000

/**
 * All that came in since a signal test began. Asked again every few seconds, so that only its first call and those
 * which fail are noted in the log.
 */
export async function readSignals(
  ctx: IoCtx,
  desk: StationDesk,
  { params, query }: Request<'signals'>,
): Promise<Answer<'signals'>> {
  // Stations tell no less than seconds: a signal of the second in which the test began must not be lost.
  const begun = query.since ? Date.parse(query.since) : ctx.now.getTime()
  const since = new Date(Math.floor(begun / 1000) * 1000)
  if (ctx.now.getTime() - since.getTime() > dayMs)
    refuseAt('since', 'A signal test that began over a day ago is over')
  const period = {
    from: since.toISOString(),
    until: new Date(Math.max(ctx.now.getTime(), since.getTime()) + clockMarginMs).toISOString(),
  }
  const { items, cut } = await askStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const events = requirePart(account, 'events', account.station.events)
      return newest(await events.list(account.ref, period))
    },
    { quiet: query.since !== undefined },
  )
  return { since: period.from, items, cut }
}
