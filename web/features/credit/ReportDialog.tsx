/** A bureau's report, without SSN and birthdate. That one read it is noted in History. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useEffect } from 'react'
import { credit, type CreditCheck } from '#shared/contracts/credit.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './credit.module.css'

type Props = { customerId: number; check: CreditCheck; days: number; onClose: () => void }

export function ReportDialog({ customerId, check, days, onClose }: Props) {
  const read = useEndpointMutation(credit.report)
  const { mutate } = read
  useEffect(() => mutate({ params: { customerId, creditCheckId: check.id } }), [mutate, customerId, check.id])
  return (
    <Modal
      opened
      onClose={onClose}
      size={760}
      title={`Report of ${check.bureau.name}`}
      classNames={{ inner: classes.printed, content: classes.sheet, close: classes.unprinted }}
    >
      <Stack gap="md">
        <p className={classes.dim}>
          Transaction {check.transactionId}, <Time at={check.answeredAt ?? check.requested.at} exact />. SSN
          and birthdate are not kept. Your reading it is noted in History; it is erased after {days} days.
        </p>
        {read.error && (
          <ErrorState
            error={read.error}
            onRetry={() => mutate({ params: { customerId, creditCheckId: check.id } })}
          />
        )}
        {!read.data && !read.error && <LinesSkeleton count={10} />}
        {read.data && (
          <pre className={classes.report} tabIndex={0} role="region" aria-label="Report">
            {read.data.report}
          </pre>
        )}
        <Group justify="flex-end" className={classes.unprinted}>
          {read.data && (
            <Button variant="default" onClick={() => window.print()}>
              Print
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
