/** Sends a paper as PDF by e-mail: to whom, and what stands above it. What may be sent is the caller's. */
import { Button, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { fieldErrors, type Problem, problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './accounting.module.css'

export const onItsWay = 'It is on its way. The Messages tab tells whether it arrived.'

type Props = {
  title: string
  /** What the message stands above. */
  hint: string
  /** The address that is known; whoever types another one sends there. */
  email: string
  error: Problem | null
  isSending: boolean
  onSend: (mail: { to: string; message: string }) => void
  onClose: () => void
}

export function SendPaperDialog({ title, hint, email, error, isSending, onSend, onClose }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const [message, setMessage] = useState('')
  const to = typed ?? email
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          onSend({ to, message })
        }}
      >
        <Stack gap="md">
          {error && error.errors.length === 0 && <Notice tone="bad">{problemText(error)}</Notice>}
          <TextInput
            label="To"
            type="email"
            withAsterisk
            data-autofocus
            maxLength={254}
            value={to}
            error={fieldErrors(error).to}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Textarea
            label="Message"
            description={hint}
            autosize
            minRows={3}
            maxLength={2000}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
          />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isSending}>
              Send
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
