/** The company's tags in the order in which they are offered: made, changed, retired and put in order (TAB-003). */
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconArrowDown,
  IconArrowUp,
  IconDots,
  IconPencil,
  IconPlus,
  IconSearch,
  IconTag,
} from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { z } from 'zod'
import { type Tag, tags } from '#shared/contracts/tags.ts'
import { moved } from '#shared/moved.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { TagDialog } from './TagDialog.tsx'
import { TagMark } from './TagMark.tsx'
import classes from './tags.module.css'
import type { tagsSearch } from './tags-search.ts'

type Search = z.output<typeof tagsSearch>

export function TagsPage() {
  useTitle('Tags')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: '/$company/administration/tags' })
  const navigate = useNavigate()
  const { data, error, refetch } = useEndpointQuery(tags.list, {})
  const usage = useEndpointQuery(tags.usage, {})
  const go = (change: Partial<Search>) =>
    void navigate({
      to: '/$company/administration/tags',
      params: { company },
      search: { ...search, ...change },
      replace: true,
    })
  const sort = useSort(data?.tags ?? [])
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const words = (search.find ?? '').trim().toLowerCase()
  const rows = data?.tags.filter(
    (tag) =>
      (search.status === undefined || tag.active === (search.status === 'active')) &&
      `${tag.name} ${tag.category} ${tag.warning ?? ''}`.toLowerCase().includes(words),
  )
  const filtered = words !== '' || search.status !== undefined
  const counts = new Map(usage.data?.counts.map(({ id, count }) => [id, count]))
  const edited = data?.tags.find(({ id }) => id === search.tag)
  const close = () => go({ new: undefined, tag: undefined })
  return (
    <Page>
      <PageHeader
        title="Tags"
        note={data && String(data.tags.length)}
        actions={
          <Button
            size="sm"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => go({ new: true })}
          >
            New tag
          </Button>
        }
      />
      <div className={classes.filters} role="group" aria-label="Filters">
        <TextInput
          aria-label="Find a tag"
          placeholder="Find a tag"
          leftSection={<IconSearch size={14} aria-hidden />}
          maxLength={60}
          value={search.find ?? ''}
          onChange={(event) => go({ find: event.currentTarget.value || undefined })}
        />
        <FilterChip
          label="Status"
          choices={[
            { value: 'active', label: 'Active' },
            { value: 'retired', label: 'Retired' },
          ]}
          value={search.status}
          onChange={(status) => go({ status })}
        />
      </div>
      <Panel flush>
        <DataTable
          label="Tags"
          columns={columns({
            counts: usage.data && counts,
            edit: (tag) => go({ tag: tag.id }),
            placeOf: (tag) => data?.tags.indexOf(tag) ?? 0,
            last: (data?.tags.length ?? 1) - 1,
            // An order is one of the whole list: while some of it is hidden, nothing is moved.
            move: filtered || sort.running ? null : sort.move,
          })}
          rows={rows}
          rowKey={(tag) => tag.id}
          isMuted={(tag) => !tag.active}
          skeletons={8}
          empty={
            <EmptyState icon={IconTag} title={filtered ? 'No tag fits' : 'No tags yet'}>
              {filtered
                ? 'Look for another word, or take the status off.'
                : 'A tag marks records that have something in common, and may warn whoever opens one.'}
            </EmptyState>
          }
        />
      </Panel>
      {(search.new || edited) && (
        <TagDialog
          tag={edited}
          records={edited && counts.get(edited.id)}
          categories={[...new Set(data?.tags.map(({ category }) => category).filter(Boolean))]}
          onClose={close}
          key={edited?.id ?? 'new'}
        />
      )}
    </Page>
  )
}

function useSort(list: readonly Tag[]) {
  const { put, invalidate } = useInvalidate()
  const sort = useEndpointMutation(tags.sort, {
    onSuccess: (answer) =>
      put(tags.list, {}, { tags: answer.tags, abilities: { create: true, administer: true } }),
    onError: (error) => {
      toastFailed(error)
      void invalidate(tags.list)
    },
  })
  return {
    running: sort.isPending,
    move: (tag: Tag, to: number) =>
      sort.mutate({ body: { ids: moved(list, list.indexOf(tag), to).map(({ id }) => id) } }),
  }
}

type Means = {
  counts: Map<number, number> | undefined
  edit: (tag: Tag) => void
  placeOf: (tag: Tag) => number
  last: number
  move: ((tag: Tag, to: number) => void) | null
}

const columns = (means: Means): Column<Tag>[] => [
  {
    key: 'name',
    head: 'Tag',
    maxWidth: 280,
    cell: (tag) => (
      <button
        type="button"
        className={classes.option}
        aria-label={`Edit ${tag.name}`}
        onClick={() => means.edit(tag)}
      >
        <TagMark tag={tag} />
      </button>
    ),
  },
  { key: 'category', head: 'Category', maxWidth: 180, cell: (tag) => tag.category },
  { key: 'warning', head: 'Warning', maxWidth: 360, cell: (tag) => tag.warning },
  {
    key: 'status',
    head: 'Status',
    cell: (tag) => (
      <StatusDot tone={tag.active ? 'good' : 'neutral'} label={tag.active ? 'Active' : 'Retired'} />
    ),
  },
  {
    key: 'records',
    head: 'Records',
    numeric: true,
    cell: (tag) => means.counts && (means.counts.get(tag.id) ?? 0).toLocaleString('en-US'),
  },
  {
    key: 'actions',
    head: 'Actions',
    hideHead: true,
    numeric: true,
    cell: (tag) => <RowMenu tag={tag} means={means} />,
  },
]

function RowMenu({ tag, means }: { tag: Tag; means: Means }) {
  const { move, last } = means
  const place = means.placeOf(tag)
  const item = (label: string, Icon: typeof IconTag, to: number) => (
    <Menu.Item
      leftSection={<Icon size={15} />}
      disabled={!move || to < 0 || to > last || to === place}
      onClick={() => move?.(tag, to)}
    >
      {label}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={26} aria-label={`Actions for ${tag.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => means.edit(tag)}>
          Edit
        </Menu.Item>
        <Menu.Divider />
        {item('Move to the top', IconArrowBarToUp, 0)}
        {item('Move up', IconArrowUp, place - 1)}
        {item('Move down', IconArrowDown, place + 1)}
        {item('Move to the end', IconArrowBarToDown, last)}
      </Menu.Dropdown>
    </Menu>
  )
}
