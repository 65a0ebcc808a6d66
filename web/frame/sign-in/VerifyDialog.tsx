/** Asks again who one is, before a sensitive act, and lets the act go on. */
import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { sessions } from '#shared/contracts/sessions.ts'
import { call } from '#web/api/call.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useReadOnce } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { hasPasskeys, signByPasskey } from './passkeys.ts'
import classes from './sign-in.module.css'

/** @param onEnd whether the user has said who they are */
export function VerifyDialog({ onEnd }: { onEnd: (verified: boolean) => void }) {
  const { user } = useMe()
  const { data: ways, error, refetch } = useReadOnce(sessions.verifyWays, { body: {} })
  const verify = useEndpointMutation(sessions.verify)
  const [said, setSaid] = useState<string | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const send = async (body: Parameters<typeof verify.mutateAsync>[0]['body']) => {
    setSaid(null)
    setErrors({})
    try {
      await verify.mutateAsync({ body })
      onEnd(true)
    } catch (failure) {
      const atFields = fieldErrors(failure)
      setErrors(atFields)
      if (!Object.keys(atFields).length) setSaid(problemText(failure))
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { password = '', code = '' } = Object.fromEntries(new FormData(event.currentTarget)) as Record<
      string,
      string
    >
    const digits = code.replace(/\s/g, '')
    void send({
      password,
      ...(ways?.second && {
        answer: /^\d{6}$/.test(digits)
          ? { kind: 'code', code: digits }
          : { kind: 'recovery', code: code.trim() || '-' },
      }),
    })
  }
  const usePasskey = async () => {
    // Each challenge is answered once.
    const fresh = await call(sessions.verifyWays, { body: {} }).catch(() => null)
    if (!fresh?.passkey) return setSaid('There is no passkey for this address.')
    const { state, options } = fresh.passkey
    const { answer, problem } = await signByPasskey(options)
    if (answer) await send({ answer: { kind: 'passkey', response: answer }, state })
    else setSaid(problem)
  }
  const toggle = { 'aria-label': 'Show or hide the password', tabIndex: 0 }
  return (
    <Modal opened onClose={() => onEnd(false)} title="Confirm that it is you" size={400}>
      <Stack gap="md">
        <p className={classes.text}>
          You signed in a while ago. This concerns how people sign in, so it asks again.
        </p>
        {said && <Notice tone="bad">{said}</Notice>}
        {error && !ways ? (
          <Notice
            tone="bad"
            action={
              <Button size="xs" variant="default" onClick={() => void refetch()}>
                Try again
              </Button>
            }
          >
            {problemText(error)}
          </Notice>
        ) : !ways ? (
          <LinesSkeleton />
        ) : (
          <>
            {ways.passkey && hasPasskeys() && (
              <Button
                leftSection={<IconFingerprint size={16} aria-hidden />}
                variant="default"
                loading={verify.isPending}
                onClick={() => void usePasskey()}
              >
                Use a passkey
              </Button>
            )}
            <form onSubmit={submit} noValidate>
              <Stack gap="md">
                <input
                  type="text"
                  name="username"
                  value={user.username}
                  autoComplete="username"
                  readOnly
                  hidden
                />
                <PasswordInput
                  name="password"
                  label="Password"
                  autoComplete="current-password"
                  data-autofocus
                  error={errors.password}
                  visibilityToggleButtonProps={toggle}
                />
                {ways.second && (
                  <TextInput
                    name="code"
                    label={
                      ways.authenticator
                        ? 'Code of your authenticator app, or a recovery code'
                        : 'Recovery code'
                    }
                    autoComplete="one-time-code"
                    maxLength={40}
                    error={errors.answer}
                  />
                )}
                <Group justify="flex-end">
                  <Button variant="default" onClick={() => onEnd(false)}>
                    Cancel
                  </Button>
                  <Button type="submit" loading={verify.isPending}>
                    Confirm
                  </Button>
                </Group>
              </Stack>
            </form>
          </>
        )}
      </Stack>
    </Modal>
  )
}
