/** Whose rows, of which record, from when to when; and the button that takes them out as a file. */
import { Button } from '@mantine/core'
import { IconDownload, IconX } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { audit } from '#shared/contracts/audit.ts'
import { download } from '#web/api/download.ts'
import { problemText } from '#web/api/problem.ts'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import type { AuditSearch } from './audit-search.ts'
import classes from './audit.module.css'

const from = '/$company/administration/audit'

/** The filter that the address says, and how it is changed. */
export function useAuditSearch(): {
  search: AuditSearch
  filter: (change: Partial<AuditSearch>) => void
  filtered: boolean
} {
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  return {
    search,
    filter: (change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    filtered: Object.entries(search).some(([name, value]) => name !== 'show' && value !== undefined),
  }
}

type Props = {
  what: 'denials' | 'reads'
  users: readonly { id: number; name: string }[]
  mayExport: boolean
  /** Filters of one of the two alone. */
  children?: ReactNode
}

const day = (label: string) => ({
  label,
  name: `${label} day`,
  labelWidth: 44,
  className: classes.day,
})

export function AuditFilters({ what, users, mayExport, children }: Props) {
  const { search, filter } = useAuditSearch()
  const [running, setRunning] = useState(false)
  const { show: _, ...body } = search
  const take = () => {
    setRunning(true)
    const wanted = what === 'reads' ? body : { ...body, field: undefined }
    void download(audit.exportCsv, { params: { what }, body: wanted })
      .then(
        () => toastDone('The file is in your downloads.'),
        (error: unknown) => toastFailed(problemText(error)),
      )
      .finally(() => setRunning(false))
  }
  return (
    <div className={classes.filters} role="group" aria-label="Filter">
      {search.customerId !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          rightSection={<IconX size={13} aria-hidden />}
          aria-label={`Record ${search.customerId}: take the filter off`}
          onClick={() => filter({ customerId: undefined })}
        >
          Record #{search.customerId}
        </Button>
      )}
      <FilterChip
        label="User"
        choices={users.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.userId}
        onChange={(userId) => filter({ userId })}
        anyLabel="Everybody"
      />
      {children}
      <div className={classes.days}>
        <DayFilter {...day('From')} value={search.from} onChange={(value) => filter({ from: value })} />
        <DayFilter {...day('To')} value={search.to} onChange={(to) => filter({ to })} />
      </div>
      {mayExport && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          loading={running}
          onClick={take}
        >
          Export CSV
        </Button>
      )}
    </div>
  )
}
