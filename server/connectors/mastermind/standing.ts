/**
 * Whether the station acts on signals: tests (data element Test; of a running one GetAccountInfo tells no more than its
 * end) and service (a pending account is made active; an active one is taken out and put back by OOS).
 */
import type { AccountRef, Manifest } from '../contract.ts'
import { checked, FieldError, inSteps, isThisOrder, refusal } from '../look-first.ts'
import type { Choice, Events, Service, StationTest, Tests } from '../station-parts.ts'
import type { Row, Values } from './document.ts'
import { isActive, isOut } from './map.ts'
import type { Session } from './session.ts'
import { stationInstant } from './station-time.ts'

/** No data element lists them: the ones that public clients were seen to use, in our words. */
const testCategories: readonly Choice[] = [{ code: '1', label: 'Test' }]
const reasons: readonly Choice[] = [{ code: 'DLRREQ', label: 'Dealer request' }]

export function testsOf(session: Session, manifest: Manifest, events: Events): Tests {
  const { maxMinutes } = manifest.parts!.tests!

  const testIn = ({ ontest_expire_date }: Row): StationTest[] => {
    const until = stationInstant(ontest_expire_date, session.settings.timeZone)
    // One that has run out may still be named.
    if (until === null || Date.parse(until) <= Date.now()) return []
    // One test at a time: when it ends is as good a name for it as any.
    return [{ id: until, category: '', description: '', placedBy: '', from: '', until, endedAt: '' }]
  }
  const running = async (call: string, ref: AccountRef, revision?: string) =>
    testIn(await session.siteFor(call, ref, revision))
  const act = async (call: string, ref: AccountRef, values: Values) => {
    let after: StationTest[] = []
    await inSteps([
      () => session.write(call, 'G', ref.accountNumber, 'Test', values),
      async () => void (after = await running(call, ref)),
    ])
    return after
  }

  return {
    running: (ref) => running('Read test state', ref),

    place: async (ref, order) => {
      const call = 'Place on test'
      const { category, minutes, description, revision } = order
      checked(call, () => {
        if (!/^[A-Za-z0-9]{1,10}$/.test(category)) throw new FieldError('category', 'Choose a category')
        if (!(minutes >= 1 && minutes <= maxMinutes && Number.isInteger(minutes)))
          throw new FieldError('minutes', `A test lasts 1 to ${maxMinutes} minutes`)
        if (description !== '') throw new FieldError('description', 'The station keeps no description')
      })
      const there = await running(call, ref, revision)
      if (there.some((test) => isThisOrder(test, order))) return there
      if (there.length > 0) throw refusal(call, 'The account is on test already; end that test first')
      return act(call, ref, {
        onoff_flag: 'on',
        testcat_id: category,
        test_hours: String(Math.floor(minutes / 60)),
        test_minutes: String(minutes % 60).padStart(2, '0'),
      })
    },

    end: async (ref, { testId, revision }) => {
      const call = 'Place off test'
      const there = await running(call, ref, revision)
      return there.some(({ id }) => id === testId) ? act(call, ref, { onoff_flag: 'off' }) : there
    },

    categories: () => Promise.resolve([...testCategories]),

    /** Signals that the station numbered after a test. */
    results: async (ref, period) => (await events.list(ref, period)).filter(({ onTest }) => onTest),
  }
}

export function serviceOf(session: Session): Service {
  return {
    set: async (ref, { inService, category, revision }) => {
      const call = inService ? 'Put in service' : 'Take out of service'
      const site = await session.siteFor(call, ref, revision)
      const write = (reqType: 'G' | 'C', element: string, values: Values) => () =>
        session.write(call, reqType, ref.accountNumber, element, values)
      const activate = write('C', 'SiteSystem', { sitestat_id: 'A' })
      const out = (status_flag: 'O' | 'I') =>
        write('G', 'OOS', { status_flag, ooscat_id: category || reasons[0]!.code })
      if (inService)
        await inSteps([...(isActive(site) ? [] : [activate]), ...(isOut(site) ? [out('I')] : [])])
      else if (isActive(site) && !isOut(site)) await inSteps([out('O')])
      return { inService }
    },
    categories: () => Promise.resolve([...reasons]),
  }
}
