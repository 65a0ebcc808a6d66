/** Makes a passkey: the browser asks for fingerprint, face or security key, and the server keeps its public half. */
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { deviceOf } from '#shared/rules/devices.ts'
import type { BrowserOptions, NewPasskey } from '#shared/contracts/factor-values.ts'
import { problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { makePasskey } from './passkeys.ts'
import classes from './sign-in.module.css'

type Props<Begun> = {
  begin: () => Promise<Begun & { options: BrowserOptions }>
  confirm: (begun: Begun, response: NewPasskey, name: string) => Promise<unknown>
  onCancel: () => void
}

export function PasskeySetup<Begun>({ begin, confirm, onCancel }: Props<Begun>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [running, setRunning] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    setRunning(true)
    setProblem(null)
    try {
      const begun = await begin()
      const { answer, problem: refused } = await makePasskey(begun.options)
      if (answer) await confirm(begun, answer, name || 'Passkey')
      else setProblem(refused)
    } catch (error) {
      setProblem(problemText(error))
    } finally {
      setRunning(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <p className={classes.text}>
          A passkey is kept by this device, by your phone or by a security key. It cannot be guessed, and no
          other site can ask for it.
        </p>
        {problem && <Notice tone="bad">{problem}</Notice>}
        <TextInput
          name="name"
          label="Name"
          description="To know it again"
          defaultValue={deviceOf(navigator.userAgent)}
          maxLength={80}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Back
          </Button>
          <Button type="submit" loading={running}>
            Make the passkey
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
