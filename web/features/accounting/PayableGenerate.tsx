/** Has a payroll function make its payables for the record, after it was shown what they would be. */
import { NativeSelect, SimpleGrid } from '@mantine/core'
import { useState } from 'react'
import { payables } from '#shared/contracts/payables.ts'
import { generationResults } from '#shared/rules/payables.ts'
import type { Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { PayableDialog } from './PayableDialogs.tsx'
import { resultTones } from './payable-marks.ts'
import type { PayablesOf } from './PayablesPage.tsx'
import { useRefreshPayables } from './use-payables.ts'
import classes from './accounting.module.css'

type Props = { customerId: number; page: PayablesOf; onClose: () => void }

export function GenerateDialog({ customerId, page, onClose }: Props) {
  const [functionId, setFunctionId] = useState('')
  const [userId, setUserId] = useState('')
  const generate = useEndpointMutation(payables.generate)
  const refresh = useRefreshPayables()
  const chosen = page.functions.find(({ id }) => String(id) === functionId)
  const ready = chosen !== undefined && (!chosen.needsUser || userId !== '')
  const query = {
    functionId: Number(functionId),
    ...(chosen?.needsUser && userId && { userId: Number(userId) }),
  }
  const proposal = useEndpointQuery(payables.proposal, { params: { customerId }, query }, { enabled: ready })
  const items = ready ? proposal.data?.items : undefined
  const makes = items?.some(({ result }) => result === 'made' || result === 'review') ?? false
  return (
    <PayableDialog
      title="Payables by a payroll function"
      label="Make payables"
      error={generate.error ?? (proposal.error as Problem | null)}
      busy={generate.isPending}
      disabled={!makes}
      onClose={onClose}
      onSubmit={() => {
        if (!makes) return
        generate.mutate(
          {
            params: { customerId },
            body: { functionId: Number(functionId), userId: chosen?.needsUser ? Number(userId) : null },
          },
          {
            onSuccess: (made) => {
              refresh()
              const count = made.items.filter(({ result }) => result === 'made' || result === 'review').length
              toastDone(count === 1 ? 'One payable was made.' : `${count} payables were made.`)
              onClose()
            },
          },
        )
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label="Function"
          withAsterisk
          data-autofocus
          data={[
            { value: '', label: 'Choose' },
            ...page.functions
              .filter(({ active }) => active)
              .map(({ id, name, role }) => ({ value: String(id), label: `${role}: ${name}` })),
          ]}
          value={functionId}
          onChange={(event) => setFunctionId(event.currentTarget.value)}
        />
        {chosen?.needsUser && (
          <NativeSelect
            label="Payee"
            withAsterisk
            data={[
              { value: '', label: 'Choose' },
              ...page.users
                .filter(({ active }) => active)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            value={userId}
            onChange={(event) => setUserId(event.currentTarget.value)}
          />
        )}
      </SimpleGrid>
      {items && (
        <ul className={classes.rows} aria-label="What it would make">
          {items.map((one, i) => (
            <li key={i} className={classes.row}>
              <span className={classes.headLine}>
                <StatusDot
                  tone={resultTones[one.result]}
                  label={
                    one.result === 'made'
                      ? 'To be made'
                      : one.result === 'review'
                        ? 'To be made, requires review'
                        : generationResults[one.result]
                  }
                />
                <span className={classes.name}>{one.payee ?? one.function}</span>
                {one.amountCents !== null && (
                  <span className={classes.end}>
                    <Money amountCents={one.amountCents} />
                  </span>
                )}
              </span>
              {one.why && <span className={classes.dim}>{one.why}</span>}
            </li>
          ))}
        </ul>
      )}
      {items && !makes && <Notice tone="info">The function makes nothing for this customer now.</Notice>}
    </PayableDialog>
  )
}
