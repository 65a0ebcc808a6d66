/** Tests: the state big and plain with its one action, the signals as they come in, and what has been (CON-053, CON-054). */
import type { StationAccount } from '#shared/contracts/station-accounts.ts'
import { SignalTest } from './SignalTest.tsx'
import { TestData } from './TestData.tsx'
import { TestState } from './TestState.tsx'

export function TestsTab({ account }: { account: StationAccount }) {
  const can = (capability: string) => account.capabilities.includes(capability)
  return (
    <>
      {can('tests') && <TestState account={account} />}
      {can('events') && <SignalTest account={account} />}
      {(can('test_history') || can('test_results')) && <TestData account={account} />}
    </>
  )
}
