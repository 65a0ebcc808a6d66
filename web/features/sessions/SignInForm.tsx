/**
 * Company, username, password, and the second factor where there is one; or a passkey alone. Stands on the sign-in page, in place of a page,
 * and over one whose session ended.
 */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { IconFingerprint } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { type Me, sessions } from '#shared/contracts/sessions.ts'
import { signIn as steps } from '#shared/contracts/sign-in.ts'
import { call } from '#web/api/call.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { lastCompany, meQuery, rememberCompany } from '#web/api/session.ts'
import { type NextCalls, NextStep } from '#web/frame/sign-in/NextStep.tsx'
import { hasPasskeys, signByPasskey } from '#web/frame/sign-in/passkeys.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { useSecondsLeft } from '#web/ui/seconds-left.ts'

type Props = {
  /** Fixed by the address; asked for otherwise. */
  company?: string
  username?: string
  onSignedIn: (me: Me) => void
}

export function SignInForm({ company, username = '', onSignedIn }: Props) {
  const client = useQueryClient()
  const signIn = useEndpointMutation(sessions.signIn)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const wait = useSecondsLeft(
    signIn.error?.retryAfterSeconds ?? 0,
    signIn.failureCount > 0 ? signIn.submittedAt : 0,
  )

  // A one-time or aged password is right, and has to be replaced before it lets anybody in.
  const [expired, setExpired] = useState(false)

  // The password was right, and more is awaited.
  const [next, setNext] = useState<{ step: 'second' | 'enrol'; pending: string; whose: string } | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const enter = (me: Me) => {
    rememberCompany(me.company.slug)
    client.setQueryData(meQuery.queryKey, me)
    onSignedIn(me)
  }

  const byPasskey = async (form: HTMLFormElement) => {
    const typed = company ?? String(new FormData(form).get('company') ?? '').trim()
    setSaid(null)
    if (!typed) {
      setErrors({ company: 'Enter your company' })
      return focusFirst(form, { company: '' })
    }
    setAsking(true)
    try {
      const { pending, options } = await call(steps.beginPasskey, { body: { company: typed } })
      const { answer, problem } = await signByPasskey(options)
      if (answer) enter(await call(steps.passkey, { body: { pending, response: answer } }))
      else setSaid(problem)
    } catch (error) {
      setSaid(problemText(error))
    } finally {
      setAsking(false)
    }
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const typed = Object.fromEntries(new FormData(form)) as Record<string, string>
    const checked = check(sessions.signIn.body, {
      ...typed,
      company: company ?? typed.company?.toLowerCase(),
    })
    setErrors(checked.errors ?? {})
    setSaid(null)
    if (checked.errors) return focusFirst(form, checked.errors)
    signIn.mutate(
      { body: checked.value },
      {
        onSuccess: enter,
        onError: (problem) => {
          const step = nextSteps[problem.code]
          if (step) {
            const { username: who, company: where } = checked.value
            return setNext({ step, pending: String(problem.extra.pending), whose: `${who} at ${where}` })
          }
          if (problem.code === 'access.password_expired') setExpired(true)
          const atFields = fieldErrors(problem)
          setErrors(atFields)
          if (problem.code !== 'access.password_expired' || Object.keys(atFields).length > 0)
            focusFirst(form, Object.keys(atFields).length > 0 ? atFields : { password: '' })
        },
      },
    )
  }

  if (next)
    return (
      <NextStep
        step={next.step}
        whose={next.whose}
        calls={callsOf(next.pending)}
        onSignedIn={enter}
        onBack={(why) => {
          signIn.reset()
          setSaid(why ?? null)
          setNext(null)
        }}
      />
    )
  const problem = signIn.error && signIn.error.errors.length === 0 ? signIn.error : null
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {said && <Notice tone="bad">{said}</Notice>}
        {problem?.code === 'access.password_expired' ? (
          <Notice tone="attention">This password is to be replaced. Choose your own to sign in.</Notice>
        ) : (
          problem && (
            <Notice tone="bad">
              {problem.status === 429 && wait > 0
                ? `Too many failed sign-ins. You can try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`
                : problem.detail}
            </Notice>
          )
        )}
        {company === undefined && (
          <TextInput
            name="company"
            label="Company"
            defaultValue={lastCompany()}
            autoFocus={!lastCompany()}
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            error={errors.company}
          />
        )}
        <TextInput
          name="username"
          label="Username"
          defaultValue={username}
          autoFocus={!username && (company !== undefined || lastCompany() !== '')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={errors.username}
        />
        <PasswordInput
          name="password"
          label="Password"
          autoFocus={username !== ''}
          autoComplete="current-password"
          error={errors.password}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
        />
        {expired && (
          <PasswordInput
            name="newPassword"
            label="New password"
            description="At least 12 characters. A few unrelated words are good."
            autoFocus
            autoComplete="new-password"
            error={errors.newPassword}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the new password', tabIndex: 0 }}
          />
        )}
        <Button type="submit" loading={signIn.isPending} disabled={wait > 0} fullWidth mt={4}>
          Sign in
        </Button>
        {hasPasskeys() && !expired && (
          <Button
            variant="default"
            leftSection={<IconFingerprint size={16} aria-hidden />}
            loading={asking}
            fullWidth
            onClick={({ currentTarget: { form } }) => form && void byPasskey(form)}
          >
            Use a passkey instead
          </Button>
        )}
      </Stack>
    </form>
  )
}

const nextSteps: Record<string, 'second' | 'enrol' | undefined> = {
  'access.second_factor': 'second',
  'access.enrol_factor': 'enrol',
}

const callsOf = (pending: string): NextCalls<Me> => ({
  awaited: () => call(steps.awaited, { body: { pending } }),
  finish: (answer) => call(steps.finish, { body: { pending, answer } }),
  enrolAuthenticator: () => call(steps.enrolAuthenticator, { body: { pending } }),
  enrolPasskey: () => call(steps.enrolPasskey, { body: { pending } }),
  finishEnrolment: (factor) => call(steps.finishEnrolment, { body: { pending, factor } }),
})

function focusFirst(form: HTMLFormElement, errors: Record<string, string>) {
  const name = ['company', 'username', 'password', 'newPassword'].find(
    (field) => field in errors && form.elements.namedItem(field),
  )
  const input = name && form.elements.namedItem(name)
  if (input instanceof HTMLInputElement) {
    input.focus()
    input.select()
  }
}
