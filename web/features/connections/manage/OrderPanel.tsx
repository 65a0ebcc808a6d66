/** The account's order, where the station takes orders: how it stands, why it failed, and submitting it (SYS-03). */
import {
  type AccountOrder,
  stationAccounts,
  type StationAccount,
} from '#shared/contracts/station-accounts.ts'
import { useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import { useCustomerParams } from '../customer-params.ts'
import { FactList } from '../FactList.tsx'
import classes from './manage.module.css'
import { StationPanel } from './StationPanel.tsx'
import { useStation, useStationChange } from './use-station.ts'

const pollMs = 2_000
const words: Record<AccountOrder['state'], { tone: Tone; label: string }> = {
  created: { tone: 'neutral', label: 'Created, not submitted yet' },
  updated: { tone: 'attention', label: 'Changed, not submitted since' },
  submitting: { tone: 'attention', label: 'Submission in progress' },
  submitted: { tone: 'good', label: 'Submitted' },
  failed: { tone: 'bad', label: 'Submission failed' },
}

export function OrderPanel({ account }: { account: StationAccount }) {
  const params = { customerId: useCustomerParams().customerId }
  const { invalidate } = useInvalidate()
  const asked = useStation(
    stationAccounts.order,
    { params },
    { refetchInterval: ({ state }) => (state.data?.state === 'submitting' ? pollMs : false) },
  )
  const submit = useStationChange(stationAccounts.submitOrder, {
    done: `The order is on its way to ${account.company}`,
  })
  const state = asked.data?.state
  const maySubmit =
    account.mayChange && state !== undefined && state !== 'submitting' && state !== 'submitted'
  return (
    <StationPanel
      title="Order"
      asked={asked}
      actions={
        maySubmit && (
          <ConfirmButton
            label="Submit order"
            size="xs"
            title={`Submit the order of account ${account.accountNumber ?? ''}?`}
            onConfirm={async () => {
              try {
                await submit.mutateAsync({ params })
              } finally {
                void invalidate(stationAccounts.order, params)
                void invalidate(stationAccounts.state, params)
              }
            }}
          >
            {account.company} takes the order as it stands there now: the customer, what is kept beside it,
            and the zones. Whether it is accepted shows here.
          </ConfirmButton>
        )
      }
    >
      {({ state: now, report, at }) => (
        <>
          <FactList
            facts={[
              ['State', <StatusDot tone={words[now].tone} label={words[now].label} />],
              ...(at ? [['Since', <Time at={at} />] as const] : []),
            ]}
          />
          {report.length > 0 && (
            <div className={classes.inset}>
              <Notice tone="bad" title={`${account.company} did not take it.`}>
                <ul className={classes.report}>
                  {report.map((sentence) => (
                    <li key={sentence}>{sentence}</li>
                  ))}
                </ul>
              </Notice>
            </div>
          )}
        </>
      )}
    </StationPanel>
  )
}
