/**
 * What follows the right password: the second factor, or setting one up where it is required. The same for a company's users and for the
 * platform's staff, whose calls are handed in.
 */
import { Button, Stack, TextInput } from '@mantine/core'
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react'
import { type FormEvent, useEffect, useState } from 'react'
import type { Awaited, BrowserOptions, FactorAnswer, NewFactor } from '#shared/contracts/factor-values.ts'
import { Problem, problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { useSecondsLeft } from '#web/ui/seconds-left.ts'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { AppSetup } from './AppSetup.tsx'
import { hasPasskeys, signByPasskey } from './passkeys.ts'
import { PasskeySetup } from './PasskeySetup.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './sign-in.module.css'

export type NextCalls<M> = {
  awaited: () => Promise<Awaited>
  finish: (answer: FactorAnswer) => Promise<M>
  enrolAuthenticator: () => Promise<{ secret: string; uri: string }>
  enrolPasskey: () => Promise<BrowserOptions>
  finishEnrolment: (factor: NewFactor) => Promise<{ me: M; recoveryCodes: string[] | null }>
}

type Props<M> = {
  step: 'second' | 'enrol'
  calls: NextCalls<M>
  whose: string
  onSignedIn: (me: M) => void
  /** Back to the password; with why, where the sign-in took too long. */
  onBack: (why?: string) => void
}

export const NextStep = <M,>(props: Props<M>) =>
  props.step === 'second' ? <Second {...props} /> : <Enrol {...props} />

type Trouble = { problem: Problem; at: number } | null

function Second<M>({ calls, onSignedIn, onBack }: Props<M>) {
  const [awaited, setAwaited] = useState<Awaited | null>(null)
  const [way, setWay] = useState<'code' | 'recovery' | 'passkey'>('code')
  const [trouble, setTrouble] = useState<Trouble>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [running, setRunning] = useState(false)
  const wait = useSecondsLeft(trouble?.problem.retryAfterSeconds ?? 0, trouble?.at ?? 0)

  const failed = (error: unknown) => {
    if (error instanceof Problem && error.code === 'access.pending_gone') return onBack(error.detail)
    if (error instanceof Problem) setTrouble({ problem: error, at: Date.now() })
    else setSaid(problemText(error))
  }
  const look = () => calls.awaited().then(setAwaited, failed)
  useEffect(() => {
    calls.awaited().then((found) => {
      setAwaited(found)
      setWay(found.passkey && hasPasskeys() ? 'passkey' : found.authenticator ? 'code' : 'recovery')
    }, failed)
  }, [])

  const send = async (answer: FactorAnswer) => {
    setRunning(true)
    setTrouble(null)
    setSaid(null)
    try {
      onSignedIn(await calls.finish(answer))
    } catch (error) {
      failed(error)
      // A challenge is answered once.
      if (answer.kind === 'passkey') void look()
    } finally {
      setRunning(false)
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code') ?? '').trim()
    if (way === 'code' && !/^\d{6}$/.test(code.replace(/\s/g, '')))
      return setSaid('Enter the six digits that the app shows.')
    if (!code) return setSaid('Enter one of your recovery codes.')
    const input = event.currentTarget.elements.namedItem('code')
    if (input instanceof HTMLInputElement) input.select()
    void send(way === 'code' ? { kind: 'code', code: code.replace(/\s/g, '') } : { kind: 'recovery', code })
  }
  const usePasskey = async () => {
    if (!awaited?.passkey) return
    setRunning(true)
    setSaid(null)
    setTrouble(null)
    const { answer, problem } = await signByPasskey(awaited.passkey)
    setRunning(false)
    if (answer) return send({ kind: 'passkey', response: answer })
    setSaid(problem)
  }

  if (!awaited && !trouble && !said) return <LinesSkeleton />
  const passkey = Boolean(awaited?.passkey) && hasPasskeys()
  const other = (to: typeof way, label: string, offered: boolean | undefined) =>
    offered &&
    way !== to && (
      <Button variant="transparent" size="compact-sm" className={classes.other} onClick={() => setWay(to)}>
        {label}
      </Button>
    )
  return (
    <Stack gap="md">
      {(trouble || said) && (
        <Notice tone="bad">
          {trouble
            ? trouble.problem.status === 429 && wait > 0
              ? `Too many failed sign-ins. You can try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`
              : trouble.problem.detail
            : said}
        </Notice>
      )}
      {awaited && !awaited.authenticator && !awaited.recovery && !passkey && (
        <Notice tone="attention">
          Your passkey is for another address of Keyholder, or this browser has none. Sign in where you made
          it, or ask your administrator to reset your second factor.
        </Notice>
      )}
      {way === 'passkey' && passkey ? (
        <>
          <p className={classes.text}>
            Confirm with the passkey of this device, your phone or a security key.
          </p>
          <Button
            leftSection={<IconFingerprint size={16} aria-hidden />}
            loading={running}
            disabled={wait > 0}
            onClick={() => void usePasskey()}
            autoFocus
          >
            Use the passkey
          </Button>
        </>
      ) : (
        awaited &&
        (awaited.authenticator || awaited.recovery) && (
          <form onSubmit={submit} noValidate key={way}>
            <Stack gap="md">
              {way === 'recovery' ? (
                <TextInput
                  name="code"
                  label="Recovery code"
                  description="One of those that you kept when you set up the second factor"
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  maxLength={40}
                  autoFocus
                />
              ) : (
                <TextInput
                  name="code"
                  label="Code of your authenticator app"
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  maxLength={10}
                  autoFocus
                />
              )}
              <Button type="submit" loading={running} disabled={wait > 0} fullWidth>
                Sign in
              </Button>
            </Stack>
          </form>
        )
      )}
      <div className={classes.others}>
        {other('passkey', 'Use a passkey', passkey)}
        {other('code', 'Use the authenticator app', awaited?.authenticator)}
        {other('recovery', 'Use a recovery code', awaited?.recovery)}
        <Button variant="transparent" size="compact-sm" className={classes.other} onClick={() => onBack()}>
          Begin again
        </Button>
      </div>
    </Stack>
  )
}

function Enrol<M>({ calls, whose, onSignedIn, onBack }: Props<M>) {
  const [way, setWay] = useState<'app' | 'passkey' | null>(null)
  const [done, setDone] = useState<{ me: M; recoveryCodes: string[] | null } | null>(null)
  const finish = async (factor: NewFactor) => {
    try {
      const finished = await calls.finishEnrolment(factor)
      if (finished.recoveryCodes) setDone(finished)
      else onSignedIn(finished.me)
    } catch (error) {
      if (error instanceof Problem && error.code === 'access.pending_gone') return onBack(error.detail)
      throw error
    }
  }
  if (done?.recoveryCodes)
    return <RecoveryCodes codes={done.recoveryCodes} whose={whose} onDone={() => onSignedIn(done.me)} />
  if (way === 'app')
    return (
      <AppSetup
        begin={calls.enrolAuthenticator}
        confirm={(code, name) => finish({ kind: 'authenticator', code, name })}
        onCancel={() => setWay(null)}
      />
    )
  if (way === 'passkey')
    return (
      <PasskeySetup
        begin={async () => ({ options: await calls.enrolPasskey() })}
        confirm={(_begun, response, name) => finish({ kind: 'passkey', response, name })}
        onCancel={() => setWay(null)}
      />
    )
  return (
    <Stack gap="md">
      <Notice tone="attention">
        A second factor is required here. Set one up now; from the next sign-in on you are asked for it after
        your password.
      </Notice>
      <div className={classes.choices}>
        <Button
          variant="default"
          leftSection={<IconDeviceMobile size={16} aria-hidden />}
          onClick={() => setWay('app')}
          fullWidth
        >
          Authenticator app
        </Button>
        {hasPasskeys() && (
          <Button
            variant="default"
            leftSection={<IconFingerprint size={16} aria-hidden />}
            onClick={() => setWay('passkey')}
            fullWidth
          >
            Passkey
          </Button>
        )}
      </div>
      <p className={classes.dim}>
        An authenticator app on your phone shows a code that changes every half minute.
        {hasPasskeys() ? ' A passkey is this device’s own lock: a fingerprint, a face, a PIN.' : ''}
      </p>
      <div className={classes.others}>
        <Button variant="transparent" size="compact-sm" className={classes.other} onClick={() => onBack()}>
          Begin again
        </Button>
      </div>
    </Stack>
  )
}
