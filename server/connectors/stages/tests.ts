/**
 * On test and off test. The gateway has no question for the tests that run: they are read from the history, whose rows
 * carry the number of their test. A test of ours says in its comment how long it lasts, so that its end is known; one
 * that an operator placed runs, as far as we can tell, until the history says that it was cleared or has expired.
 */
import { createHash } from 'node:crypto'
import { dayMs } from '#shared/time.ts'
import type { AccountRef } from '../contract.ts'
import { applied, checked, FieldError, refusal } from '../look-first.ts'
import type { StationTest, TestOrder, Tests } from '../station-parts.ts'
import type { Gateway } from './client.ts'
import { inUtc, isAction, testOf, toEvents, type HistoryReader, type Told } from './history.ts'
import { readChoices } from './lists.ts'
import { manifest } from './manifest.ts'
import type { StagesSettings } from './settings.ts'
import { doubt } from './sites.ts'
import { checkLength, clean } from './values.ts'
import { result } from './wire.ts'

const facts = manifest.parts!.tests!
const lookBackMs = manifest.parts!.maxDays! * dayMs

type Test = StationTest & { key: string }

export function openTests(settings: StagesSettings, send: Gateway, read: HistoryReader): Tests {
  const categories = readChoices(settings.testCategories)
  const endings = settings.testEndActions.split(' ').filter(Boolean)

  const recent = async (call: string, ref: AccountRef, effect: 'read' | 'write' = 'read') => {
    const [from, until] = [Date.now() - lookBackMs, Date.now() + dayMs]
    const period = { from: new Date(from).toISOString(), until: new Date(until).toISOString() }
    return readTests(await read(call, ref, period, effect), endings)
  }
  return {
    running: async (ref) => stillRunning(await recent('Read test status', ref)),
    place: async (ref, order) => {
      const call = 'Place on test'
      checked(call, () => checkOrder(order, categories))
      const key = digestOf(order.idempotencyKey)
      const before = await recent(call, ref)
      // This very order has been done; its answer was lost.
      if (before.some((test) => test.key === key)) return stillRunning(before)
      if (stillRunning(before).length > 0)
        throw refusal(
          call,
          'The account is on test already, and the station keeps one test at a time: end that one first',
        )
      const members = {
        TransmitterCode: ref.accountNumber,
        TestCategory: order.category || null,
        StartDate: ticks(new Date()),
        Hours: Math.floor(order.minutes / 60),
        Minutes: order.minutes % 60,
        Comment: writeComment(order, key),
      }
      await send({ call, operation: 'OnTest', effect: 'write', members }, result)
      const after = await applied(() => recent(call, ref, 'write'))
      if (!after.some((test) => test.key === key))
        throw doubt(call, 'unexpected_reply', 'The station took the test but its history does not show it')
      return stillRunning(after)
    },
    end: async (ref, { testId }) => {
      const call = 'Place off test'
      const before = stillRunning(await recent(call, ref))
      // Clearing ends whatever runs: one that is not this one is left alone.
      if (!before.some(({ id }) => id === testId)) return before
      const members = { TransmitterCode: ref.accountNumber, Comment: 'Keyholder' }
      await send({ call, operation: 'ClearTest', effect: 'write', members }, result)
      const after = stillRunning(await applied(() => recent(call, ref, 'write')))
      if (after.some(({ id }) => id === testId))
        throw doubt(call, 'unexpected_reply', 'The station cleared the test but its history shows it running')
      return after
    },
    ...(categories.length > 0 && { categories: () => Promise.resolve(categories) }),
    history: async (ref, given) => {
      const { from, until } = inUtc(given)
      // A test that overlaps the days may have begun before them, and end after them.
      const shifted = (at: string, minutes: number) =>
        new Date(Date.parse(at) + minutes * 60_000).toISOString()
      const wide = { from: shifted(from, -facts.maxMinutes), until: shifted(until, facts.maxMinutes) }
      const tests = readTests(await read('Read test history', ref, wide), endings)
      return tests
        .filter((test) => test.from < until && (endOf(test) === '' || endOf(test) > from))
        .map(publish)
        .reverse()
    },
    results: async (ref, period) => {
      const told = await read('Read test results', ref, inUtc(period))
      return toEvents(told.filter(({ row }) => testOf(row) !== '' && !isAction(row))).reverse()
    },
  }
}

function checkOrder(
  { minutes, description, category }: TestOrder,
  categories: readonly { code: string }[],
): void {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > facts.maxMinutes)
    throw new FieldError('minutes', `A test lasts from one minute to ${facts.maxMinutes / 60} hours`)
  checkLength('description', description, facts.descriptionLength)
  if (/[\r\n[\]]/.test(description)) throw new FieldError('description', 'One line, without square brackets')
  const known = category === '' || categories.some(({ code }) => code === category)
  if (!known || (category === '' && categories.length > 0))
    throw new FieldError('category', 'Choose one of the categories that the settings keep')
}

const digestOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 10)

/** `2026-01-31T09:30:00.0000000Z`, as clients of this gateway were seen to write it. */
const ticks = (at: Date) => at.toISOString().replace('Z', '0000Z')

/** What the operator reads: the description, and behind it what the history has no member for. */
const writeComment = ({ description, minutes, category }: TestOrder, key: string): string =>
  `${description.trim()} [Keyholder: ${minutes} min${category && `, category ${category}`}, ${key}]`.trim()
const ownComment =
  /^(?<description>.*?) ?\[Keyholder: (?<minutes>\d{1,5}) min(?:, category (?<category>[\w.-]+))?, (?<key>[0-9a-f]{10})\]$/

/** The tests that the rows tell of, oldest first; `told` is in order. */
function readTests(told: readonly Told[], endings: readonly string[]): Test[] {
  const byNumber = Map.groupBy(
    told.filter(({ row }) => testOf(row) !== ''),
    ({ row }) => testOf(row),
  )
  return [...byNumber].map(([id, rows]) => {
    const actions = rows.filter(({ row }) => isAction(row))
    const ended = actions.find(({ row }) => endsTest(row, endings))
    // Where the test began before the rows do, the first of them stands for its beginning.
    const { at: from, row: first } = actions.find((one) => one !== ended) ?? rows[0]!
    const comment = clean(first.Comment)
    const own = ownComment.exec(comment)?.groups
    const until = own ? new Date(Date.parse(from) + Number(own.minutes) * 60_000).toISOString() : ''
    const isOver = until !== '' && Date.parse(until) <= Date.now()
    return {
      id,
      category: own?.category ?? '',
      description: own ? own.description! : comment,
      placedBy: clean(first.UserName),
      from,
      until,
      endedAt: ended?.at ?? (isOver ? until : ''),
      key: own?.key ?? '',
    }
  })
}

const endsTest = ({ OpAct, OpActDescription }: Told['row'], endings: readonly string[]): boolean =>
  endings.includes(clean(OpAct)) ||
  /\b(clear(ed)?|end(ed)?|expired?|expiration|off test)\b/i.test(clean(OpActDescription))

const endOf = ({ endedAt, until }: StationTest) => endedAt || until
const publish = ({ key: _, ...test }: Test): StationTest => test
const stillRunning = (tests: readonly Test[]): StationTest[] =>
  tests.filter(({ endedAt }) => endedAt === '').map(publish)
