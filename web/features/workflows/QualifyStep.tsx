/** Qualify: ADT's PreCheck as its result arrives, and a credit check to run, apply or skip (NEW-021, NEW-030, NEW-031). */
import { Button } from '@mantine/core'
import { prechecks } from '#shared/contracts/prechecks.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { CreditCheckPicker } from '#web/features/credit/CreditCheckPicker.tsx'
import { PreCheckPicker } from '#web/features/prechecks/PreCheckPicker.tsx'
import classes from './wizard.module.css'

type Props = { customerId: number; onDone: () => void; onSkip: () => void }

export function QualifyStep({ customerId, onDone, onSkip }: Props) {
  const check = useEndpointQuery(prechecks.open, { params: { customerId } }).data
  const approved = check?.offered && check.state === 'approved' && check.outdated === null
  return (
    <>
      <PreCheckPicker customerId={customerId} />
      {approved && (
        <div className={classes.buttons}>
          <span className={classes.dim}>ADT takes this customer. Credit can still be run below.</span>
          <Button onClick={onDone}>Continue</Button>
        </div>
      )}
      <CreditCheckPicker customerId={customerId} onContinue={onDone} onSkip={onSkip} />
    </>
  )
}
