/** What the Home page warns of, each with its action (REC-060). Nothing to warn of draws nothing. */
import type { Tab } from '#shared/contracts/customers.ts'
import { useMe } from '#web/api/session.ts'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { useRecord } from './record-context.ts'
import { tabLinks } from './tabs.ts'

export function RecordWarnings() {
  return (
    <>
      <WorkflowNotice />
      <ConnectionsWarning />
      <TicketsWarning />
      <TabWarning tab="work_orders" title="A work order is overdue." label="Open work orders">
        Its due date has passed, and it is neither complete nor canceled.
      </TabWarning>
      <TabWarning tab="accounting" title="The account needs attention." label="Open accounting">
        An invoice is past due, a card ends soon, or a charge did not go through.
      </TabWarning>
      <AtRiskWarning />
      <MessagesWarning />
      <TabWarning tab="edocs" title="A document needs attention." label="Open E-Docs">
        It waits for a signature, was declined, or expired before everybody had signed.
      </TabWarning>
      <TabWarning tab="appointments" title="An appointment is past its time." label="Open appointments">
        Nobody has said how it went.
      </TabWarning>
    </>
  )
}

/** A guided flow that is not finished: closing the browser loses nothing (NEW-016). */
function WorkflowNotice() {
  const { company } = useMe()
  const { id, workflow } = useRecord()
  if (!workflow) return null
  return (
    <Notice
      tone="info"
      title={`“${workflow.name}” is not finished.`}
      action={
        <LinkButton
          to="/$company/customers/$customerId/workflows/$enrolmentId"
          params={{ company: company.slug, customerId: id, enrolmentId: workflow.id }}
          size="compact-sm"
          variant="default"
        >
          Continue {workflow.name}
        </LinkButton>
      }
    >
      It goes on at the step where it was left.
    </Notice>
  )
}

function ConnectionsWarning() {
  const { company } = useMe()
  const record = useRecord()
  const connections = record.tabs.find((tab) => tab.key === 'connections')
  if (!connections?.alert) return null
  const linking = record.link?.state === 'linking'
  const { finding = null, company: station = '' } = record.link ?? {}
  return (
    <Notice
      tone={finding === null || finding === 'drift' ? 'attention' : 'bad'}
      title={
        linking
          ? 'The account is being linked.'
          : finding === null || finding === 'drift'
            ? 'Connections need attention.'
            : 'Nobody may be answering this customer’s alarms.'
      }
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
      {linking ? 'The central station has not confirmed yet.' : findingSentences[finding ?? 'none'](station)}
    </Notice>
  )
}

/** What the last look at the account at the station showed. */
const findingSentences = {
  none: () => 'A saved change of this customer did not reach the central station.',
  missing: (station: string) => `${station} has no such account any more.`,
  taken: (station: string) => `${station} has noted the account as another record’s.`,
  out_of_service: (station: string) => `${station} has the account out of service.`,
  drift: (station: string) => `${station} holds something else than this record.`,
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

function MessagesWarning() {
  const { company } = useMe()
  const record = useRecord()
  if (!record.tabs.find((tab) => tab.key === 'messages')?.alert) return null
  return (
    <Notice
      tone="attention"
      title="Messages need somebody."
      action={
        <LinkButton
          to="/$company/customers/$customerId/messages"
          params={{ company: company.slug, customerId: record.id }}
          size="compact-sm"
          variant="default"
        >
          Open messages
        </LinkButton>
      }
    >
      One came in and is unread, or one could not be delivered.
    </Notice>
  )
}

type TabWarningProps = {
  tab: keyof typeof tabLinks & Tab['key']
  title: string
  label: string
  children: string
}

/** Of a tab with a red dot: why, and the way to it. */
function TabWarning({ tab, title, label, children }: TabWarningProps) {
  const { company } = useMe()
  const record = useRecord()
  if (!record.tabs.find(({ key }) => key === tab)?.alert) return null
  const link = tabLinks[tab]({ company: company.slug, customerId: record.id })
  return (
    <Notice
      tone="attention"
      title={title}
      action={
        <LinkButton {...link} size="compact-sm" variant="default">
          {label}
        </LinkButton>
      }
    >
      {children}
    </Notice>
  )
}
