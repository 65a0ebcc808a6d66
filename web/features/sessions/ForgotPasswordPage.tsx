/** /{company}/forgot-password: asks for a link by e-mail. What it says is the same whether or not there is such a user. */
import { Button, Stack, TextInput } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { signInLinks } from '#shared/contracts/sign-in.ts'
import { resetMinutes } from '#shared/rules/sign-in.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { lastCompany } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { useTitle } from '#web/ui/title.ts'
import { SignInFrame } from './SignInFrame.tsx'

export function ForgotPasswordPage() {
  const { company } = useParams({ strict: false })
  const ask = useEndpointMutation(signInLinks.ask)
  const [errors, setErrors] = useState<Record<string, string>>({})
  useTitle('Forgot your password?')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    const checked = check(signInLinks.ask.body, { company: company ?? typed.company, who: typed.who })
    setErrors(checked.errors ?? {})
    if (!checked.errors)
      ask.mutate({ body: checked.value }, { onError: (problem) => setErrors(fieldErrors(problem)) })
  }
  const back = company ? (
    <Link to="/$company/sign-in" params={{ company }}>
      Back to sign-in
    </Link>
  ) : (
    <Link to="/">Back to sign-in</Link>
  )
  return (
    <SignInFrame
      title="Forgot your password?"
      note={ask.isSuccess ? ' ' : 'You get an e-mail with a link by which you choose a new one.'}
      foot={back}
    >
      {ask.isSuccess ? (
        <Notice tone="good" title="Look into your mail.">
          If there is such a user with an e-mail address, and the company can send mail, a link is on its way.
          It is good for {resetMinutes} minutes. If nothing comes, ask whoever administers Keyholder at your
          company for a one-time password.
        </Notice>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            {ask.error && ask.error.errors.length === 0 && <Notice tone="bad">{ask.error.detail}</Notice>}
            {company === undefined && (
              <TextInput
                name="company"
                label="Company"
                defaultValue={lastCompany()}
                autoComplete="organization"
                autoCapitalize="none"
                spellCheck={false}
                error={errors.company}
              />
            )}
            <TextInput
              name="who"
              label="Username or e-mail address"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              error={errors.who}
            />
            <Button type="submit" loading={ask.isPending} fullWidth>
              Send me a link
            </Button>
          </Stack>
        </form>
      )}
    </SignInFrame>
  )
}
