/** Writes a message: channel, to whom, a template, the text as it will leave. */
import {
  Button,
  Checkbox,
  Modal,
  NativeSelect,
  SegmentedControl,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Composing, messages } from '#shared/contracts/messages.ts'
import { merge } from '#shared/rules/message-text.ts'
import {
  holdsBack,
  maxBody,
  maxSmsBody,
  messageCategories,
  type MessageCategory,
  messageChannels,
  type MessageChannel,
} from '#shared/rules/messages.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { shownAddress } from './MessageFacts.tsx'
import classes from './messages.module.css'
import { Preview, SegmentCount } from './Preview.tsx'
import { useRefresh } from './use-messages.ts'

type Props = { customerId: number; onClose: () => void }

export function ComposeDialog({ customerId, onClose }: Props) {
  const { data, error, refetch } = useEndpointQuery(messages.compose, { params: { customerId } })
  return (
    <Modal opened onClose={onClose} size={680} title="New message" closeOnClickOutside={false}>
      {data ? (
        <Compose customerId={customerId} choices={data} onClose={onClose} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LinesSkeleton count={6} />
      )}
    </Modal>
  )
}

const empty = { to: '', templateId: '', category: 'transactional' as MessageCategory, subject: '', body: '' }

function Compose({ customerId, choices, onClose }: Props & { choices: Composing }) {
  const refresh = useRefresh()
  const send = useEndpointMutation(messages.send)
  const of = (channel: MessageChannel) => choices.recipients.filter((one) => one.channel === channel)
  const [channel, setChannel] = useState<MessageChannel>(
    choices.channels.sms!.ready || !choices.channels.email!.ready ? 'sms' : 'email',
  )
  const [draft, setDraft] = useState({ ...empty, to: of(channel)[0]?.address ?? '' })
  const [fileIds, setFileIds] = useState<number[]>([])
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [dedupeKey] = useState(() => crypto.randomUUID())
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const standing = choices.channels[channel]!
  const recipients = of(channel)
  const to = recipients.find(({ address }) => address === draft.to)
  const held = to?.optedOut && holdsBack(to.optedOut, draft.category)
  const text = merge(draft.body, choices.values)
  const subject = merge(draft.subject, choices.values)
  const choose = (next: MessageChannel) => {
    setChannel(next)
    setErrors({})
    setDraft({ ...draft, templateId: '', to: of(next)[0]?.address ?? '' })
  }
  const take = (templateId: string) => {
    const found = choices.templates.find(({ id }) => String(id) === templateId)
    set(
      found
        ? { templateId, category: found.category, subject: found.subject, body: found.body }
        : { templateId: '' },
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(messages.send.body, {
      channel,
      to: draft.to,
      category: draft.category,
      templateId: draft.templateId ? Number(draft.templateId) : null,
      subject: channel === 'email' ? subject : '',
      body: text,
      fileIds: channel === 'email' ? fileIds : [],
      dedupeKey,
    })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    send.mutate(
      { params: { customerId }, body: checked.value },
      {
        onSuccess: () => {
          refresh(customerId)
          toastDone('On its way.')
          onClose()
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {send.error && send.error.errors.length === 0 && <Notice tone="bad">{send.error.detail}</Notice>}
        <SegmentedControl
          aria-label="Channel"
          data-autofocus
          value={channel}
          onChange={(value) => choose(value as MessageChannel)}
          data={Object.entries(messageChannels).map(([value, label]) => ({ value, label }))}
        />
        {!standing.ready && <Notice tone="attention">{standing.why}</Notice>}
        {recipients.length === 0 ? (
          <Notice tone="attention">
            The record has no {channel === 'sms' ? 'phone number' : 'e-mail address'}, and its contacts have
            none.
          </Notice>
        ) : (
          <NativeSelect
            label="To"
            value={draft.to}
            error={errors.to}
            onChange={(event) => set({ to: event.currentTarget.value })}
            data={recipients.map(({ address, name, label, optedOut }) => ({
              value: address,
              label: `${name}, ${shownAddress(address)} (${label})${optedOut ? ': opted out' : ''}`,
            }))}
          />
        )}
        <div className={classes.pair}>
          <NativeSelect
            label="Template"
            value={draft.templateId}
            onChange={(event) => take(event.currentTarget.value)}
            data={[
              { value: '', label: 'None' },
              ...choices.templates
                .filter((one) => one.channel === channel)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
          <NativeSelect
            label="What it is"
            value={draft.category}
            onChange={(event) => set({ category: event.currentTarget.value as MessageCategory })}
            data={Object.entries(messageCategories).map(([value, label]) => ({ value, label }))}
          />
        </div>
        {held && (
          <Notice tone="bad" title="This is not sent.">
            {to.name} opted out of {to.optedOut === 'all' ? 'all messages' : 'marketing'} there.
          </Notice>
        )}
        {draft.category === 'marketing' && standing.quietUntil && (
          <Notice tone="info">
            These are quiet hours: marketing leaves <Time at={standing.quietUntil} exact />.
          </Notice>
        )}
        {channel === 'email' && (
          <TextInput
            label="Subject"
            withAsterisk
            maxLength={200}
            value={draft.subject}
            error={errors.subject}
            onChange={(event) => set({ subject: event.currentTarget.value })}
          />
        )}
        <Textarea
          label="Message"
          withAsterisk
          autosize
          minRows={4}
          maxRows={12}
          maxLength={channel === 'sms' ? maxSmsBody : maxBody}
          value={draft.body}
          error={errors.body}
          description={channel === 'sms' && <SegmentCount text={text} />}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          onChange={(event) => set({ body: event.currentTarget.value })}
        />
        {channel === 'email' && choices.files.length > 0 && (
          <fieldset className={classes.attach}>
            <legend>Attachments</legend>
            {choices.files.map(({ id, name }) => (
              <Checkbox
                key={id}
                size="xs"
                label={name}
                checked={fileIds.includes(id)}
                onChange={(event) =>
                  setFileIds(
                    event.currentTarget.checked ? [...fileIds, id] : fileIds.filter((one) => one !== id),
                  )
                }
              />
            ))}
            {errors.fileIds && <p className={classes.wrong}>{errors.fileIds}</p>}
          </fieldset>
        )}
        <Preview
          channel={channel}
          from={standing.from}
          subject={subject}
          text={text}
          raw={`${draft.subject}${draft.body}`}
          values={choices.values}
        />
        {channel === 'email' && standing.ready && !standing.replies && (
          <p className={classes.dim}>Replies go to the mailbox of the sender; they do not come back here.</p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={send.isPending} disabled={!standing.ready || !to || Boolean(held)}>
            Send
          </Button>
        </div>
      </Stack>
    </form>
  )
}
