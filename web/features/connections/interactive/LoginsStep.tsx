/** The account's logins, each with what sends the customer a new password. */
import { useState } from 'react'
import { Stack } from '@mantine/core'
import { history } from '#shared/contracts/history.ts'
import { interactive } from '#shared/contracts/interactive.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { CallFailed } from '../manage/StationPanel.tsx'
import { useStation } from '../manage/use-station.ts'
import type { StepProps } from './AccountStep.tsx'
import classes from './interactive.module.css'
import { useAccountPath } from './use-interactive.ts'

export function LoginsStep({ account }: StepProps) {
  const { customerId } = useCustomerParams()
  const path = useAccountPath(account)
  const asked = useStation(interactive.logins, path)
  const { invalidate } = useInvalidate()
  const [sent, setSent] = useState<{ login: string; to: string } | null>(null)
  const reset = useEndpointMutation(interactive.resetPassword, {
    onSettled: () => void invalidate(history.ofCustomer, { customerId }),
  })
  const mayReset = account.actions.some(({ key }) => key === 'reset_password')
  return (
    <Stack gap="md">
      {asked.error && (
        <CallFailed error={asked.error} busy={asked.isFetching} onRetry={() => void asked.refetch()} />
      )}
      {sent && (
        <Notice tone="good" title={`The password of ${sent.login} is reset.`}>
          {account.provider} sent the customer what they need to sign in: {sent.to}.
        </Notice>
      )}
      {asked.data === undefined ? (
        !asked.error && (
          <div role="status" aria-label="Loading the logins">
            <LinesSkeleton count={2} />
          </div>
        )
      ) : asked.data.logins.length === 0 ? (
        <div className={styles.none}>The account has no logins yet.</div>
      ) : (
        <ul className={classes.logins}>
          {asked.data.logins.map(({ id, login, email, primary }) => (
            <li key={id} className={classes.login}>
              <div>
                <strong>{login}</strong>
                {primary && <span className={classes.addOn}>primary</span>}
                <div className={styles.none}>{email || 'No e-mail address'}</div>
              </div>
              {mayReset && (
                <ConfirmButton
                  label="Reset password"
                  size="xs"
                  title={`Reset the password of ${login}?`}
                  onConfirm={async () => {
                    const { sentTo } = await reset.mutateAsync({ ...path, body: { loginId: id } })
                    setSent({ login, to: sentTo })
                  }}
                >
                  The password that the customer uses now ends. {account.provider} sends{' '}
                  {email ? email : 'them'} what they need to sign in again; nobody here sees it.
                </ConfirmButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  )
}
