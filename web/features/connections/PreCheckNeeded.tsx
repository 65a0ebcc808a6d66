/** The station opens no account before an approved PreCheck: says why, runs it, and goes on when it is approved (SYS-03). */
import { useEffect, useRef } from 'react'
import { prechecks } from '#shared/contracts/prechecks.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { PreCheckLink } from '#web/features/prechecks/PreCheckLink.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'

/** How often it is looked whether the answer is there. */
const pollMs = 2_000

type Props = {
  company: string
  /** null: nothing stands in the way any more. */ reason: string | null
  onApproved: () => void
}

export function PreCheckNeeded({ company, reason, onApproved }: Props) {
  const { customerId } = useCustomerParams()
  const { data } = useEndpointQuery(
    prechecks.open,
    { params: { customerId } },
    { refetchInterval: ({ state }) => (state.data?.state === 'running' ? pollMs : false) },
  )
  // What is read anew says itself why an account still cannot be opened, if it cannot.
  const seen = data && `${data.state} ${data.answeredAt} ${data.outdated}`
  const before = useRef(seen)
  useEffect(() => {
    if (before.current !== undefined && seen !== before.current) onApproved()
    before.current = seen
  }, [seen, onApproved])
  return (
    <Notice
      tone={reason === null ? 'good' : 'attention'}
      title={
        reason === null
          ? 'The PreCheck is approved.'
          : `${company} opens no account before an approved PreCheck.`
      }
    >
      <div className={classes.preCheck}>
        <span>
          {data?.state === 'running'
            ? 'It is running: the answer comes by itself.'
            : (reason ?? `${company} takes the customer.`)}
        </span>
        <PreCheckLink
          customerId={customerId}
          label={data === undefined || data.state === 'none' ? 'Run PreCheck' : 'Open PreCheck'}
        />
      </div>
    </Notice>
  )
}
