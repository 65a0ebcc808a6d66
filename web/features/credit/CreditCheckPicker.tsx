/**
 * Chooses a record's active credit check, in one column: runs credit, shows the newest result, applies it. It is the Qualify
 * step of guided creation as it stands (NEW-030, NEW-031): running never advances; once a check is applied, Continue is
 * there; Skip leaves what was run in the Credit tab.
 */
import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { Problem } from '#web/api/problem.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { CheckCard } from './CheckCard.tsx'
import classes from './credit.module.css'
import { RunCreditForm } from './RunCreditForm.tsx'
import { useCredit } from './use-credit.ts'

type Props = { customerId: number; onContinue: () => void; onSkip: () => void }

export function CreditCheckPicker({ customerId, onContinue, onSkip }: Props) {
  const { data, error, refetch } = useCredit(customerId)
  const [asking, setAsking] = useState(false)
  const skip = (
    <Button variant="default" onClick={onSkip}>
      Skip
    </Button>
  )
  // Without the add-on or the permission the step says why, and lets one go on (NEW-015).
  if (error && !data)
    return (
      <Stack gap="md">
        {error instanceof Problem && (error.status === 403 || error.status === 404) ? (
          <Notice tone="neutral" title="Credit cannot be run here.">
            {error.detail}
          </Notice>
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
        <div className={classes.buttons}>{skip}</div>
      </Stack>
    )
  if (!data)
    return (
      <div role="status" aria-label="Loading the credit checks">
        <LinesSkeleton count={6} />
      </div>
    )
  const check = data.items.find(({ applied }) => applied) ?? data.items[0]
  const bureaus = data.bureaus.filter(({ manual }) => !manual)
  const open = data.items.some(({ state }) => state === 'running' || state === 'unknown')
  const mayRun = data.abilities.create && bureaus.length > 0 && !open
  if (mayRun && (asking || !check))
    return (
      <Stack gap="md">
        <Panel title="Credit check">
          <RunCreditForm
            customerId={customerId}
            bureaus={bureaus}
            onAsked={() => setAsking(false)}
            onCancel={check && (() => setAsking(false))}
          />
        </Panel>
        {!check && <div className={classes.buttons}>{skip}</div>}
      </Stack>
    )
  return (
    <Stack gap="md">
      {check && (
        <Panel flush>
          <CheckCard
            customerId={customerId}
            check={check}
            mayChange={data.abilities.create}
            applied={
              <Button size="xs" onClick={onContinue}>
                Continue
              </Button>
            }
          />
        </Panel>
      )}
      {!check && (
        <Notice tone="neutral" title="Credit cannot be run here.">
          {data.abilities.create
            ? 'No credit bureau is set up: Administration, Credit bureaus.'
            : 'You need the permission “Credit Reports: Create” at the location of this record.'}
        </Notice>
      )}
      <div className={classes.buttons}>
        {mayRun && (
          <Button variant="default" onClick={() => setAsking(true)}>
            Run Credit Again
          </Button>
        )}
        {skip}
      </div>
    </Stack>
  )
}
