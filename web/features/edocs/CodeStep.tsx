/** The one-time code: asked for, sent, entered. */
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { signing, type SigningDoor } from '#shared/contracts/signing.ts'
import { codeLength } from '#shared/rules/edocs.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './edocs.module.css'

type Props = {
  params: { companyId: number; token: string }
  door: SigningDoor
  onUnlocked: (key: string) => void
}

export function CodeStep({ params, door, onUnlocked }: Props) {
  const send = useEndpointMutation(signing.code)
  const verify = useEndpointMutation(signing.verify)
  const [code, setCode] = useState('')
  const { company, signer, document, code: to } = door
  const way = to?.channel === 'sms' ? 'by text message' : 'by e-mail'
  if (!to)
    return (
      <div className={classes.callCard}>
        <Notice tone="attention">
          This document is signed in person. Ask {company} to open it for you on their device.
        </Notice>
      </div>
    )
  return (
    <form
      noValidate
      className={classes.callCard}
      onSubmit={(event) => {
        event.preventDefault()
        verify.mutate(
          { params, body: { code } },
          { onSuccess: ({ key }) => onUnlocked(key), onError: () => setCode('') },
        )
      }}
    >
      <p>Hello {signer},</p>
      <p>
        {company} asks you to review and sign “{document}”. So that nobody else opens it, we send a one-time
        code {way} to <strong className="tabular">{to.to}</strong>.
      </p>
      {send.error && <Notice tone="bad">{problemText(send.error)}</Notice>}
      {!send.data ? (
        <Button size="md" loading={send.isPending} onClick={() => send.mutate({ params })}>
          Send me the code
        </Button>
      ) : (
        <>
          <Notice tone="good">
            The code is on its way {way} to {send.data.to}. It is good for {send.data.minutes} minutes.
          </Notice>
          <TextInput
            label="One-time code"
            size="md"
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={codeLength + 2}
            value={code}
            error={fieldErrors(verify.error).code ?? (verify.error && problemText(verify.error))}
            onChange={(event) => setCode(event.currentTarget.value.replace(/[^\d ]/g, ''))}
          />
          <div className={classes.buttons}>
            <Button
              type="submit"
              size="md"
              loading={verify.isPending}
              disabled={code.replace(/\s/g, '').length !== codeLength}
            >
              Open the document
            </Button>
            <Button
              size="md"
              variant="subtle"
              loading={send.isPending}
              onClick={() => send.mutate({ params })}
            >
              Send another code
            </Button>
          </div>
        </>
      )}
    </form>
  )
}
