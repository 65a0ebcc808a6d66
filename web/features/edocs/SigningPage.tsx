/** /sign/{company}/{token}: where a signer’s link leads. Nobody is signed in here, and nothing else of Keyholder is to be seen. */
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { signing, type SigningDoor } from '#shared/contracts/signing.ts'
import { Problem, problemText } from '#web/api/problem.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import classes from './edocs.module.css'
import { CodeStep } from './CodeStep.tsx'
import { dropKey, keepKey, readKey } from './signing-key.ts'
import { SigningDone } from './SigningDone.tsx'
import { SigningSteps } from './SigningSteps.tsx'

export function SigningPage() {
  const { companyId, token } = useParams({ from: '/sign/$companyId/$token' })
  const params = { companyId: Number(companyId), token }
  const path = `/sign/${companyId}/${token}`
  const { data, error, refetch } = useEndpointQuery(signing.door, { params }, { refetchOnWindowFocus: false })
  const [kept, setKept] = useState(() => readKey(path))
  const [ended, setEnded] = useState<'signed' | 'completed' | 'declined' | null>(null)
  useTitle(data ? `Sign “${data.document}”` : 'Sign a document')
  if (!data && !error) return <PageSkeleton />
  const unlocked = (key: string) => {
    keepKey(path, key, kept?.back ?? null)
    setKept({ key, back: kept?.back ?? null })
  }
  /** The session has run out, or another device has opened one. */
  const locked = () => {
    dropKey(path)
    setKept(null)
    void refetch()
  }
  const state = ended ?? data?.state
  return (
    <main className={classes.signing}>
      <header className={classes.signingHead}>
        <h1>{data?.document ?? 'Sign a document'}</h1>
        {data && <span className={classes.dim}>{data.company}</span>}
      </header>
      {!data ? (
        <div className={classes.callCard}>
          <Notice tone="bad" title="This link does not work.">
            {error instanceof Problem ? problemText(error) : 'Load the page again.'}
          </Notice>
        </div>
      ) : state === 'open' ? (
        kept ? (
          <SigningSteps params={params} sessionKey={kept.key} onLocked={locked} onEnded={setEnded} />
        ) : (
          <CodeStep params={params} door={data} onUnlocked={unlocked} />
        )
      ) : state === 'signed' || state === 'completed' ? (
        <SigningDone params={params} door={data} kept={kept} state={state} onUnlocked={unlocked} />
      ) : (
        <div className={classes.callCard}>
          <Notice tone={state === 'declined' ? 'info' : 'attention'}>{sentences[state!](data)}</Notice>
          {kept?.back && <a href={kept.back}>Back to the record</a>}
        </div>
      )}
    </main>
  )
}

const sentences: Record<'waiting' | 'declined' | 'voided' | 'expired', (door: SigningDoor) => string> = {
  waiting: (door) => `It is not your turn yet. ${door.company} writes to you when it is.`,
  declined: (door) => `This document was declined. ${door.company} knows, and nobody can sign it any more.`,
  voided: (door) => `${door.company} has withdrawn this document. Nobody can sign it any more.`,
  expired: (door) => `The time to sign this document has passed. Ask ${door.company} to send it again.`,
}
