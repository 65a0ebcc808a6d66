/** What the Home page warns of, each with its action (REC-060). Nothing to warn of draws nothing. */
import { useMe } from '#web/api/session.ts'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { useRecord } from './record-context.ts'

export function RecordWarnings() {
  return (
    <>
      <ConnectionsWarning />
      <TicketsWarning />
      <AtRiskWarning />
    </>
  )
}

function ConnectionsWarning() {
  const { company } = useMe()
  const record = useRecord()
  const connections = record.tabs.find((tab) => tab.key === 'connections')
  if (!connections?.alert) return null
  const linking = record.link?.state === 'linking'
  return (
    <Notice
      tone="attention"
      title={linking ? 'The account is being linked.' : 'Connections need attention.'}
      action={
        <LinkButton
          to="/$company/customers/$customerId/connections"
          params={{ company: company.slug, customerId: record.id }}
          size="compact-sm"
          variant="default"
        >
          Open connections
        </LinkButton>
      }
    >
      {linking
        ? 'The central station has not confirmed yet.'
        : 'A saved change of this customer did not reach the central station.'}
    </Notice>
  )
}

function TicketsWarning() {
  const { company } = useMe()
  const record = useRecord()
  if (!record.tabs.find((tab) => tab.key === 'notes')?.alert) return null
  return (
    <Notice
      tone="attention"
      title="A ticket is overdue or urgent."
      action={
        <LinkButton
          to="/$company/customers/$customerId/notes"
          params={{ company: company.slug, customerId: record.id }}
          search={{ status: 'open' }}
          size="compact-sm"
          variant="default"
        >
          Open tickets
        </LinkButton>
      }
    >
      Somebody has to see to it.
    </Notice>
  )
}

function AtRiskWarning() {
  const { company } = useMe()
  const record = useRecord()
  if (!record.tabs.find((tab) => tab.key === 'risks')?.alert) return null
  return (
    <Notice
      tone="attention"
      title={`This ${record.kind} is at risk.`}
      action={
        <LinkButton
          to="/$company/customers/$customerId/at-risk"
          params={{ company: company.slug, customerId: record.id }}
          size="compact-sm"
          variant="default"
        >
          Open At Risk
        </LinkButton>
      }
    >
      The follow-up is overdue, or the risk is of a level that warns.
    </Notice>
  )
}
