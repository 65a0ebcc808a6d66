/** Keeps a card or a bank account: the numbers go to the processor, the rest and its token to us (BIL-006, ADB-008). */
import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import {
  type BillingMethod,
  type BillingMethodPage,
  billingMethods,
} from '#shared/contracts/billing-methods.ts'
import {
  type AuthorizationChannel,
  authorizationChannels,
  staffChannelKeys,
  type MethodKind,
  methodKinds,
  methodUses,
} from '#shared/rules/billing-methods.ts'
import { todayIn } from '#shared/time.ts'
import { check, fieldErrors, type Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { type Capture, CaptureFrame } from '#web/ui/CaptureFrame.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './billing-methods.module.css'
import { useTakePage } from './use-billing-methods.ts'

type Props = {
  customerId: number
  page: BillingMethodPage
  replaces: BillingMethod | null
  onClose: () => void
}

const missing: Record<string, string> = {
  'authorization.channel': 'Choose how the customer agreed',
  'authorization.given': 'Without the customer’s authorization nothing may be kept',
}
const noAddress = { line1: '', line2: '', city: '', state: '', zip: '' }

export function AddMethodForm({ customerId, page, replaces, onClose }: Props) {
  const { company } = useMe()
  const take = useTakePage(customerId)
  const add = useEndpointMutation(billingMethods.add)
  const capture = useRef<Capture>(null)
  // One form, one method: pressing again after a lost answer keeps the same one.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID())
  const [processorId, setProcessorId] = useState(page.processors[0]!.id)
  const processor = page.processors.find(({ id }) => id === processorId)!
  const [wanted, setKind] = useState<MethodKind>(replaces?.kind ?? 'card')
  const kind = processor.kinds.includes(wanted) ? wanted : processor.kinds[0]!
  const [holder, setHolder] = useState(page.holder)
  const [own, setOwn] = useState(false)
  const [address, setAddress] = useState(noAddress)
  const [more, setMore] = useState({ nickname: '', note: '', uses: replaces?.uses ?? [], isDefault: page.items.every(({ archived }) => archived) || replaces?.isDefault === true }) // prettier-ignore
  const [agreed, setAgreed] = useState({ given: false, by: `${page.holder.firstName} ${page.holder.lastName}`.trim(), channel: '' as AuthorizationChannel | '', on: todayIn(company.timeZone, new Date()) }) // prettier-ignore
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTrouble('')
    const body = {
      requestKey,
      processorId,
      kind,
      // Judged first without it, so that nobody's card is tokenized for nothing.
      token: 'token-to-come',
      holder,
      address: own ? address : null,
      ...more,
      replacesId: replaces?.id ?? null,
      authorization: {
        ...agreed,
        given: agreed.given as true,
        channel: agreed.channel as AuthorizationChannel,
      },
    }
    const checked = check(billingMethods.add.body, body)
    if (checked.errors)
      return setErrors(
        Object.fromEntries(
          Object.entries(checked.errors).map(([path, text]) => [path, missing[path] ?? text]),
        ),
      )
    setErrors({})
    setBusy(true)
    try {
      const token = await capture.current!.tokenize()
      if (token === null) return
      take(await add.mutateAsync({ params: { customerId }, body: { ...checked.value, token } }))
      toastDone(replaces ? 'Replaced.' : 'Billing method added.')
      onClose()
    } catch (error) {
      setErrors(error instanceof Error && 'code' in error ? fieldErrors(error as Problem) : {})
      setTrouble(
        error instanceof Error && 'code' in error ? problemText(error as Problem) : (error as Error).message,
      )
      // What the processor refused it may have noted under this key.
      if (error instanceof Error && 'code' in error && error.code === 'billing_methods.refused')
        setRequestKey(crypto.randomUUID())
    } finally {
      setBusy(false)
    }
  }
  const typed = (value: string, set: (text: string) => void, error?: string) => ({
    value,
    error,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size={620}
      title={replaces ? `Replace ${replaces.name}` : 'New billing method'}
      closeOnClickOutside={false}
    >
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {replaces && (
            <Notice tone="neutral">
              What charges {replaces.name} charges the new one from now on; the old one is archived.
            </Notice>
          )}
          {page.processors.length > 1 && (
            <NativeSelect
              label="Kept at"
              data={page.processors.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={String(processorId)}
              onChange={(event) => setProcessorId(Number(event.currentTarget.value))}
            />
          )}
          {processor.kinds.length > 1 && (
            <SegmentedControl
              fullWidth
              aria-label="Kind"
              data={processor.kinds.map((value) => ({ value, label: methodKinds[value] }))}
              value={kind}
              onChange={(value) => setKind(value as MethodKind)}
            />
          )}
          <CaptureFrame ref={capture} key={`${processorId} ${kind}`} processorId={processorId} kind={kind} />
          <p className={classes.hint}>
            These fields are {processor.name}’s: what is typed there goes to {processor.name} alone. Never
            write a card number anywhere else.
          </p>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label="First name"
              maxLength={60}
              {...typed(
                holder.firstName,
                (firstName) => setHolder({ ...holder, firstName }),
                errors['holder.firstName'],
              )}
            />
            <TextInput
              label="Last name"
              maxLength={60}
              {...typed(
                holder.lastName,
                (lastName) => setHolder({ ...holder, lastName }),
                errors['holder.lastName'],
              )}
            />
          </SimpleGrid>
          <TextInput
            label="Company"
            maxLength={120}
            description="If the card or the account is a business’s"
            {...typed(
              holder.company,
              (name) => setHolder({ ...holder, company: name }),
              errors['holder.company'],
            )}
          />
          <Checkbox
            label="The billing address is not the customer’s"
            checked={own}
            onChange={(event) => setOwn(event.currentTarget.checked)}
          />
          {own && (
            <SimpleGrid cols={{ base: 1, xs: 2 }} role="group" aria-label="Billing address">
              {(
                [
                  ['line1', 'Street', 100],
                  ['line2', 'Apartment, suite', 100],
                  ['city', 'City', 60],
                  ['state', 'State', 2],
                  ['zip', 'ZIP', 10],
                ] as const
              ).map(([name, label, max]) => (
                <TextInput
                  key={name}
                  label={label}
                  withAsterisk={name !== 'line2'}
                  maxLength={max}
                  {...typed(
                    address[name],
                    (text) => setAddress({ ...address, [name]: text }),
                    errors[`address.${name}`],
                  )}
                />
              ))}
            </SimpleGrid>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label="Nickname"
              maxLength={60}
              placeholder="For example Her card"
              {...typed(more.nickname, (nickname) => setMore({ ...more, nickname }), errors.nickname)}
            />
            <Checkbox.Group
              label="Used for"
              value={more.uses}
              onChange={(uses) => setMore({ ...more, uses: uses as typeof more.uses })}
            >
              <Group gap="sm" mt={6}>
                {Object.entries(methodUses).map(([value, label]) => (
                  <Checkbox key={value} value={value} label={label} />
                ))}
              </Group>
            </Checkbox.Group>
          </SimpleGrid>
          <Textarea
            label="Note"
            maxLength={500}
            autosize
            minRows={1}
            {...typed(more.note, (note) => setMore({ ...more, note }), errors.note)}
          />
          <Checkbox
            label="Default billing method"
            checked={more.isDefault}
            onChange={(event) => setMore({ ...more, isDefault: event.currentTarget.checked })}
          />
          <fieldset className={classes.authorization}>
            <legend>Authorization</legend>
            <blockquote className={classes.words}>{page.authorizationTexts[kind]}</blockquote>
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <TextInput
                label="Authorized by"
                withAsterisk
                maxLength={120}
                {...typed(agreed.by, (by) => setAgreed({ ...agreed, by }), errors['authorization.by'])}
              />
              <NativeSelect
                label="How"
                withAsterisk
                data={[
                  { value: '', label: 'Choose' },
                  ...staffChannelKeys.map((value) => ({ value, label: authorizationChannels[value] })),
                ]}
                value={agreed.channel}
                error={errors['authorization.channel']}
                onChange={(event) =>
                  setAgreed({ ...agreed, channel: event.currentTarget.value as AuthorizationChannel })
                }
              />
              <TextInput
                label="On"
                type="date"
                withAsterisk
                {...typed(agreed.on, (on) => setAgreed({ ...agreed, on }), errors['authorization.on'])}
              />
            </SimpleGrid>
            <Checkbox
              mt="sm"
              label="The customer agreed to these words"
              checked={agreed.given}
              error={errors['authorization.given']}
              onChange={(event) => setAgreed({ ...agreed, given: event.currentTarget.checked })}
            />
          </fieldset>
          {trouble && (
            <Alert color="red" role="alert">
              {trouble}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {replaces ? 'Replace' : 'Add billing method'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
