/** Changing one's own password; the new one is typed once, with its text to be seen. */
import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { sessions } from '#shared/contracts/sessions.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'

export function PasswordForm() {
  const { user } = useMe()
  const { invalidate } = useInvalidate()
  const change = useEndpointMutation(sessions.changePassword)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const checked = check(sessions.changePassword.body, Object.fromEntries(new FormData(form)))
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    change.mutate(
      { body: checked.value },
      {
        onSuccess: () => {
          form.reset()
          toastDone('Password changed. Your other browser sessions have ended.')
          void invalidate(sessions.list)
        },
        onError: (problem) =>
          setErrors(
            problem.code === 'access.wrong_password' ? { current: problem.detail } : fieldErrors(problem),
          ),
      },
    )
  }
  const unplaced = change.error && Object.keys(errors).length === 0 ? change.error : null
  const toggle = { 'aria-label': 'Show or hide the password', tabIndex: 0 }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" maw={320}>
        {unplaced && <Notice tone="bad">{unplaced.detail}</Notice>}
        <input type="text" name="username" value={user.username} autoComplete="username" readOnly hidden />
        <PasswordInput
          name="current"
          label="Current password"
          autoComplete="current-password"
          error={errors.current}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          name="next"
          label="New password"
          description="At least 12 characters. A few unrelated words are good."
          autoComplete="new-password"
          error={errors.next}
          visibilityToggleButtonProps={toggle}
        />
        <Group>
          <Button type="submit" variant="default" loading={change.isPending}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
