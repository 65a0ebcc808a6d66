/** /{company}/administration/audit: who was refused what, and who was shown confidential values (ADM-013). */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { useTitle } from '#web/ui/title.ts'
import { DenialsTable } from './DenialsTable.tsx'
import { ReadsTable } from './ReadsTable.tsx'

const from = '/$company/administration/audit'

export function AuditPage() {
  const { show = 'denials' } = useSearch({ from })
  const navigate = useNavigate({ from })
  useTitle('Audit')
  return (
    <Page>
      <PageHeader title="Audit" note="Beside History, which has what was done" />
      <PageTabs
        value={show}
        onChange={(next) =>
          void navigate({ search: (before) => ({ ...before, field: undefined, show: next }), replace: true })
        }
        tabs={[
          { value: 'denials', label: 'Denied attempts', content: () => <DenialsTable /> },
          { value: 'reads', label: 'Confidential values', content: () => <ReadsTable /> },
        ]}
      />
    </Page>
  )
}
