/** Sets, changes or takes away one of the record's agencies. */
import { Button, Group, Modal, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type ContactList, contacts } from '#shared/contracts/contacts.ts'
import { parseMoney } from '#shared/money.ts'
import { formatPhone, parsePhone } from '#shared/phone.ts'
import { agencyKinds, type AgencyKind } from '#shared/rules/contacts.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useCustomerParams, useTakeList } from './use-contacts.ts'

type Props = { list: ContactList; kind: AgencyKind; onClose: () => void }

export function AgencyDialog({ list, kind, onClose }: Props) {
  const { customerId } = useCustomerParams()
  const params = { customerId, agencyKind: kind }
  const agency = list.agencies.find((each) => each.kind === kind)
  const take = useTakeList(customerId)
  const { invalidate } = useInvalidate()
  const label = agencyKinds[kind]
  const end = (word: string) => ({
    onSuccess: (next: ContactList) => {
      toastDone(`${label} ${word}.`)
      onClose()
      take(next)
    },
  })
  const save = useEndpointMutation(contacts.setAgency)
  const remove = useEndpointMutation(contacts.removeAgency, end('deleted'))
  const [draft, setDraft] = useState({
    name: agency?.name ?? '',
    phone: agency?.phone ? formatPhone(agency.phone) : '',
    permitNumber: agency?.permitNumber ?? '',
    permitExpiresOn: agency?.permitExpiresOn ?? '',
    responseFee: agency?.responseFeeCents == null ? '' : (agency.responseFeeCents / 100).toFixed(2),
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const text = (name: keyof typeof draft) => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { responseFee, ...values } = draft
    const responseFeeCents = responseFee.trim() === '' ? null : parseMoney(responseFee)
    const checked = check(contacts.setAgency.body, {
      ...values,
      version: agency?.version ?? null,
      responseFeeCents,
    })
    const feeError =
      responseFee.trim() !== '' && responseFeeCents === null
        ? { responseFee: 'Enter an amount, for example 35.00' }
        : {}
    const { responseFeeCents: feeRange, ...others } = checked.errors ?? {}
    const found = { ...others, ...(feeRange && { responseFee: feeRange }), ...feeError }
    setErrors(found)
    if (!checked.value || Object.keys(found).length) return
    save.mutate(
      { params, body: checked.value },
      {
        ...end('saved'),
        onError: (problem) => {
          setErrors(fieldErrors(problem))
          if (problem.code === 'contacts.stale') void invalidate(contacts.list, { customerId })
        },
      },
    )
  }
  const problem = save.error ?? remove.error
  return (
    <Modal opened onClose={onClose} title={label}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
            </Notice>
          )}
          <TextInput label="Name" withAsterisk data-autofocus maxLength={120} {...text('name')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <TextInput
              label="Phone"
              type="tel"
              className="tabular"
              maxLength={40}
              {...text('phone')}
              onBlur={() => {
                const parsed = parsePhone(draft.phone)
                if (parsed) setDraft({ ...draft, phone: formatPhone(parsed) })
              }}
            />
            {kind === 'guard' && (
              <TextInput
                label="Response fee"
                inputMode="decimal"
                leftSection="$"
                maxLength={12}
                {...text('responseFee')}
              />
            )}
            <TextInput label="Permit number" maxLength={60} {...text('permitNumber')} />
            <TextInput label="Permit expires" type="date" {...text('permitExpiresOn')} />
          </SimpleGrid>
          <Group justify="flex-end">
            {agency && list.abilities.delete && (
              <Button
                variant="subtle"
                color="red"
                mr="auto"
                loading={remove.isPending}
                onClick={() => remove.mutate({ params })}
              >
                Delete
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
