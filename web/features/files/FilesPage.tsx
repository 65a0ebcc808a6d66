/** The files of a record: its Files tab (TAB-011, REC-039). */
import { Button } from '@mantine/core'
import { IconFiles, IconFileUpload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { FileList } from '#shared/contracts/files.ts'
import { sizeText } from '#shared/rules/files.ts'
import { DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { ChooseFiles } from './ChooseFiles.tsx'
import { DeletedFiles } from './DeletedFiles.tsx'
import { DropArea } from './DropArea.tsx'
import { FileDialog } from './FileDialog.tsx'
import { fileColumns } from './files-columns.tsx'
import type { FilesSearch, SortKey } from './files-search.ts'
import { countText, shownFiles } from './files-words.ts'
import classes from './files.module.css'
import { PreviewDialog } from './PreviewDialog.tsx'
import { UploadDialog } from './UploadDialog.tsx'
import { UploadList } from './UploadList.tsx'
import { useCustomerParams, useFiles, useUploads } from './use-files.ts'

export function FilesPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useFiles(customerId)
  // Another record is another page, with uploads of its own.
  if (data) return <Files key={customerId} list={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the files">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Files({ list }: { list: FileList }) {
  const params = useCustomerParams()
  const search = useSearch({ from: '/$company/customers/$customerId/files' })
  const navigate = useNavigate()
  const go = (change: FilesSearch) =>
    void navigate({
      to: '/$company/customers/$customerId/files',
      params,
      search: { ...search, ...change },
      replace: true,
    })
  const uploads = useUploads(params.customerId)
  const [dropped, setDropped] = useState<readonly File[]>([])
  const stage = (chosen: File[]) => {
    setDropped(chosen)
    go({ new: true })
  }
  const close = () => {
    setDropped([])
    go({ new: undefined, file: undefined, preview: undefined })
  }
  const { items, abilities } = list
  const rows = shownFiles(items, search)
  const edited = items.find(({ id }) => id === search.file)
  const previewed = items.find(({ id }) => id === search.preview)
  const empty = items.length === 0
  return (
    <>
      <DropArea enabled={abilities.create} onFiles={stage}>
        <Panel
          title="Files"
          note={!empty && countText(items.length)}
          actions={
            !empty &&
            abilities.create && (
              <Button
                size="xs"
                leftSection={<IconFileUpload size={14} aria-hidden />}
                onClick={() => go({ new: true })}
              >
                Upload files
              </Button>
            )
          }
          flush
        >
          <UploadList uploads={uploads} />
          {empty ? (
            <Nothing list={list} onFiles={stage} />
          ) : (
            <>
              <Tools list={list} search={search} go={go} />
              <DataTable
                label="Files"
                columns={fileColumns({
                  customerId: params.customerId,
                  preview: ({ id }) => go({ preview: id }),
                  edit: ({ id }) => go({ file: id }),
                  mayEdit: abilities.modify || abilities.delete,
                })}
                rows={rows}
                rowKey={(row) => row.id}
                sort={search.sort && { key: search.sort, direction: search.direction ?? 'asc' }}
                onSort={(key) => go(sortedBy(search, key as SortKey))}
                empty={
                  <EmptyState
                    icon={IconFiles}
                    title="No file fits"
                    action={
                      <Button
                        variant="default"
                        size="xs"
                        onClick={() => go({ find: undefined, category: undefined })}
                      >
                        Clear filters
                      </Button>
                    }
                  />
                }
              />
            </>
          )}
          <DeletedFiles deleted={list.deleted} />
        </Panel>
      </DropArea>
      {search.new && abilities.create && (
        <UploadDialog list={list} first={dropped} uploads={uploads} onClose={close} />
      )}
      {edited && <FileDialog key={edited.id} list={list} file={edited} uploads={uploads} onClose={close} />}
      {previewed && <PreviewDialog file={previewed} onClose={close} />}
      <UnsavedGuard dirty={uploads.uploads.some(({ state }) => state !== 'failed')} />
    </>
  )
}

type ToolsProps = { list: FileList; search: FilesSearch; go: (change: FilesSearch) => void }

function Tools({ list: { items, categories }, search, go }: ToolsProps) {
  const used = categories.filter(({ id }) => items.some(({ category }) => category?.id === id))
  const choices = [
    ...used.map(({ id, name }) => ({ value: id, label: name })),
    ...(items.some(({ category }) => !category) ? [{ value: 0, label: 'No category' }] : []),
  ]
  return (
    <div className={classes.tools} role="group" aria-label="Filters">
      <SearchBox
        label="Find files"
        placeholder="Name, description, by whom"
        size="xs"
        width={230}
        value={search.find ?? ''}
        onChange={(find) => go({ find: find || undefined })}
      />
      <FilterChip
        label="Category"
        choices={choices}
        value={search.category}
        onChange={(category) => go({ category })}
      />
    </div>
  )
}

function Nothing({ list, onFiles }: { list: FileList; onFiles: (files: File[]) => void }) {
  const { create } = list.abilities
  return (
    <div className={create ? classes.emptyZone : undefined}>
      <EmptyState
        icon={IconFiles}
        title={create ? 'No files yet: drop some here' : 'No files yet'}
        action={create && <ChooseFiles label="Choose files" size="xs" onFiles={onFiles} />}
      >
        {create
          ? `Contracts, photos, diagrams, certificates, letters, receipts: whatever belongs to this record, up to ${sizeText(list.maxBytes)} each.`
          : 'Contracts, photos and other documents of this record stand here.'}
      </EmptyState>
    </div>
  )
}

/** A click on a column: up, then down, then the list's own order again. */
function sortedBy(search: FilesSearch, key: SortKey): FilesSearch {
  if (search.sort !== key) return { sort: key, direction: undefined }
  return search.direction === 'desc'
    ? { sort: undefined, direction: undefined }
    : { sort: key, direction: 'desc' }
}
