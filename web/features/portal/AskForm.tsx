/** Asks for a link. Whoever it is, the answer is the same. */
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { portal } from '#shared/contracts/portal.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './portal.module.css'

type Props = {
  companyId: number
  channels: { email: boolean; sms: boolean }
  company: { name: string; phone: string }
}

export function AskForm({ companyId, channels, company }: Props) {
  const ask = useEndpointMutation(portal.ask)
  const [to, setTo] = useState('')
  if (!channels.email && !channels.sms)
    return (
      <Notice tone="info">
        Ask {company.name} for a link{company.phone && `: ${company.phone}`}.
      </Notice>
    )
  if (ask.data)
    return (
      <>
        <Notice tone="good" title="Look into your messages.">
          If {to} is the address that we have of a customer, a link is on its way there. It is good for{' '}
          {ask.data.minutes} minutes.
        </Notice>
        <Button variant="default" onClick={() => ask.reset()}>
          Use another address
        </Button>
      </>
    )
  const label = channels.email && channels.sms ? 'E-mail address or cell phone' : channels.email ? 'E-mail address' : 'Cell phone' // prettier-ignore
  const found = fieldErrors(ask.error).to
  return (
    <form
      noValidate
      className={classes.block}
      onSubmit={(event) => {
        event.preventDefault()
        ask.mutate({ params: { companyId }, body: { to } })
      }}
    >
      {ask.error && !found && <Notice tone="bad">{problemText(ask.error)}</Notice>}
      <TextInput
        size="md"
        label={label}
        description={`The one that ${company.name} has of you`}
        autoComplete={channels.email ? 'email' : 'tel'}
        maxLength={254}
        value={to}
        error={found}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={ask.isPending} disabled={to.trim() === ''}>
        Send me a link
      </Button>
    </form>
  )
}
