/** /pay/{company}/{token}: where a link leads. It is opened by a click: mail programs, too, look at what stands in a message. */
import { Button } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { portal } from '#shared/contracts/portal.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { AskForm } from './AskForm.tsx'
import { PortalFrame } from './PortalFrame.tsx'
import { useDoor, useRefreshPortal } from './use-portal.ts'
import classes from './portal.module.css'

export function PortalLinkPage() {
  const { companyId: text, token } = useParams({ from: '/pay/$companyId/$token' })
  const companyId = Number(text)
  const navigate = useNavigate()
  const refresh = useRefreshPortal()
  const params = { companyId, token }
  const look = useEndpointQuery(portal.look, { params }, { refetchOnWindowFocus: false })
  const door = useDoor(companyId).data
  const open = useEndpointMutation(portal.open)
  if (!look.data && !look.error) return <PageSkeleton />
  const company = look.data?.company ?? door?.company
  const over =
    look.data?.state === 'used'
      ? 'This link was opened before. Each link opens once.'
      : look.data?.state === 'expired'
        ? 'This link is no longer good.'
        : null
  const trouble = open.error ?? look.error
  return (
    <PortalFrame company={company}>
      <div className={classes.door}>
        {look.data?.state === 'open' && !open.error ? (
          <>
            <h1>See and pay your account</h1>
            <p>
              {look.data.company.name} has made a private link for you. It opens once, on this device. You
              stay signed in for as long as you use the page.
            </p>
            <Button
              size="md"
              loading={open.isPending}
              onClick={() =>
                open.mutate(
                  { params },
                  {
                    onSuccess: () => {
                      refresh()
                      // The link is spent; it need not stand in the history of this browser.
                      void navigate({ to: '/pay/$companyId', params: { companyId: text }, replace: true })
                    },
                  },
                )
              }
            >
              Continue
            </Button>
          </>
        ) : (
          <>
            <h1>{over ? 'Ask for a new link' : 'This link does not work'}</h1>
            <Notice tone="attention">{over ?? problemText(trouble)}</Notice>
            {door && <AskForm companyId={companyId} channels={door.channels} company={door.company} />}
          </>
        )}
      </div>
    </PortalFrame>
  )
}
