/** The record's At Risk tab: the entry that is open, what was tried, and how earlier ones ended (TAB-016). */
import { Button, Group } from '@mantine/core'
import { IconHeartbeat, IconPlus } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type Risk, type RiskList, risks } from '#shared/contracts/risks.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { Attempts } from './Attempts.tsx'
import { ResolveDialog } from './ResolveDialog.tsx'
import { RiskDialog } from './RiskDialog.tsx'
import { daysText, RiskFacts, RiskState } from './RiskFacts.tsx'
import type { RisksSearch } from './risks-search.ts'
import classes from './risks.module.css'
import { useCustomerParams, useRisks, useTakeList } from './use-risks.ts'

export function RisksPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useRisks(customerId)
  if (data) return <Entries list={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the at-risk entries">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Entries({ list }: { list: RiskList }) {
  const params = useCustomerParams()
  const search = useSearch({ from: '/$company/customers/$customerId/at-risk' })
  const navigate = useNavigate()
  const go = (next: RisksSearch) =>
    void navigate({
      to: '/$company/customers/$customerId/at-risk',
      params,
      search: next,
      replace: true,
    })
  const close = () => go({})
  const { items, abilities } = list
  const open = items.find(({ status }) => status === 'open')
  const ended = items.filter(({ status }) => status !== 'open')
  const edited = items.find(({ id }) => id === search.edit)
  const report = abilities.create && !open && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => go({ new: true })}>
      Report at risk
    </Button>
  )
  const edit = (risk: Risk) =>
    abilities.modify && (
      <Button size="xs" variant="default" onClick={() => go({ edit: risk.id })}>
        Edit
      </Button>
    )
  return (
    <div className={classes.entries}>
      {open ? (
        <Panel
          title={open.reason.name}
          note={
            <>
              <RiskState status="open" /> for {daysText(open.daysOpen)}
            </>
          }
          actions={
            <Group gap={8} wrap="nowrap">
              {edit(open)}
              {abilities.modify && (
                <Button size="xs" onClick={() => go({ end: open.id })}>
                  End entry
                </Button>
              )}
            </Group>
          }
        >
          <RiskFacts risk={open} />
          <Attempts risk={open} mayNote={abilities.modify} />
        </Panel>
      ) : (
        <Panel title="At Risk">
          <EmptyState icon={IconHeartbeat} title="Not at risk" action={report}>
            {abilities.create
              ? 'Report it when somebody may leave: why, how likely it is, who sees to it and when to follow up.'
              : 'When somebody reports that this record may be lost, it stands here.'}
          </EmptyState>
        </Panel>
      )}
      {ended.length > 0 && (
        <Panel title="Ended" note={<span className="tabular">{ended.length}</span>}>
          <ul className={classes.ended}>
            {ended.map((risk) => (
              <li key={risk.id}>
                <details open={ended.length === 1}>
                  <summary>
                    <strong>{risk.reason.name}</strong> <RiskState status={risk.status} />
                    {risk.resolution && <span className={classes.dim}>{risk.resolution.name}</span>}
                    <span className={classes.dim}>after {daysText(risk.daysOpen)}</span>
                  </summary>
                  <RiskFacts risk={risk} />
                  <Attempts risk={risk} mayNote={false} />
                  <Group gap={8} mt="sm">
                    {edit(risk)}
                    {abilities.modify && !open && <Reopen risk={risk} />}
                  </Group>
                </details>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {search.new && abilities.create && !open && <RiskDialog onClose={close} />}
      {edited && abilities.modify && <RiskDialog risk={edited} onClose={close} key={edited.id} />}
      {open && search.end === open.id && abilities.modify && <ResolveDialog risk={open} onClose={close} />}
    </div>
  )
}

function Reopen({ risk }: { risk: Risk }) {
  const { customerId } = useCustomerParams()
  const take = useTakeList(customerId)
  const reopen = useEndpointMutation(risks.reopen)
  return (
    <Button
      size="xs"
      variant="default"
      loading={reopen.isPending}
      onClick={() =>
        reopen.mutate(
          { params: { customerId, riskId: risk.id }, body: { version: risk.version } },
          {
            onSuccess: (list) => {
              take(list)
              toastDone('At-risk entry reopened.')
            },
            onError: (error) => {
              take()
              toastFailed(error)
            },
          },
        )
      }
    >
      Reopen
    </Button>
  )
}
