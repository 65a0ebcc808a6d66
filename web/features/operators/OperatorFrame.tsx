/** What surrounds the pages of Keyholder's staff: who is signed in, or the form to sign in. */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { operators, operatorSessions } from '#shared/contracts/operators.ts'
import { call } from '#web/api/call.ts'
import { check, fieldErrors, Problem } from '#web/api/problem.ts'
import { endpointQuery, useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { type NextCalls, NextStep } from '#web/frame/sign-in/NextStep.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Mark } from '#web/ui/Mark.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import classes from './operators.module.css'

export function OperatorFrame() {
  const { data, error, refetch } = useEndpointQuery(operators.me, {}, { refetchOnWindowFocus: false })
  const signOut = useEndpointMutation(operators.signOut)
  useTitle('Keyholder staff')
  if (!data && error)
    return error instanceof Problem && error.code === 'operator.signed_out' ? (
      <SignIn />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  if (!data) return <PageSkeleton />
  return (
    <>
      <header className={classes.top}>
        <Link to="/operator" className={classes.brand}>
          <Mark size={22} />
          Keyholder staff
        </Link>
        <span className={classes.who}>{data.name}</span>
        <Button
          size="compact-sm"
          variant="default"
          loading={signOut.isPending}
          onClick={() => signOut.mutate({}, { onSettled: () => location.assign('/operator') })}
        >
          Sign out
        </Button>
      </header>
      <main className={classes.main}>
        <Outlet />
      </main>
    </>
  )
}

type Me = Output<typeof operators.me>

const nextSteps: Record<string, 'second' | 'enrol' | undefined> = {
  'access.second_factor': 'second',
  'access.enrol_factor': 'enrol',
}

const callsOf = (pending: string): NextCalls<Me> => ({
  awaited: () => call(operatorSessions.awaited, { body: { pending } }),
  finish: (answer) => call(operatorSessions.finish, { body: { pending, answer } }),
  enrolAuthenticator: () => call(operatorSessions.enrolAuthenticator, { body: { pending } }),
  enrolPasskey: () => call(operatorSessions.enrolPasskey, { body: { pending } }),
  finishEnrolment: (factor) => call(operatorSessions.finishEnrolment, { body: { pending, factor } }),
})

function SignIn() {
  const client = useQueryClient()
  const signIn = useEndpointMutation(operatorSessions.signIn)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [next, setNext] = useState<{ step: 'second' | 'enrol'; pending: string; email: string } | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const enter = (me: Me) => client.setQueryData(endpointQuery(operators.me, {}).queryKey, me)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const checked = check(operatorSessions.signIn.body, Object.fromEntries(new FormData(event.currentTarget)))
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    signIn.mutate(
      { body: checked.value },
      {
        onError: (problem) => {
          const step = nextSteps[problem.code]
          if (step) setNext({ step, pending: String(problem.extra.pending), email: checked.value.email })
          else setErrors(fieldErrors(problem))
        },
      },
    )
  }
  return (
    <main className={classes.signIn}>
      <div className={classes.box}>
        <Mark size={40} />
        <h1 className={classes.title}>Keyholder staff</h1>
        <p className={classes.dim}>For those who run the platform. Companies sign in at their own address.</p>
        {next ? (
          <NextStep
            step={next.step}
            whose={next.email}
            calls={callsOf(next.pending)}
            onSignedIn={enter}
            onBack={(why) => {
              signIn.reset()
              setSaid(why ?? null)
              setNext(null)
            }}
          />
        ) : (
          <form onSubmit={submit} noValidate>
            <Stack gap="md">
              {said && <Notice tone="bad">{said}</Notice>}
              {signIn.error && signIn.error.errors.length === 0 && (
                <Notice tone="bad">{signIn.error.detail}</Notice>
              )}
              <TextInput
                name="email"
                label="E-mail"
                type="email"
                autoComplete="username"
                autoFocus
                error={errors.email}
              />
              <PasswordInput
                name="password"
                label="Password"
                autoComplete="current-password"
                error={errors.password}
                visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
              />
              <Button type="submit" loading={signIn.isPending} fullWidth>
                Sign in
              </Button>
            </Stack>
          </form>
        )}
      </div>
    </main>
  )
}
