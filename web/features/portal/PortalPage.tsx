/** /pay/{company}: the customer's account for who is signed in by a link, and the way to a link for everybody else. */
import { portal } from '#shared/contracts/portal.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { LocaleContext } from '#web/ui/locale.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { AskForm } from './AskForm.tsx'
import { PortalAccount } from './PortalAccount.tsx'
import { PortalFrame } from './PortalFrame.tsx'
import { isSignedOut, useDoor, useHome, usePortalParams, useRefreshPortal } from './use-portal.ts'
import classes from './portal.module.css'

export function PortalPage() {
  const { companyId } = usePortalParams()
  const door = useDoor(companyId)
  const home = useHome(companyId, door.data?.signedIn === true)
  const leave = useEndpointMutation(portal.leave)
  const refresh = useRefreshPortal()
  if (door.error)
    return (
      <PortalFrame>
        <div className={classes.door}>
          <h1>There is no portal at this address</h1>
          <Notice tone="attention">{problemText(door.error)}</Notice>
        </div>
      </PortalFrame>
    )
  if (!door.data) return <PageSkeleton />
  const { company, channels, signedIn } = door.data
  const signedOut = isSignedOut(home.error)
  if (!signedIn || signedOut)
    return (
      <PortalFrame company={company}>
        <div className={classes.door}>
          <h1>See and pay your account</h1>
          {signedOut && <Notice tone="info">For your protection you were signed out.</Notice>}
          <p>Sign in by a link that we send to you. There is no password.</p>
          <AskForm companyId={companyId} channels={channels} company={company} />
        </div>
      </PortalFrame>
    )
  if (home.error && !home.data)
    return (
      <PortalFrame company={company}>
        <Notice tone="bad">{problemText(home.error)}</Notice>
      </PortalFrame>
    )
  if (!home.data) return <PageSkeleton />
  const { currency, timeZone } = home.data.company
  return (
    <LocaleContext value={{ currency, timeZone }}>
      <PortalFrame
        company={home.data.company.phone ? home.data.company : { ...home.data.company, phone: company.phone }}
        onLeave={() => leave.mutate({ params: { companyId } }, { onSettled: refresh })}
      >
        <PortalAccount companyId={companyId} home={home.data} />
      </PortalFrame>
    </LocaleContext>
  )
}
