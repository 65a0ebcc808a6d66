/** + beside Account Number: issues the next free number of the monitoring company, for good, and saves it. */
import { ActionIcon, Button, Group, Modal, Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { providers } from '#shared/contracts/providers.ts'
import type { FieldName, FieldValues } from '#shared/rules/customer-fields.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { recordValues } from '../custom-draft.ts'
import { useDraft, useRecordForm } from '../form-context.ts'

type Props = {
  customerId: number
  company: string
  /** Whether the monitoring company that stands in the form is the one that is stored. */
  isSaved: boolean
}

const touched: FieldName[] = ['accountNumber', 'receiverNumber']

export function IssueNumber({ customerId, company, isSaved }: Props) {
  const { store } = useRecordForm()
  const params = { customerId }
  const { put, invalidate, invalidateParams } = useInvalidate()
  const [asking, setAsking] = useState(false)
  const number = String(useDraft('accountNumber') ?? '')
  const next = useEndpointQuery(providers.nextNumber, { params }, { enabled: isSaved })
  const issue = useEndpointMutation(providers.issueNumber)
  const obstacle = isSaved
    ? (next.data?.obstacle ?? null)
    : `Save first: numbers are issued once ${company} is saved as Monitored By`
  const label = 'Issue the next free account number'
  const run = () => {
    setAsking(false)
    issue.mutate(
      { params, body: { version: store.version } },
      {
        onSuccess: (saved) => {
          const fields = saved.fields as FieldValues
          // What is issued replaces what was typed in its place; everything else that is unsaved stays.
          const issued = touched.filter(
            (name) => name in fields && (name === 'accountNumber' || fields[name] !== store.base(name)),
          )
          for (const name of issued) store.setValue(name, fields[name] ?? null)
          store.rebase(
            recordValues(fields, saved, store.customFields),
            saved.version,
            Object.fromEntries(issued.map((name) => [name, fields[name] ?? null])),
          )
          put(customers.open, { params }, saved)
          void invalidate(customers.list)
          void invalidateParams(params)
          toastDone(`${String(fields.accountNumber)} was issued and saved.`)
        },
        onError: (problem) => {
          toastFailed(problem)
          void invalidateParams(params)
        },
      },
    )
  }
  return (
    <>
      <span title={obstacle ?? label}>
        <ActionIcon
          variant="default"
          size={34}
          aria-label={obstacle ? `${label}: ${obstacle}` : label}
          disabled={obstacle !== null || (isSaved && !next.data)}
          loading={issue.isPending}
          onClick={() => (number.trim() === '' ? run() : setAsking(true))}
        >
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
      </span>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Replace the account number?">
        <Stack gap="md">
          <div>
            The next free number of {company} takes the place of {number}, and is saved at once. A number that
            was issued is never issued again.
          </div>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button data-autofocus onClick={run}>
              Issue a number
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
