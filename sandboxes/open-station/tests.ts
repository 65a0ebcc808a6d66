/** Times in which the station logs signals and sends nobody. A running test ends by itself at `until`. */
import type { Customer } from './customers.ts'
import { periodOf } from './happenings.ts'
import type { PartRoute } from './part.ts'
import { invalid, json, parseBody, Problem } from './problem.ts'
import { isKnownCode, type Station } from './profile.ts'
import { testPost } from './wire-parts.ts'

export type Test = Customer['tests'][number]

const iso = (ms: number) => new Date(ms).toISOString()

/** The test as it stands now: one that has run out ended at its `until`. */
export const asOf = (test: Test, nowMs: number): Test =>
  test.endedAt === '' && Date.parse(test.until) <= nowMs ? { ...test, endedAt: test.until } : test

const running = ({ tests }: Customer, { now }: Station) =>
  tests.map((test) => asOf(test, now())).filter(({ endedAt }) => endedAt === '')
const runningOnWire = (customer: Customer, station: Station) => ({
  serial: customer.serial,
  tests: running(customer, station),
})

/** Ends those tests that `which` says and that run still. */
function ended(customer: Customer, { now }: Station, which: (test: Test) => boolean): Customer {
  const at = iso(now())
  const tests = customer.tests.map((test) => {
    const standing = asOf(test, now())
    return standing.endedAt === '' && which(test) ? { ...test, endedAt: at } : standing
  })
  return { ...customer, tests }
}

function placed(station: Station, customer: Customer, order: ReturnType<typeof testPost.parse>): Customer {
  const { several, maxMinutes, descriptionLength, categories } = station.abilities.tests!
  const { category, minutes, description } = order
  if (minutes > maxMinutes) throw invalid('minutes', `At most ${maxMinutes} minutes`)
  if (description.length > descriptionLength)
    throw invalid('description', `At most ${descriptionLength} characters`)
  if (categories ? category === '' || !isKnownCode(station, 'test-categories', category) : category !== '')
    throw invalid('category', categories ? 'Give one of the station’s categories' : 'There are no categories')
  if (!several && running(customer, station).length > 0)
    throw new Problem(409, 'on_test', 'The account is on test already; place it off test first')
  const nowMs = station.now()
  const test: Test = {
    id: `T${customer.tests.length + 1}`,
    category,
    description,
    placedBy: 'Dealer, by interface',
    from: iso(nowMs),
    until: iso(nowMs + minutes * 60_000),
    endedAt: '',
  }
  return { ...customer, tests: [...customer.tests, test] }
}

export const testRoutes: readonly PartRoute[] = [
  {
    method: 'GET',
    path: /^tests$/,
    offered: ({ tests }) => tests !== undefined,
    read: ({ station, customer }) => json(200, runningOnWire(customer, station)),
  },
  {
    method: 'POST',
    path: /^tests$/,
    offered: ({ tests }) => tests !== undefined,
    change: ({ station, call, customer }) => ({
      kind: 'test_place',
      customer: placed(station, customer, parseBody(testPost, call)),
      answer: (after) => json(201, runningOnWire(after, station)),
      countsIntoVersion: false,
    }),
  },
  {
    method: 'DELETE',
    path: /^tests$/,
    offered: ({ tests }) => tests?.endAll === true,
    change: ({ station, customer }) => ({
      kind: 'test_end_all',
      customer: ended(customer, station, () => true),
      answer: (after) => json(200, runningOnWire(after, station)),
      countsIntoVersion: false,
    }),
  },
  {
    method: 'DELETE',
    path: /^tests\/([^/]+)$/,
    offered: ({ tests }) => tests !== undefined,
    change: ({ station, customer, rest: [id] }) => {
      if (!customer.tests.some((test) => test.id === id))
        throw new Problem(404, 'test_not_found', 'This account has no such test')
      return {
        kind: 'test_end',
        customer: ended(customer, station, (test) => test.id === id),
        answer: (after) => json(200, runningOnWire(after, station)),
        countsIntoVersion: false,
      }
    },
  },
  {
    method: 'GET',
    path: /^test-history$/,
    offered: ({ tests }) => tests?.history === true,
    read: ({ station, call, customer }) => {
      const { fromMs, untilMs } = periodOf(station, call)
      const tests = customer.tests
        .map((test) => asOf(test, station.now()))
        .filter((test) => Date.parse(test.from) < untilMs && Date.parse(test.endedAt || test.until) >= fromMs)
        .toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from))
      return json(200, { serial: customer.serial, tests })
    },
  },
]
