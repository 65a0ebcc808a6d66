/** Columns of a record's files. */
import { ActionIcon, Group } from '@mantine/core'
import { IconDownload, IconPencil } from '@tabler/icons-react'
import type { FileRow } from '#shared/contracts/files.ts'
import { kindText, previewOf, sizeText } from '#shared/rules/files.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { Time } from '#web/ui/Time.tsx'
import { contentAddress } from './files-words.ts'
import classes from './files.module.css'

type Means = {
  customerId: number
  preview: (row: FileRow) => void
  /** null: the reader may change nothing; the form shows versions and history all the same. */
  edit: (row: FileRow) => void
  mayEdit: boolean
}

export const fileColumns = ({ customerId, preview, edit, mayEdit }: Means): Column<FileRow>[] => [
  {
    key: 'name',
    head: 'Name',
    sortable: true,
    maxWidth: 320,
    cell: (row) => (
      <>
        {previewOf(row.contentType) ? (
          <button type="button" className={classes.name} title={row.name} onClick={() => preview(row)}>
            {row.name}
          </button>
        ) : (
          <a
            className={classes.name}
            title={row.name}
            href={contentAddress(customerId, row)}
            download={row.name}
          >
            {row.name}
          </a>
        )}
        {row.number > 1 && <span className={classes.version}>v{row.number}</span>}
      </>
    ),
  },
  {
    key: 'category',
    head: 'Category',
    sortable: true,
    maxWidth: 160,
    cell: ({ category }) => category?.name,
  },
  {
    key: 'description',
    head: 'Description',
    maxWidth: 260,
    cell: ({ description }) => description && <span title={description}>{description}</span>,
  },
  { key: 'kind', head: 'Kind', sortable: true, cell: ({ contentType }) => kindText(contentType) },
  { key: 'size', head: 'Size', numeric: true, sortable: true, cell: ({ sizeBytes }) => sizeText(sizeBytes) },
  {
    key: 'uploadedAt',
    head: 'Uploaded',
    sortable: true,
    cell: ({ uploadedAt }) => <Time at={uploadedAt} short />,
  },
  { key: 'uploadedBy', head: 'By', maxWidth: 160, cell: ({ uploadedBy }) => uploadedBy },
  {
    key: 'actions',
    head: 'Actions',
    hideHead: true,
    cell: (row) => (
      <Group gap={2} wrap="nowrap" justify="flex-end">
        <ActionIcon
          component="a"
          href={contentAddress(customerId, row)}
          download={row.name}
          variant="subtle"
          color="gray"
          aria-label={`Download ${row.name}`}
        >
          <IconDownload size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={mayEdit ? `Edit ${row.name}` : `Versions of ${row.name}`}
          onClick={() => edit(row)}
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
      </Group>
    ),
  },
]
