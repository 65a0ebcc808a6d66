/** After the signature: what happens next, and the sealed copy once it is made. */
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect } from 'react'
import { signing, type SigningDoor } from '#shared/contracts/signing.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { CodeStep } from './CodeStep.tsx'
import classes from './edocs.module.css'

type Props = {
  params: { companyId: number; token: string }
  door: SigningDoor
  kept: { key: string; back: string | null } | null
  state: 'signed' | 'completed'
  onUnlocked: (key: string) => void
}

function keep(name: string, base64: string): void {
  const link = document.createElement('a')
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }))
  link.download = name
  link.click()
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export function SigningDone({ params, door, kept, state, onUnlocked }: Props) {
  const copy = useEndpointMutation(signing.copy)
  const { mutate, data, error } = copy
  const { companyId, token } = params
  const key = kept?.key
  const sealed = data?.pdf ?? null
  const waits = state === 'completed' && key !== undefined && sealed === null && !error
  useEffect(() => {
    if (!waits) return
    const timer = setTimeout(() => mutate({ params: { companyId, token }, body: { key } }), data ? 2000 : 300)
    return () => clearTimeout(timer)
  }, [waits, data, mutate, companyId, token, key])
  if (!kept && door.state === 'completed')
    return <CodeStep params={params} door={door} onUnlocked={onUnlocked} />
  return (
    <div className={classes.callCard}>
      <Notice tone="good" title={`Thank you, ${door.signer}.`}>
        You have signed “{door.document}”.
      </Notice>
      {state === 'signed' ? (
        <p>Others have yet to sign. {door.company} sends you the sealed document when everybody has.</p>
      ) : (
        <>
          <p>
            Everybody has signed. The document is sealed with a certificate of who signed, when and how
            {door.code ? ', and a copy is on its way to your e-mail address' : ''}.
          </p>
          {key && (
            <Button
              size="md"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={waits}
              disabled={sealed === null}
              onClick={() => sealed && keep(data!.name, sealed)}
            >
              Download the sealed copy
            </Button>
          )}
        </>
      )}
      {kept?.back ? (
        <a href={kept.back}>Back to the record</a>
      ) : (
        <p className={classes.dim}>You can close this page.</p>
      )}
    </div>
  )
}
