/** /{company}/choose-password#{token}: where the links of invitations and forgotten passwords lead. */
import { Button, PasswordInput, Stack } from '@mantine/core'
import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { signInLinks } from '#shared/contracts/sign-in.ts'
import { check, fieldErrors, Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useReadOnce } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { SignInFrame } from './SignInFrame.tsx'

export function ChoosePasswordPage() {
  const { company } = useParams({ from: '/$company/choose-password' })
  const token = useLocation({ select: ({ hash }) => hash })
  useTitle('Choose a password')
  return token.length < 20 ? (
    <Gone company={company} />
  ) : (
    <Opened key={token} company={company} token={token} />
  )
}

const Gone = ({ company }: { company: string }) => (
  <SignInFrame title="This link leads nowhere any more" company={company} note=" ">
    <Notice tone="attention">
      It has expired, was used, or was replaced by a newer one. Ask for another, or for a new invitation from
      whoever administers Keyholder at your company.
    </Notice>
  </SignInFrame>
)

function Opened({ company, token }: { company: string; token: string }) {
  // Read once: after the link was used it leads nowhere.
  const { data, error, refetch } = useReadOnce(signInLinks.look, { body: { company, token } })
  if (error instanceof Problem && ['access.link_gone', 'request.invalid'].includes(error.code))
    return <Gone company={company} />
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  return (
    <SignInFrame
      title={data?.kind === 'invitation' ? `Welcome, ${data.name}` : 'Choose a new password'}
      note={data ? `You are “${data.username}” at ${data.company}.` : ' '}
      foot={
        <Link to="/$company/sign-in" params={{ company }}>
          To sign-in
        </Link>
      }
    >
      {data ? (
        <Choose company={company} token={token} username={data.username} kind={data.kind} />
      ) : (
        <LinesSkeleton />
      )}
    </SignInFrame>
  )
}

type Props = { company: string; token: string; username: string; kind: 'invitation' | 'reset' }

function Choose({ company, token, username, kind }: Props) {
  const navigate = useNavigate()
  const choose = useEndpointMutation(signInLinks.choose)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { newPassword } = Object.fromEntries(new FormData(event.currentTarget))
    const checked = check(signInLinks.choose.body, { company, token, newPassword })
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    choose.mutate(
      { body: checked.value },
      {
        onSuccess: () => {
          toastDone('Your password is set. Sign in with it.')
          void navigate({ to: '/$company/sign-in', params: { company }, replace: true })
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const unplaced = choose.error && Object.keys(errors).length === 0 ? choose.error : null
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {unplaced && <Notice tone="bad">{unplaced.detail}</Notice>}
        <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
        <PasswordInput
          name="newPassword"
          label={kind === 'invitation' ? 'Password' : 'New password'}
          description="At least 12 characters. A few unrelated words are good."
          autoComplete="new-password"
          autoFocus
          error={errors.newPassword}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
        />
        <Button type="submit" loading={choose.isPending} fullWidth>
          Set the password
        </Button>
      </Stack>
    </form>
  )
}
