/** One channel's form: credentials, senders, limits, and the test of it. */
import { Button, Checkbox, NativeSelect, PasswordInput, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { messageSetup, type MessageChannelSetups } from '#shared/contracts/message-setup.ts'
import type { MessageChannel } from '#shared/rules/messages.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { bodyOf, channelFields, draftOf, type Field } from './channel-fields.ts'
import classes from './messages.module.css'

const titles = { sms: 'Text messages (Twilio)', email: 'E-mail (SMTP)' } as const

type Props = { channel: MessageChannel; setups: MessageChannelSetups }

export function ChannelForm({ channel, setups }: Props) {
  const stored = setups[channel]
  const mayChange = useMay()('integrations.modify')
  const { put } = useInvalidate()
  const [draft, setDraft] = useState(() => draftOf(channel, setups))
  const [active, setActive] = useState(stored.active)
  const [senders, setSenders] = useState(stored.senders)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [touched, setTouched] = useState(false)
  const saveEmail = useEndpointMutation(messageSetup.saveEmail)
  const saveSms = useEndpointMutation(messageSetup.saveSms)
  const test = useEndpointMutation(messageSetup.test)
  const problem = saveEmail.error ?? saveSms.error
  const touch = () => setTouched(true)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = { ...bodyOf(channel, draft), version: stored.version, active, senders }
    const wrong = (found: Record<string, string>) =>
      setErrors(
        Object.fromEntries(
          Object.entries(found).map(([path, text]) => [path.replace(/^settings\./, ''), text]),
        ),
      )
    const handlers = {
      onSuccess: (saved: MessageChannelSetups) => {
        put(messageSetup.channels, {}, saved)
        toastDone('Saved.')
      },
      onError: (failure: Problem) => wrong(fieldErrors(failure)),
    }
    if (channel === 'email') {
      const checked = check(messageSetup.saveEmail.body, given)
      if (checked.errors) return wrong(checked.errors)
      setErrors({})
      saveEmail.mutate({ body: checked.value }, handlers)
    } else {
      const checked = check(messageSetup.saveSms.body, given)
      if (checked.errors) return wrong(checked.errors)
      setErrors({})
      saveSms.mutate({ body: checked.value }, handlers)
    }
  }
  const input = (field: Field) => (
    <ChannelInput
      key={field.name}
      field={field}
      value={draft[field.name] ?? ''}
      error={errors[field.name]}
      saved={stored.saved.includes(field.name)}
      disabled={!mayChange}
      onChange={(value) => {
        touch()
        setDraft({ ...draft, [field.name]: value })
      }}
    />
  )
  return (
    <form noValidate onSubmit={submit} aria-label={titles[channel]}>
      <Panel title={titles[channel]} note={stored.settings ? (stored.active ? 'On' : 'Off') : 'Not set up'}>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && <Notice tone="bad">{problem.detail}</Notice>}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            {channelFields[channel].map(input)}
          </SimpleGrid>
          <Checkbox
            label="On: messages leave by it"
            disabled={!mayChange}
            checked={active}
            onChange={(event) => (touch(), setActive(event.currentTarget.checked))}
          />
        </Stack>
        <PanelPart title="Locations that write under an address of their own">
          <Stack gap="sm">
            {senders.map((sender, at) => (
              <div key={at} className={classes.sender}>
                <NativeSelect
                  label="Location"
                  disabled={!mayChange}
                  error={errors[`senders.${at}.locationId`]}
                  value={String(sender.locationId)}
                  data={setups.locations.map(({ id, name }) => ({ value: String(id), label: name }))}
                  onChange={(event) => {
                    touch()
                    const locationId = Number(event.currentTarget.value)
                    setSenders(senders.map((row, i) => (i === at ? { ...row, locationId } : row)))
                  }}
                />
                {(['address', 'name'] as const).map((name) => (
                  <TextInput
                    key={name}
                    label={name === 'name' ? 'Name' : channel === 'sms' ? 'Number' : 'From address'}
                    disabled={!mayChange || (name === 'name' && channel === 'sms')}
                    error={errors[`senders.${at}.${name}`]}
                    value={sender[name]}
                    onChange={(event) => {
                      touch()
                      const { value } = event.currentTarget
                      setSenders(senders.map((row, i) => (i === at ? { ...row, [name]: value } : row)))
                    }}
                  />
                ))}
                {mayChange && (
                  <Button
                    variant="subtle"
                    aria-label={`Remove the sender in line ${at + 1}`}
                    onClick={() => (touch(), setSenders(senders.filter((_, i) => i !== at)))}
                  >
                    Remove
                  </Button>
                )}
              </div>
            ))}
            {mayChange && setups.locations.length > senders.length && (
              <div>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  onClick={() => {
                    touch()
                    const free = setups.locations.find(
                      ({ id }) => !senders.some((row) => row.locationId === id),
                    )!
                    setSenders([...senders, { locationId: free.id, address: '', name: '' }])
                  }}
                >
                  Add location
                </Button>
              </div>
            )}
          </Stack>
        </PanelPart>
        {stored.hooks.length > 0 && (
          <PanelPart title="What the provider has to be told">
            {stored.hooks.map(({ label, url }) => (
              <p key={url} className={classes.hook}>
                <span className={classes.dim}>{label}: </span>
                <code>{url}</code> <CopyButton value={url} label="the address" />
              </p>
            ))}
          </PanelPart>
        )}
        {mayChange && (
          <PanelPart>
            {(test.data ?? test.error) && (
              <Notice tone={test.data?.ok ? 'good' : 'bad'}>
                {test.data?.message ?? test.error?.detail}
              </Notice>
            )}
            <div className={classes.buttons} style={{ marginTop: 10 }}>
              <Button
                variant="default"
                loading={test.isPending}
                disabled={touched || !stored.settings}
                title={touched ? 'Save first: the test asks as it is stored' : undefined}
                onClick={() => test.mutate({ params: { channel } })}
              >
                Test connection
              </Button>
              <Button type="submit" loading={saveEmail.isPending || saveSms.isPending}>
                Save {channel === 'sms' ? 'text messages' : 'e-mail'}
              </Button>
            </div>
          </PanelPart>
        )}
      </Panel>
    </form>
  )
}

type InputProps = {
  field: Field
  value: string
  error: string | undefined
  saved: boolean
  disabled: boolean
  onChange: (value: string) => void
}

function ChannelInput({ field, value, error, saved, disabled, onChange }: InputProps) {
  const shared = {
    label: field.label,
    description: field.help,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      'label' | 'input' | 'description' | 'error'
    )[],
    value,
    error,
    disabled,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  }
  if (field.choices) return <NativeSelect {...shared} data={field.choices} />
  if (field.type === 'secret')
    return (
      <PasswordInput
        {...shared}
        autoComplete="new-password"
        maxLength={500}
        placeholder={saved ? 'Stored; enter it again to replace it' : undefined}
      />
    )
  return (
    <TextInput
      {...shared}
      autoComplete="off"
      type={field.type === 'time' ? 'time' : field.type === 'url' ? 'url' : 'text'}
      inputMode={field.type === 'number' ? 'numeric' : undefined}
      placeholder={field.placeholder}
      maxLength={300}
    />
  )
}
