/** A record's contracts that are sold to funders: a card each, with its terms, how far it is, and its money (TAB-010). */
import { Button } from '@mantine/core'
import { IconBuildingBank, IconPlus } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Funding, fundings } from '#shared/contracts/funding.ts'
import { fundingEntryKinds, fundingOutcomes, fundingProgresses, signOf } from '#shared/rules/funding.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AccountingFrame } from './AccountingFrame.tsx'
import { EntryForm, FundingForm, StateForm } from './FundingDialogs.tsx'
import { fundingTone } from './funding-marks.ts'
import { useCustomerParams } from './use-accounting.ts'
import { useRefreshFundings } from './use-fundings.ts'
import classes from './accounting.module.css'
import more from './money-documents.module.css'

const from = '/$company/customers/$customerId/accounting/funding'

export function FundingPage() {
  useTitle('Funding')
  return <AccountingFrame>{() => <Cards />}</AccountingFrame>
}

function Cards() {
  const { customerId } = useCustomerParams()
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const { data, error, refetch } = useEndpointQuery(fundings.ofCustomer, { params: { customerId } })
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={6} />
  const open = (create: true | undefined) => void navigate({ search: create ? { create } : {}, replace: !create })
  const add = data.abilities.create && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => open(true)}>
      Add funding
    </Button>
  )
  return (
    <>
      {data.readOnlyReason === 'archived' && (
        <Notice tone="neutral">The customer is archived: nothing here can be changed.</Notice>
      )}
      {data.items.length === 0 ? (
        <Panel title="Funding">
          <EmptyState icon={IconBuildingBank} title="The contract was not sold" action={add}>
            A funding follows the sale of a contract to a funding company: submitted, approved or refused, paid, charged
            back.
          </EmptyState>
        </Panel>
      ) : (
        <>
          {add && <div className={classes.buttons}>{add}</div>}
          {data.items.map((row) => (
            <Card key={row.id} row={row} page={data} />
          ))}
        </>
      )}
      {search.create && data.abilities.create && (
        <FundingForm customerId={customerId} page={data} row={null} onClose={() => open(undefined)} />
      )}
    </>
  )
} // prettier-ignore

type CardProps = { row: Funding; page: Parameters<typeof FundingForm>[0]['page'] }
function Card({ row, page }: CardProps) {
  const { customerId } = useCustomerParams()
  const [dialog, setDialog] = useState<'edit' | 'state' | 'entry' | null>(null)
  const remove = useEndpointMutation(fundings.remove)
  const refresh = useRefreshFundings()
  const close = () => setDialog(null)
  const { modify } = row.abilities
  const facts: [string, React.ReactNode][] = [
    ['Amount expected', <Money key="e" amountCents={row.expectedCents} />],
    ['Net received', <Money key="r" amountCents={row.receivedCents} />],
    ['Held back', row.heldCents > 0 && <Money key="h" amountCents={row.heldCents} />],
    ['Charged back', row.chargedBackCents > 0 && <span key="c" className={classes.late}><Money amountCents={row.chargedBackCents} /></span>],
    ['Remaining', <Money key="m" amountCents={row.remainingCents} />],
    ['Terms', `${row.multipleHundredths / 100} × ${(row.rateCents / 100).toFixed(2)}${row.holdbackPpm ? `, ${row.holdbackPpm / 10_000}% held back` : ''}`],
    ['Expected', row.expectedOn && <Day key="o" on={row.expectedOn} />],
    ['Submitted', row.submittedOn && <Day key="s" on={row.submittedOn} />],
    ['Decided', row.decidedOn && <Day key="d" on={row.decidedOn} />],
    ['Funded', row.fundedOn && <Day key="f" on={row.fundedOn} />],
    ['Charge back until', row.chargeBackUntil && <Day key="u" on={row.chargeBackUntil} />],
    ['Reason funder selected', row.reason?.name],
    ['Reference', row.reference],
    ['Grade', row.grade],
  ] // prettier-ignore
  return (
    <article aria-label={`Funding #${row.id}, ${row.funder.name}`}>
      <Panel
        title={`#${row.id} ${row.funder.name}`}
        note={
          <span className={classes.headLine}>
            <StatusBox tone={fundingTone(row)} label={fundingProgresses[row.progress]} />
            {row.outcome && <StatusBox tone={fundingTone(row)} label={fundingOutcomes[row.outcome]} />}
          </span>
        }
        actions={
          modify && (
            <span className={classes.actions}>
              <Button size="xs" onClick={() => setDialog('state')}>
                Set progress
              </Button>
              <Button size="xs" variant="default" onClick={() => setDialog('entry')}>
                Add transaction
              </Button>
              <Button size="xs" variant="default" onClick={() => setDialog('edit')}>
                Edit
              </Button>
              {row.abilities.delete && (
                <ConfirmButton
                  label="Delete"
                  danger
                  variant="subtle"
                  size="xs"
                  title="Delete this funding?"
                  onConfirm={async () => {
                    await remove.mutateAsync({ params: { customerId, fundingId: row.id } })
                    refresh()
                    toastDone('The funding was deleted.')
                  }}
                >
                  No money moved by it. It is gone for good.
                </ConfirmButton>
              )}
            </span>
          )
        }
      >
        {row.outcomeReason && <p className={classes.plain}>{row.outcomeReason}</p>}
        <dl className={more.factGrid}>
          {facts
            .filter(([, value]) => Boolean(value))
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
        {row.notes && <p className={classes.plain}>{row.notes}</p>}
        {row.entries.length > 0 && (
          <PanelPart title="Transactions">
            <ul className={classes.rows} aria-label="Transactions">
              {row.entries.map((entry) => (
                <Entry key={entry.id} row={row} entry={entry} />
              ))}
            </ul>
          </PanelPart>
        )}
        <details>
          <summary className={classes.summary}>History</summary>
          <EntityHistory
            endpoint={fundings.history}
            input={{ params: { customerId, fundingId: row.id } }}
            empty="Nothing has been changed since it was brought over"
          />
        </details>
      </Panel>
      {dialog === 'edit' && <FundingForm customerId={customerId} page={page} row={row} onClose={close} />}
      {dialog === 'state' && (
        <StateForm customerId={customerId} row={row} today={page.today} onClose={close} />
      )}
      {dialog === 'entry' && (
        <EntryForm customerId={customerId} row={row} today={page.today} onClose={close} />
      )}
    </article>
  )
}

function Entry({ row, entry }: { row: Funding; entry: Funding['entries'][number] }) {
  const { customerId } = useCustomerParams()
  const reverse = useEndpointMutation(fundings.reverseEntry)
  const refresh = useRefreshFundings()
  const of = entry.kind === 'reversal' ? row.entries.find(({ id }) => id === entry.ofId) : undefined
  const kind = (of ?? entry).kind as keyof typeof fundingEntryKinds
  const sign = signOf(kind) * (entry.kind === 'reversal' ? -1 : 1)
  return (
    <li className={classes.headLine}>
      <span className={entry.reversed ? classes.dim : classes.name}>
        {entry.kind === 'reversal' ? `${fundingEntryKinds[kind]}, reversed` : fundingEntryKinds[kind]}
      </span>
      <Day on={entry.on} />
      <span className={classes.dim}>{[entry.reason, entry.by].filter(Boolean).join(' · ')}</span>
      <span className={classes.end}>
        <Money amountCents={sign * entry.amountCents} />
      </span>
      {row.abilities.modify && entry.kind !== 'reversal' && !entry.reversed && (
        <ConfirmButton
          label="Reverse"
          variant="subtle"
          size="compact-xs"
          title={`Reverse ${fundingEntryKinds[kind].toLowerCase()}?`}
          onConfirm={async () => {
            await reverse.mutateAsync({
              params: { customerId, fundingId: row.id, entryId: entry.id },
              body: { reason: 'Noted in error' },
            })
            refresh()
            toastDone('It was reversed.')
          }}
        >
          It stays in the list beside what takes it back. Use it for what was noted in error; money that a funder took
          back is a charge back.
        </ConfirmButton>
      )}
    </li>
  )
} // prettier-ignore
