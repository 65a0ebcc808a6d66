/** /{company}/administration/groups: the permission groups, how much each grants and how many hold it. */
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { IconLock, IconPlus, IconRouteScan } from '@tabler/icons-react'
import { linkOptions, useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { groups } from '#shared/contracts/groups.ts'
import { permissions } from '#shared/permissions.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useTitle } from '#web/ui/title.ts'
import classes from './groups.module.css'

type Row = Output<typeof groups.list>['items'][number]

const columns: Column<Row>[] = [
  {
    key: 'name',
    head: 'Group',
    maxWidth: 260,
    cell: (row) => (
      <span className={classes.name}>
        {row.name}
        {!row.assignable && <Chip>No longer given</Chip>}
      </span>
    ),
  },
  { key: 'description', head: 'Description', maxWidth: 420, cell: (row) => row.description },
  { key: 'members', head: 'Members', numeric: true, cell: (row) => row.members.toLocaleString('en-US') },
  {
    key: 'grants',
    head: 'Permissions',
    numeric: true,
    cell: (row) => `${row.grants} of ${permissions.length}`,
  },
]

export function GroupsPage() {
  const { company } = useParams({ from: '/$company' })
  const may = useMay()
  const [making, setMaking] = useState(false)
  const { data, error, refetch } = useEndpointQuery(groups.list, {})
  useTitle('Permission groups')
  return (
    <Page>
      <PageHeader
        title="Permission groups"
        note={data?.items.length}
        actions={
          <>
            <LinkButton
              variant="default"
              to="/$company/administration/access/analyzer"
              params={{ company }}
              leftSection={<IconRouteScan size={16} />}
            >
              Analyzer
            </LinkButton>
            {may('permission_groups.modify') && (
              <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
                New group
              </Button>
            )}
          </>
        }
      />
      <Panel flush>
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <DataTable
            label="Permission groups"
            columns={columns}
            rows={data?.items}
            rowKey={(row) => row.id}
            rowLink={(row) =>
              linkOptions({
                to: '/$company/administration/groups/$groupId',
                params: { company, groupId: row.id },
              })
            }
            skeletons={5}
            empty={
              <EmptyState icon={IconLock} title="No permission group yet">
                Users hold groups, and a group grants permissions. Make the first one.
              </EmptyState>
            }
          />
        )}
      </Panel>
      {making && <NewGroupDialog onClose={() => setMaking(false)} />}
    </Page>
  )
}

/** @param copyOf a group whose permissions the new one begins with. */
export function NewGroupDialog({
  copyOf,
  onClose,
}: {
  copyOf?: { id: number; name: string }
  onClose: () => void
}) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(groups.create)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = Object.fromEntries(new FormData(event.currentTarget))
    const checked = check(groups.create.body, { ...typed, ...(copyOf && { copyOf: copyOf.id }) })
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    create.mutate(
      { body: checked.value },
      {
        onSuccess: (group) => {
          void invalidate(groups.list)
          onClose()
          void navigate({
            to: '/$company/administration/groups/$groupId',
            params: { company, groupId: group.id },
          })
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const unplaced = create.error && !errors.name ? create.error.detail : null
  return (
    <Modal opened onClose={onClose} title={copyOf ? `Duplicate “${copyOf.name}”` : 'New permission group'}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {unplaced && <Notice tone="bad">{unplaced}</Notice>}
          <TextInput
            name="name"
            label="Name"
            withAsterisk
            maxLength={255}
            defaultValue={copyOf ? `${copyOf.name}, copy` : ''}
            error={errors.name}
            data-autofocus
          />
          <Textarea
            name="description"
            label="Description"
            maxLength={1000}
            autosize
            minRows={2}
            maxRows={6}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              {copyOf ? 'Duplicate' : 'Create group'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
