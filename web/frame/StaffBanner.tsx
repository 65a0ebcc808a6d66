/** Says on every page that one of Keyholder's staff acts for the user, and ends it (ADM-012). */
import { Button } from '@mantine/core'
import { sessions } from '#shared/contracts/sessions.ts'
import { useMe } from '#web/api/session.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import classes from './CompanyFrame.module.css'

export function StaffBanner() {
  const { operator, user, company } = useMe()
  const signOut = useEndpointMutation(sessions.signOut)
  if (!operator) return null
  const leave = () => location.assign('/operator')
  return (
    <div className={classes.staff} role="status">
      <span>
        <strong>{operator.name}</strong> of Keyholder’s staff acts for {user.name} at {company.name}:{' '}
        {operator.reason}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        loading={signOut.isPending}
        onClick={() => signOut.mutate({}, { onSuccess: leave, onError: leave })}
      >
        End
      </Button>
    </div>
  )
}
