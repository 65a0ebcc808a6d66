import { LinkButton } from '#web/ui/LinkButton.tsx'
/** The station is being asked. Says whom and for what, how long already, and lets one give up. */
import { Progress } from '@mantine/core'
import { useEffect, useState } from 'react'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { useMonitoring } from './use-monitoring.ts'

/** After this, how long it takes is worth saying. */
const patientSeconds = 2

export function LookingUp() {
  const params = useCustomerParams()
  const { data } = useMonitoring(params.customerId)
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((s) => s + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className={classes.looking}>
      <p role="status">
        Asking {data?.company?.name ?? 'the central station'} for account {data?.accountNumber ?? ''}…
      </p>
      <Progress value={100} animated striped size="sm" aria-label="Asking the central station" />
      <p className={classes.none} aria-hidden={seconds < patientSeconds}>
        {seconds >= patientSeconds
          ? `${seconds} seconds so far. Nothing is changed by asking.`
          : 'Nothing is changed by asking.'}
      </p>
      <LinkButton
        to="/$company/customers/$customerId/connections/monitoring"
        params={params}
        variant="default"
      >
        Cancel
      </LinkButton>
    </div>
  )
}
