/** Company, username, password. Stands on the sign-in page, in place of a page, and over one whose session ended. */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Me, sessions } from '#shared/contracts/sessions.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { lastCompany, meQuery, rememberCompany } from '#web/api/session.ts'
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

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const typed = Object.fromEntries(new FormData(form)) as Record<string, string>
    const checked = check(sessions.signIn.body, {
      ...typed,
      company: company ?? typed.company?.toLowerCase(),
    })
    setErrors(checked.errors ?? {})
    if (checked.errors) return focusFirst(form, checked.errors)
    signIn.mutate(
      { body: checked.value },
      {
        onSuccess: (me) => {
          rememberCompany(me.company.slug)
          client.setQueryData(meQuery.queryKey, me)
          onSignedIn(me)
        },
        onError: (problem) => {
          if (problem.code === 'access.password_expired') setExpired(true)
          const atFields = fieldErrors(problem)
          setErrors(atFields)
          if (problem.code !== 'access.password_expired' || Object.keys(atFields).length > 0)
            focusFirst(form, Object.keys(atFields).length > 0 ? atFields : { password: '' })
        },
      },
    )
  }

  const problem = signIn.error && signIn.error.errors.length === 0 ? signIn.error : null
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
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
      </Stack>
    </form>
  )
}

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
