/** Changes many records at once: what, then how far it is, then what was refused and why. */
import { Button, Group, Modal, MultiSelect, Progress, Select, Stack, Table } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { type BulkEdit, lists } from '#shared/contracts/lists.ts'
import { type FieldName, type FieldValue, field } from '#shared/rules/customer-fields.ts'
import { bulkFields } from '#shared/rules/lists.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import type { Choice, Offers, Options } from './filter-fields.ts'
import { filterOf, type ListSearch } from './list-search.ts'
import classes from './list.module.css'

type Props = {
  kind: 'customer' | 'lead'
  search: ListSearch
  offers: Offers
  /** null: all that the filters find. */
  ids: number[] | null
  total: number
  onClose: () => void
  onDone: () => void
}

const active = (list: readonly { id: number; name: string; active: boolean }[] = []): Choice[] =>
  list.filter((value) => value.active).map(({ id, name }) => ({ value: String(id), label: name }))

/** What a field may be set to; null for one that this dialog does not ask. */
function choicesOf(name: FieldName, options: Options): Choice[] | null {
  const f = field(name)
  switch (f.type) {
    case 'user':
      return active(options.users.filter(({ roles }) => roles.includes(f.role)))
    case 'catalogue':
      return active(options.catalogues[f.catalogue])
    case 'location':
      return active(options.locations)
    case 'monitoringCompany':
      return active(options.monitoringCompanies)
    case 'serviceProvider':
      return active(options.serviceProviders)
    case 'choice':
      return f.options.map(({ value, label }) => ({ value, label }))
    default:
      return null
  }
}

const nothing = '(empty)'

export function BulkDialog(props: Props) {
  const { kind, total, onClose, onDone } = props
  const [started, setStarted] = useState<BulkEdit | null>(null)
  const title = `Change ${total.toLocaleString('en-US')} ${total === 1 ? kind : `${kind}s`}`
  return (
    <Modal opened onClose={onClose} title={title} size={560}>
      {started ? (
        <Running edit={started} onClose={onClose} onDone={onDone} />
      ) : (
        <Asking {...props} onStarted={setStarted} />
      )}
    </Modal>
  )
}

function Asking({
  kind,
  search,
  offers,
  ids,
  onClose,
  onStarted,
}: Props & { onStarted: (edit: BulkEdit) => void }) {
  const may = useMay()
  const [fields, setFields] = useState<Partial<Record<FieldName, FieldValue>>>({})
  const [addTags, setAddTags] = useState<string[]>([])
  const [removeTags, setRemoveTags] = useState<string[]>([])
  const start = useEndpointMutation(lists.startBulk, { onSuccess: onStarted })
  const { options, tags } = offers
  const mayFields = may(kind === 'customer' ? 'customers.modify' : 'leads.modify')
  const tagChoices = tags.map(({ id, name }) => ({ value: String(id), label: name }))
  const isChosen = Object.keys(fields).length + addTags.length + removeTags.length > 0
  const set = (name: FieldName, value: string | null) =>
    setFields(({ [name]: _, ...others }) => {
      if (value === null) return others
      const wire = value === nothing ? null : field(name).type === 'choice' ? value : Number(value)
      return { ...others, [name]: wire }
    })
  const begin = () =>
    start.mutate({
      body: {
        kind,
        select: ids ? { ids } : { filter: withoutKind(filterOf(kind, search)) },
        change: { fields, addTags: addTags.map(Number), removeTags: removeTags.map(Number) },
      },
    })
  const errors = Object.values(fieldErrors(start.error))
  return (
    <Stack gap="md">
      <p className={classes.bulkHelp}>
        Each is saved by the rules of its own form: what is locked or not yours to change is left as it is,
        and told.
      </p>
      {options && mayFields && (
        <div className={classes.bulkFields}>
          {bulkFields[kind].map((name) => {
            const choices = choicesOf(name, options)
            if (!choices) return null
            const value = fields[name]
            return (
              <Select
                key={name}
                searchable
                clearable
                label={field(name).label}
                placeholder="As it is"
                data={field(name).required ? choices : [{ value: nothing, label: 'Empty it' }, ...choices]}
                value={value === undefined ? null : value === null ? nothing : String(value)}
                onChange={(next) => set(name, next)}
              />
            )
          })}
        </div>
      )}
      {may('tags.modify') && (
        <div className={classes.bulkFields}>
          <MultiSelect
            searchable
            clearable
            label="Add tags"
            data={tagChoices.filter(({ value }) => !removeTags.includes(value))}
            value={addTags}
            onChange={setAddTags}
          />
          <MultiSelect
            searchable
            clearable
            label="Take away tags"
            data={tagChoices.filter(({ value }) => !addTags.includes(value))}
            value={removeTags}
            onChange={setRemoveTags}
          />
        </div>
      )}
      {start.error && (
        <Notice tone="bad">{errors.length ? errors.join(' ') : problemText(start.error)}</Notice>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!isChosen} loading={start.isPending} onClick={begin}>
          Change them
        </Button>
      </Group>
    </Stack>
  )
}

const withoutKind = ({ kind: _, ...filter }: ReturnType<typeof filterOf>) => filter

const pollMs = 700

function Running({ edit, onClose, onDone }: { edit: BulkEdit; onClose: () => void; onDone: () => void }) {
  const { company } = useParams({ from: '/$company' })
  const { invalidate } = useInvalidate()
  const params = { bulkEditId: edit.id }
  const { data = edit, error } = useEndpointQuery(
    lists.bulkEdit,
    { params },
    {
      staleTime: 0,
      refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : pollMs),
    },
  )
  const cancel = useEndpointMutation(lists.cancelBulk, {
    onSuccess: () => void invalidate(lists.bulkEdit, params),
  })
  const done = data.changed + data.unchanged + data.refused
  const isRunning = data.state === 'running'
  const ended = useRef(false)
  useEffect(() => {
    if (isRunning || ended.current) return
    ended.current = true
    void invalidate(customers.list)
    void invalidate(customers.count)
  })
  const close = () => {
    onDone()
    onClose()
  }
  return (
    <Stack gap="md">
      <div aria-live="polite">
        {isRunning
          ? `${done.toLocaleString('en-US')} of ${data.total.toLocaleString('en-US')} done. It goes on if you close this.`
          : data.state === 'canceled'
            ? `Stopped: ${data.changed} of ${data.total} were changed.`
            : `${data.changed} changed, ${data.unchanged} were so already, ${data.refused} refused.`}
      </div>
      <Progress
        value={(100 * done) / Math.max(1, data.total)}
        animated={isRunning}
        aria-label="Done so far"
      />
      {error && <Notice tone="bad">{problemText(error)}</Notice>}
      {data.refusals.length > 0 && (
        <div className={classes.refusals} tabIndex={0} role="group" aria-label="Refused">
          <Table fz={13}>
            <Table.Tbody>
              {data.refusals.map(({ customerId, name, reason }) => (
                <Table.Tr key={customerId}>
                  <Table.Td>
                    <Link
                      to="/$company/customers/$customerId"
                      params={{ company, customerId }}
                      target="_blank"
                    >
                      #{customerId} {name}
                    </Link>
                  </Table.Td>
                  <Table.Td>{reason}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {data.refused > data.refusals.length && (
        <p className={classes.bulkHelp}>
          The first {data.refusals.length} of {data.refused} are listed.
        </p>
      )}
      <Group justify="flex-end">
        {isRunning && (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ params })}>
            Stop
          </Button>
        )}
        <Button onClick={close}>Close</Button>
      </Group>
    </Stack>
  )
}
