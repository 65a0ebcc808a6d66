/** The record's Credit tab: what bureaus answered, running credit, and which check is the active one (TAB-014). */
import { Button, Modal } from '@mantine/core'
import { IconPlus, IconReportMoney } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { CreditPage as Page } from '#shared/contracts/credit.ts'
import { useMay } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { CheckCard } from './CheckCard.tsx'
import type { CreditSearch } from './credit-search.ts'
import classes from './credit.module.css'
import { ManualEntryForm } from './ManualEntryForm.tsx'
import { ReportDialog } from './ReportDialog.tsx'
import { RunCreditForm } from './RunCreditForm.tsx'
import { SettleDialog } from './SettleDialog.tsx'
import { useCredit } from './use-credit.ts'

export function CreditPage() {
  const { customerId } = useParams({ from: '/$company/customers/$customerId' })
  const { data, error, refetch } = useCredit(customerId)
  if (data) return <Checks page={data} customerId={customerId} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the credit checks">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Checks({ page, customerId }: { page: Page; customerId: number }) {
  const params = useParams({ from: '/$company/customers/$customerId' })
  const search = useSearch({ from: '/$company/customers/$customerId/credit' })
  const navigate = useNavigate()
  const go = (next: CreditSearch) =>
    void navigate({ to: '/$company/customers/$customerId/credit', params, search: next, replace: true })
  const close = () => go({})
  const { items, abilities, reportDays } = page
  const asked = page.bureaus.filter(({ manual }) => !manual)
  const manual = page.bureaus.filter((bureau) => bureau.manual)
  const open = items.find(({ state }) => state === 'running' || state === 'unknown')
  const hasRun = items.some(({ kind, state }) => kind === 'inquiry' && state === 'answered')
  const buttons = abilities.create && (
    <div className={classes.new}>
      {manual.length > 0 && (
        <Button size="xs" variant="default" onClick={() => go({ new: 'manual' })}>
          Manual entry
        </Button>
      )}
      {asked.length > 0 && (
        <Button
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={open !== undefined}
          title={open && 'An inquiry is still open'}
          onClick={() => go({ new: 'run' })}
        >
          {hasRun ? 'Run Credit Again' : 'Run Credit'}
        </Button>
      )}
    </div>
  )
  const report = items.find(({ id }) => id === search.report)
  const settled = items.find(({ id, state }) => id === search.settle && state === 'unknown')
  return (
    <Panel
      title="Credit Reports"
      note={items.length || undefined}
      actions={items.length > 0 && buttons}
      flush
    >
      {abilities.create && page.bureaus.length === 0 && (
        <div className={classes.none}>
          <NoBureaus />
        </div>
      )}
      {items.length === 0 ? (
        <EmptyState icon={IconReportMoney} title="No credit checks" action={buttons}>
          {abilities.create
            ? 'Run credit with the consumer’s consent, or enter a score that you have from elsewhere. Applied, it stands on the record.'
            : 'When somebody runs credit, the result stands here.'}
        </EmptyState>
      ) : (
        <div className={classes.cards}>
          {items.map((check) => (
            <CheckCard
              key={check.id}
              customerId={customerId}
              check={check}
              mayChange={abilities.create}
              onReport={() => go({ report: check.id })}
              onSettle={() => go({ settle: check.id })}
            />
          ))}
        </div>
      )}
      {search.new === 'run' && abilities.create && asked.length > 0 && !open && (
        <Modal opened onClose={close} size={560} title="Run credit" closeOnClickOutside={false}>
          <RunCreditForm customerId={customerId} bureaus={asked} onAsked={close} onCancel={close} />
        </Modal>
      )}
      {search.new === 'manual' && abilities.create && manual.length > 0 && (
        <Modal opened onClose={close} title="Enter a credit check">
          <ManualEntryForm customerId={customerId} bureaus={manual} onDone={close} onCancel={close} />
        </Modal>
      )}
      {report?.report === 'stored' && (
        <ReportDialog customerId={customerId} check={report} days={reportDays} onClose={close} />
      )}
      {settled && abilities.create && (
        <SettleDialog customerId={customerId} check={settled} onClose={close} />
      )}
    </Panel>
  )
}

function NoBureaus() {
  const { company } = useParams({ from: '/$company' })
  const may = useMay()
  return (
    <Notice
      tone="attention"
      title="No credit bureau is set up."
      action={
        may('integrations.view') && (
          <LinkButton
            to="/$company/administration/credit-bureaus"
            params={{ company }}
            size="compact-sm"
            variant="default"
          >
            Credit bureaus
          </LinkButton>
        )
      }
    >
      Nobody can be asked until administration adds one.
    </Notice>
  )
}
