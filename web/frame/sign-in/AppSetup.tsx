/** Sets up an authenticator app: its QR code, the secret for those who type, and the first code. */
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { QrCode } from '#web/ui/QrCode.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './sign-in.module.css'

type Props = {
  begin: () => Promise<{ secret: string; uri: string }>
  /** Rejects with a Problem where the code is wrong. */
  confirm: (code: string, name: string) => Promise<unknown>
  onCancel: () => void
}

export function AppSetup({ begin, confirm, onCancel }: Props) {
  const [app, setApp] = useState<{ secret: string; uri: string } | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [running, setRunning] = useState(false)
  // Once: each beginning has a secret of its own.
  useEffect(() => {
    let gone = false
    begin().then(
      (begun) => gone || setApp(begun),
      (error: unknown) => gone || setProblem(error),
    )
    return () => {
      gone = true
    }
  }, [])
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const { code = '', name = '' } = Object.fromEntries(new FormData(form)) as Record<string, string>
    const digits = code.replace(/\s/g, '')
    if (!/^\d{6}$/.test(digits)) return setErrors({ code: 'Enter the six digits that the app shows' })
    setRunning(true)
    setErrors({})
    setProblem(null)
    try {
      await confirm(digits, name.trim() || 'Authenticator app')
    } catch (error) {
      const atFields = fieldErrors(error)
      setErrors(atFields)
      if (!Object.keys(atFields).length) setProblem(error)
      const input = form.elements.namedItem('code')
      if (input instanceof HTMLInputElement) input.select()
    } finally {
      setRunning(false)
    }
  }
  if (!app) return problem ? <Notice tone="bad">{problemText(problem)}</Notice> : <LinesSkeleton />
  const grouped = app.secret.replace(/(.{4})(?=.)/g, '$1 ')
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <div className={classes.setup}>
          <QrCode value={app.uri} label="The QR code for your authenticator app" />
          <div className={classes.how}>
            <ol className={classes.steps}>
              <li>Open an authenticator app on your phone and scan the code.</li>
              <li>Enter the six digits that it shows.</li>
            </ol>
            <p className={classes.dim}>Cannot scan? Type this key into the app:</p>
            <div className={classes.secret}>
              <code>{grouped}</code>
              <CopyButton value={app.secret} label="key" />
            </div>
          </div>
        </div>
        {problem !== null && <Notice tone="bad">{problemText(problem)}</Notice>}
        <TextInput
          name="code"
          label="Code of the app"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          autoFocus
          error={errors.code}
        />
        <TextInput
          name="name"
          label="Name"
          description="To know it again"
          defaultValue="Authenticator app"
          maxLength={80}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Back
          </Button>
          <Button type="submit" loading={running}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
