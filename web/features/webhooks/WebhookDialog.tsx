/** Makes or changes a webhook: its name, its address, and what it is told of. */
import { Button, Checkbox, Group, Modal, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Webhook, webhooks } from '#shared/contracts/webhooks.ts'
import { webhookTopicNames, webhookTopics, type WebhookTopic } from '#shared/rules/webhooks.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { SecretDialog } from './SecretDialog.tsx'
import classes from './webhooks.module.css'

type Props = { webhook?: Webhook; onClose: () => void; onMade?: (id: number) => void }

const groups = Map.groupBy(webhookTopicNames, (topic) => webhookTopics[topic].group)

export function WebhookDialog({ webhook, onClose, onMade }: Props) {
  const { invalidate } = useInvalidate()
  const [name, setName] = useState(webhook?.name ?? '')
  const [url, setUrl] = useState(webhook?.url ?? 'https://')
  const [topics, setTopics] = useState<readonly WebhookTopic[]>((webhook?.topics ?? []) as WebhookTopic[])
  const [active, setActive] = useState(webhook?.active ?? true)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const create = useEndpointMutation(webhooks.create)
  const save = useEndpointMutation(webhooks.save)
  const refresh = () => {
    void invalidate(webhooks.list)
    void invalidate(webhooks.get)
    void invalidate(webhooks.history)
  }
  const fail = (problem: Problem) => setErrors(fieldErrors(problem))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = { name, url, topics: [...topics], active }
    const checked = check(webhooks.create.body, typed)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    if (!webhook) {
      create.mutate({ body: checked.value }, { onSuccess: refresh, onError: fail })
      return
    }
    save.mutate(
      { params: { webhookId: webhook.id }, body: { version: webhook.version, ...checked.value } },
      {
        onSuccess: () => {
          refresh()
          toastDone('The webhook was saved.')
          onClose()
        },
        onError: fail,
      },
    )
  }
  if (create.data) {
    const { webhook: made, secret } = create.data
    return <SecretDialog secret={secret} onClose={() => (onMade ? onMade(made.id) : onClose())} />
  }
  const problem = create.error ?? save.error
  const unplaced = problem && problem.errors.length === 0 ? problem.detail : null
  const toggle = (topic: WebhookTopic, chosen: boolean) =>
    setTopics(chosen ? [...topics, topic] : topics.filter((one) => one !== topic))
  return (
    <Modal
      opened
      onClose={onClose}
      size={760}
      title={webhook ? `Edit ${webhook.name}` : 'New webhook'}
      closeOnClickOutside={false}
    >
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {unplaced && <Notice tone="bad">{unplaced}</Notice>}
          <TextInput
            label="Name"
            value={name}
            maxLength={80}
            error={errors.name}
            data-autofocus
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <TextInput
            label="Address"
            description="Each message is sent there by POST. It must begin with https:// and lie outside of private networks."
            value={url}
            maxLength={500}
            inputMode="url"
            error={errors.url}
            onChange={({ currentTarget: { value } }) => setUrl(value)}
          />
          <div className={classes.topics} role="group" aria-label="Events">
            {[...groups].map(([group, list]) => (
              <fieldset key={group}>
                <legend>{group}</legend>
                {list.map((topic) => (
                  <Checkbox
                    key={topic}
                    size="xs"
                    label={webhookTopics[topic].label}
                    checked={topics.includes(topic)}
                    onChange={({ currentTarget: { checked } }) => toggle(topic, checked)}
                  />
                ))}
              </fieldset>
            ))}
          </div>
          {errors.topics && <Notice tone="bad">{errors.topics}</Notice>}
          <Group justify="space-between">
            <Switch
              label="Active"
              checked={active}
              onChange={({ currentTarget: { checked } }) => setActive(checked)}
            />
            <Group>
              <Button
                type="button"
                variant="default"
                onClick={() => setTopics(topics.length === webhookTopicNames.length ? [] : webhookTopicNames)}
              >
                {topics.length === webhookTopicNames.length ? 'Choose none' : 'Choose all'}
              </Button>
              <Button type="submit" loading={create.isPending || save.isPending}>
                {webhook ? 'Save' : 'Make webhook'}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
