/** Makes an API token and shows its text, this once. */
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { sessions } from '#shared/contracts/sessions.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './account.module.css'

const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '366', label: 'A year' },
]

export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(sessions.createToken, { onSuccess: () => invalidate(sessions.list) })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = Object.fromEntries(new FormData(event.currentTarget))
    const checked = check(sessions.createToken.body, { name: typed.name, days: Number(typed.days) })
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    create.mutate({ body: checked.value }, { onError: (problem) => setErrors(fieldErrors(problem)) })
  }
  if (create.data) {
    return (
      <Modal opened onClose={onClose} title="Your new token" closeOnClickOutside={false}>
        <Stack gap="md">
          <Notice tone="attention">Copy it now. It is shown this once and cannot be read again.</Notice>
          <div className={classes.token}>
            <code>{create.data.token}</code>
            <CopyButton value={create.data.token} label="token" />
          </div>
          <p className={classes.expiry}>
            Expires <Time at={create.data.expiresAt} exact />. Send it as <code>Authorization: Bearer …</code>
          </p>
          <Group justify="flex-end">
            <Button onClick={onClose}>I have copied it</Button>
          </Group>
        </Stack>
      </Modal>
    )
  }
  const unplaced = create.error && create.error.errors.length === 0 ? create.error : null
  return (
    <Modal opened onClose={onClose} title="New API token">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {unplaced && <Notice tone="bad">{unplaced.detail}</Notice>}
          <TextInput
            name="name"
            label="Name"
            description="What will use it"
            placeholder="Nightly export"
            maxLength={80}
            error={errors.name}
            data-autofocus
          />
          <Select
            name="days"
            label="Valid for"
            data={lifetimes}
            defaultValue="90"
            allowDeselect={false}
            error={errors.days}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Make token
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
