/** Takes the list out as a CSV file: the rows that the filters find, with the columns that are shown. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { lists } from '#shared/contracts/lists.ts'
import { download } from '#web/api/download.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import type { listQueryOf } from './list-search.ts'

type Props = { kind: 'customer' | 'lead'; query: ReturnType<typeof listQueryOf> & { columns: string } }

export function ExportButton({ kind, query }: Props) {
  const [running, setRunning] = useState(false)
  const run = async () => {
    setRunning(true)
    const { kind: _, limit: __, ...body } = query
    await download(lists.exportCsv, { params: { kind }, body }).then(
      () => toastDone('The list is downloaded'),
      toastFailed,
    )
    setRunning(false)
  }
  return (
    <Tooltip label="Download as CSV">
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Download as CSV"
        loading={running}
        onClick={() => void run()}
      >
        <IconDownload size={16} />
      </ActionIcon>
    </Tooltip>
  )
}
