/** Behind the code: consent first, then the document with its guide. */
import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { signing, type SigningRoom as Room } from '#shared/contracts/signing.ts'
import { consentText } from '#shared/rules/edocs.ts'
import { Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './edocs.module.css'
import { SigningRoom } from './SigningRoom.tsx'

type Props = {
  params: { companyId: number; token: string }
  sessionKey: string
  onLocked: () => void
  onEnded: (state: 'signed' | 'completed' | 'declined') => void
}

export function SigningSteps({ params, sessionKey, onLocked, onEnded }: Props) {
  const open = useEndpointMutation(signing.open)
  const consent = useEndpointMutation(signing.consent)
  const { mutate } = open
  const { companyId, token } = params
  useEffect(() => {
    mutate({ params: { companyId, token }, body: { key: sessionKey } })
  }, [mutate, companyId, token, sessionKey])
  const refused = open.error instanceof Problem && open.error.status < 500 && open.error.status > 0
  useEffect(() => {
    if (refused) onLocked()
  }, [refused, onLocked])
  const room = open.data
  if (!room)
    return (
      <div className={classes.callCard}>
        {open.error ? (
          <Notice tone="bad" action={<Button size="xs" variant="default" onClick={() => mutate({ params, body: { key: sessionKey } })}>Try again</Button>}>
            {problemText(open.error)}
          </Notice>
        ) : (
          <LinesSkeleton count={6} />
        )}
      </div>
    ) // prettier-ignore
  if (!room.consented && !consent.data)
    return (
      <Consent
        room={room}
        busy={consent.isPending}
        error={consent.error && problemText(consent.error)}
        onAgree={() => consent.mutate({ params, body: { key: sessionKey } })}
      />
    )
  return (
    <SigningRoom params={params} sessionKey={sessionKey} room={room} onLocked={onLocked} onEnded={onEnded} />
  )
}

type ConsentProps = { room: Room; busy: boolean; error: string | null; onAgree: () => void }

function Consent({ room, busy, error, onAgree }: ConsentProps) {
  return (
    <div className={classes.callCard}>
      <h2 className={classes.title}>Signing electronically</h2>
      {room.message && (
        <blockquote className={classes.quote}>
          <p>{room.message}</p>
          <footer className={classes.dim}>
            {room.from}, {room.company}
          </footer>
        </blockquote>
      )}
      {consentText(room.company).map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {error && <Notice tone="bad">{error}</Notice>}
      <div className={classes.buttons}>
        <Button size="md" loading={busy} onClick={onAgree}>
          I agree
        </Button>
      </div>
    </div>
  )
}
