/**
 * Tests at Brinks Home: `Immediate` OnTest, and of a running one no more than its end (`ontest_flag`,
 * `ontest_expire_date` of Sitesystems): who placed it, when and in which category MIDI does not tell.
 */
import type { AccountRef, Manifest } from '../contract.ts'
import { checked, FieldError, inSteps, isThisOrder, refusal } from '../look-first.ts'
import type { StationTest, Tests } from '../station-parts.ts'
import { isSet } from './map.ts'
import type { Row } from './message.ts'
import type { Session } from './session.ts'
import { stationInstant } from './station-time.ts'
import { choicesFrom } from './zones.ts'

export function testsOf(session: Session, manifest: Manifest): Tests {
  const { maxMinutes } = manifest.parts!.tests!
  const { timeZone } = session.settings

  const testIn = (site: Row): StationTest[] => {
    if (!isSet(site.ontest_flag)) return []
    const until = stationInstant(site.ontest_expire_date, timeZone) ?? ''
    // One test at a time: when it ends is as good a name for it as any.
    return [
      { id: until || 'running', category: '', description: '', placedBy: '', from: '', until, endedAt: '' },
    ]
  }
  const running = async (call: string, ref: AccountRef, revision?: string) =>
    testIn(await session.siteFor(call, ref, revision))
  const act = async (call: string, ref: AccountRef, values: Record<string, string>) => {
    let after: StationTest[] = []
    await inSteps([
      () => session.immediate(call, 'OnTest', ref.accountNumber, values),
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
        if (category === '') throw new FieldError('category', 'Choose a category')
        if (!(minutes >= 1 && minutes <= maxMinutes && Number.isInteger(minutes)))
          throw new FieldError('minutes', `A test lasts 1 to ${maxMinutes} minutes`)
        if (description !== '') throw new FieldError('description', 'The station keeps no description')
      })
      const there = await running(call, ref, revision)
      if (there.some((test) => isThisOrder(test, order))) return there
      if (there.length > 0) throw refusal(call, 'The account is on test already; end that test first')
      return act(call, ref, {
        onoff_flag: 'On',
        testcat_id: category,
        test_hours: String(Math.floor(minutes / 60)),
        test_minutes: String(minutes % 60),
      })
    },

    end: async (ref, { testId, revision }) => {
      const call = 'Place off test'
      const there = await running(call, ref, revision)
      return there.some(({ id }) => id === testId) ? act(call, ref, { onoff_flag: 'Off' }) : there
    },

    categories: async () =>
      choicesFrom(await session.table('List test categories', 'Testcats'), 'testcat_id'),
  }
}
